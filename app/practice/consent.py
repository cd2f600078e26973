"""The page on which an admin approves an application for everybody, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from app.practice.directory import SignInHouse
from app.practice.facts import ApplicationFacts
from app.practice.http_server import Request, Response
from app.practice.pages import Pages
from app.practice.refusals import SignInRefusedError

_DECLINED = 65004
"""Entra's number for a person who says no."""


class ConsentPage:
    """Asks for the approval and says on the way back whether it was given."""

    def __init__(self, house: SignInHouse, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    def answer(self, request: Request) -> Response:
        """Show the page or take the decision; raises SignInRefusedError for a bad request."""
        application = self._house.application(request.query.get("client_id", ""))
        redirect_uri = request.query.get("redirect_uri", "")
        self._house.check_redirect(redirect_uri, application)
        if request.method != "POST":
            return self._show(request, application)
        fields = {
            **self._decide(request),
            "admin_consent": "True",
            "tenant": self._house.organisation.facts.tenant_id,
        }
        if state := request.query.get("state"):
            fields["state"] = state
        location = f"{redirect_uri}?{urlencode(fields)}"
        return Response(status=302, headers=(("Location", location),))

    def _show(self, request: Request, application: ApplicationFacts) -> Response:
        return self._pages.render(
            "consent",
            action=request.target,
            application=application.name,
            organisation=self._house.organisation.facts.name,
        )

    def _decide(self, request: Request) -> Mapping[str, str]:
        if request.form.get("choice") == "sign_in":
            return {}
        return self._house.refusals.at_redirect(SignInRefusedError(_DECLINED))
