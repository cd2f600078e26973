"""Checks an app registration after each step of making it, and waits for its approval."""

from __future__ import annotations

from collections.abc import Callable

from app.catalogue import Catalogue
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.services.clouds import CloudShelf
from app.services.signing_in.request import consent_request_for, request_for
from app.signin import check_registration, judge_pasted_consent, wait_for_consent


class Registering:
    """What can be told of a registration before anybody signs in for good."""

    def __init__(self, catalogue: Catalogue, clouds: CloudShelf) -> None:
        self._catalogue = catalogue
        self._clouds = clouds

    async def check(self, client: Client) -> tuple[Finding, ...]:
        """Say whether the tenant knows the app and lets a desktop program use it.

        A wrong client id, a wrong tenant, public client flows that are off and a return address
        that is missing are told apart. Raises InputError where no client id is given.
        """
        return await check_registration(request_for(client, self._clouds, self._catalogue))

    def consent_link(self, client: Client) -> str:
        """Give the approval page to send to an admin; raises InputError without a client id."""
        request = consent_request_for(client, self._clouds, self._catalogue)
        return request.address(self._catalogue.tokens.redirect, "")

    async def wait_for_consent(
        self, client: Client, open_browser: Callable[[str], None]
    ) -> Finding:
        """Open the approval page on this computer and judge what it answers; raises AppError."""
        request = consent_request_for(client, self._clouds, self._catalogue)
        practice = self._clouds.practice if client.scenario else None

        def visit(address: str) -> None:
            open_browser(practice.browser_url(address) if practice else address)

        return await wait_for_consent(request, visit)

    def judge_consent(self, client: Client, pasted: str) -> Finding:
        """Judge the address at which an admin's browser ended; raises InputError."""
        request = consent_request_for(client, self._clouds, self._catalogue)
        return judge_pasted_consent(request, pasted)
