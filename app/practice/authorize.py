"""The authorization endpoint: the page on which an account is chosen, and the way back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.practice.directory import SignInHouse
from app.practice.facts import ApplicationFacts
from app.practice.grants import ScopeRequest
from app.practice.http_server import Request, Response
from app.practice.pages import Pages
from app.practice.refusals import SignInRefusedError

_SEPARATORS = {"query": "?", "fragment": "#"}
_FORM_POST = "form_post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request whose application and way back are known to be good."""

    application: ApplicationFacts
    redirect_uri: str
    response_mode: str
    state: str
    parameters: Mapping[str, str]


class Authorization:
    """Shows the page, and sends the browser back with a code or a refusal."""

    def __init__(self, house: SignInHouse, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    def answer(self, request: Request) -> Response:
        """Answer a browser; raises SignInRefusedError where there is no way back to refuse by."""
        asked = self._read(request.query)
        try:
            wanted = self._check(asked)
            if request.method != "POST":
                return self._show(request, asked)
            return self._decide(request, asked, wanted)
        except SignInRefusedError as refused:
            if refused.number in (50034, 50057):  # the service shows these and stays on its page
                raise
            return self._send_back(asked, self._house.refusals.at_redirect(refused))

    def _read(self, query: Mapping[str, str]) -> Asked:
        application = self._house.application(query.get("client_id", ""))
        redirect_uri = query.get("redirect_uri", "")
        self._house.check_redirect(redirect_uri, application)
        mode = query.get("response_mode", "query")
        if mode not in (*_SEPARATORS, _FORM_POST):
            raise SignInRefusedError(9002313)
        return Asked(
            application=application,
            redirect_uri=redirect_uri,
            response_mode=mode,
            state=query.get("state", ""),
            parameters=query,
        )

    def _check(self, asked: Asked) -> ScopeRequest:
        given = asked.parameters
        if given.get("response_type") != "code":
            raise SignInRefusedError(9002313)
        if given.get("code_challenge") and given.get("code_challenge_method") != "S256":
            raise SignInRefusedError(9002313)
        if given.get("prompt") == "none":
            raise SignInRefusedError(50058)
        return self._house.parse_scopes(given.get("scope", ""))

    def _show(self, request: Request, asked: Asked) -> Response:
        return self._pages.render(
            "sign_in",
            action=request.target,
            application=asked.application.name,
            organisation=self._house.organisation.facts.name,
            accounts=self._house.organisation.accounts,
            chosen=self._house.account_at_hand(asked.parameters.get("login_hint", "")),
        )

    def _decide(self, request: Request, asked: Asked, wanted: ScopeRequest) -> Response:
        if request.form.get("choice") != "sign_in":
            raise SignInRefusedError(65004)
        principal = self._house.person(request.form.get("account", ""))
        self._house.check_situation(asked.application)
        code = self._house.grants.add_code(
            application_id=asked.application.id,
            redirect_uri=asked.redirect_uri,
            challenge=asked.parameters.get("code_challenge", ""),
            nonce=asked.parameters.get("nonce", ""),
            principal=principal,
            request=wanted,
        )
        return self._send_back(asked, {"code": code, "session_state": str(uuid.uuid4())})

    def _send_back(self, asked: Asked, values: Mapping[str, str]) -> Response:
        """Carry the answer to the application the way it asked for."""
        fields = {**values, "state": asked.state} if asked.state else dict(values)
        if asked.response_mode == _FORM_POST:
            return self._pages.render("continue", action=asked.redirect_uri, fields=fields)
        separator = _SEPARATORS[asked.response_mode]
        if separator in asked.redirect_uri:
            separator = "&"
        location = f"{asked.redirect_uri}{separator}{urlencode(fields)}"
        return Response(status=302, headers=(("Location", location),))
