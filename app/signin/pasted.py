"""Signs in by a pasted address, where the browser is on another computer than Sendwright."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.errors import AppError, InputError
from app.signin.asking import ask, open_client
from app.signin.errors import require_web_link, sign_in_error
from app.signin.redirect import has_state, is_answer, read_pasted
from app.signin.request import Flow, SignedIn, SignInRequest
from app.signin.verdict import accept
from app.signin.way_back import try_way_back

if TYPE_CHECKING:
    from app.signin.msal_client import MsalClient


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedSignIn:
    """A sign-in that waits for the address which the browser ends at."""

    url: str
    """Where the person signs in, in any browser."""
    client: MsalClient = field(repr=False)
    flow: Flow = field(repr=False)


async def begin_pasted_sign_in(request: SignInRequest) -> PastedSignIn:
    """Make the address to sign in at; the browser then fails to open the return address."""
    client = await open_client(request)
    redirect = request.catalogue.tokens.redirect
    flow = client.begin_browser(redirect, secrets.token_urlsafe(32), "query")
    try:
        page = require_web_link(request.catalogue, flow["auth_uri"], subject=request.subject)
        if (refusal := (await try_way_back(request, flow)).refusal) is not None:
            raise refusal
    except AppError:
        client.close()
        raise
    return PastedSignIn(url=page, client=client, flow=flow)


async def finish_with_pasted_url(
    request: SignInRequest, pending: PastedSignIn, pasted: str
) -> SignedIn:
    """Take the answer out of what was pasted and judge the token.

    Raises InputError when it holds no answer, so that the person can paste again; and SignInError
    when it belongs to another sign-in or no usable token comes out.
    """
    fields = read_pasted(pasted)
    if not is_answer(fields):
        finding = request.catalogue.finding(
            "signin.pasted_no_code",
            subject=request.subject,
            values={"redirect": request.catalogue.tokens.redirect},
        )
        raise InputError.from_finding(finding)
    if not has_state(fields, pending.flow["state"]):
        raise sign_in_error(request.catalogue, "signin.stale_answer", subject=request.subject)
    client = pending.client
    try:
        answer = await ask(request, lambda: client.redeem(pending.flow, fields))
    finally:
        client.close()
    return accept(request, answer, tenant_id=client.tenant_id, skew_s=client.skew_s)
