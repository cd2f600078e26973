"""Runs one blocking question to the sign-in service within its deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.domain.blocking import run_blocking
from app.domain.errors import InputError
from app.signin.errors import place_of, sign_in_error
from app.signin.request import Credential, SignInRequest

if TYPE_CHECKING:
    from app.signin.msal_client import MsalClient

T = TypeVar("T")


async def ask(request: SignInRequest, question: Callable[[], T]) -> T:
    """Ask beside the loop; bounds even an answer whose header comes byte by byte."""
    try:
        async with asyncio.timeout(request.answer_deadline_s):
            return await run_blocking(question)
    except TimeoutError as exc:
        place = place_of(request.authority)
        raise sign_in_error(
            request.catalogue,
            "signin.no_answer",
            subject=place["host"],
            values=place | {"seconds": f"{request.answer_deadline_s:g}"},
        ) from exc


async def open_client(request: SignInRequest, credential: Credential | None = None) -> MsalClient:
    """Make the client for one try; asks the service for its addresses."""
    if not request.application_id:
        finding = request.catalogue.finding("signin.no_application_id", subject=request.subject)
        raise InputError.from_finding(finding)
    if not request.authority.startswith("https://"):
        raise sign_in_error(
            request.catalogue,
            "signin.not_https",
            subject=request.subject,
            evidence=request.authority,
        )
    make = await run_blocking(_load)  # not on the service's time: a slow computer takes a second
    return await ask(request, lambda: make(request, credential))


def _load() -> type[MsalClient]:
    from app.signin.msal_client import MsalClient  # with requests and msal: ~200 ms

    return MsalClient
