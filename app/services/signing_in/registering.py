"""Checks an app registration after each step of making it, and waits for its approval."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.services.clouds import CloudShelf
from app.services.signing_in.request import consent_request_for, request_for
from app.signin import check_registration, judge_pasted_consent, wait_for_consent


async def check_app(client: Client, clouds: CloudShelf) -> tuple[Finding, ...]:
    """Say whether the tenant knows the app and lets a desktop program use it.

    A wrong client id, a wrong tenant, public client flows that are off and a return address that
    is missing are told apart. Raises InputError where no client id is given.
    """
    return await check_registration(request_for(client, clouds))


def consent_link(client: Client, clouds: CloudShelf) -> str:
    """Give the approval page to send to an admin; raises InputError without a client id."""
    return consent_request_for(client, clouds).address(clouds.catalogue.tokens.redirect, "")


async def approve_here(
    client: Client, clouds: CloudShelf, open_browser: Callable[[str], None]
) -> Finding:
    """Open the approval page on this computer and judge what it answers; raises AppError."""
    visit = clouds.visitor(client, open_browser)
    return await wait_for_consent(consent_request_for(client, clouds), visit)


def judge_consent(client: Client, clouds: CloudShelf, pasted: str) -> Finding:
    """Judge the address at which an admin's browser ended; raises InputError."""
    return judge_pasted_consent(consent_request_for(client, clouds), pasted)
