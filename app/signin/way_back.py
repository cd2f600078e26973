"""Finds out without a person whether the sign-in page would send a browser back to this computer.

Where the app registration lacks the return address, the page shows an error and the browser never
comes back: who waits for it would learn nothing.
"""

from __future__ import annotations

import asyncio
import html
import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.signin.asking import ask
from app.signin.errors import SignInError, explain_answer

if TYPE_CHECKING:
    from app.signin.request import Flow, SignInRequest

_ERROR = re.compile(r"AADSTS\d{4,8}: [^<\"\\\r\n]{1,600}")
_OF_THE_APP = frozenset(
    {
        "signin.aadsts.50011",
        "signin.aadsts.700016",
        "signin.aadsts.7000112",
        "signin.aadsts.90002",
    }
)
"""What an error page can say before anybody has signed in that no person can change there."""
_PATIENCE_S = 5.0
"""It is a look aside: whoever waits for the link is not kept longer by a slow page."""
_OF_A_PERSON = ("login_hint", "code_challenge", "code_challenge_method", "nonce")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Whether a browser would come back."""

    is_known: bool = False
    """The page sent us back at once, as it does where nobody is signed in."""
    refusal: SignInError | None = None
    """The page shows an error instead; without either it could not be told."""


async def try_way_back(request: SignInRequest, flow: Flow) -> WayBack:
    """Open the page of a sign-in under way, asking it to do so without a person."""
    address = _without_person(flow["auth_uri"])
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await ask(request, lambda: _look(request, address, flow["redirect_uri"]))
    except (SignInError, TimeoutError):
        return WayBack()  # the sign-in itself says what is wrong with the connection


def _look(request: SignInRequest, address: str, redirect_uri: str) -> WayBack:
    from app.signin.http import IdentityHttp

    with closing(IdentityHttp(request)) as http:
        page = http.visit(address)
    if page.leads_to.startswith(redirect_uri):
        return WayBack(is_known=True)
    shown = _ERROR.search(html.unescape(page.text))
    if shown is None:
        return WayBack()
    error = explain_answer(
        request.catalogue, {"error_description": shown[0]}, subject=request.subject
    )
    return WayBack(refusal=error if error.code in _OF_THE_APP else None)


def _without_person(address: str) -> str:
    """Ask for an answer at once: a page that may show nothing must send us back."""
    parts = urlsplit(address)
    asked = {key: value for key, value in parse_qsl(parts.query) if key not in _OF_A_PERSON}
    asked |= {"prompt": "none", "response_mode": "query"}
    return parts._replace(query=urlencode(asked)).geturl()
