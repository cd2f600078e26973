"""The only module that knows msal. All of it blocks; `app.domain.blocking` runs it beside the loop.

A client serves one try: msal replays an HTTP 400 answer for 60 seconds within one object, and a
person who has just corrected something would be refused again without anybody being asked.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, TypeVar

import msal
from msal.exceptions import MsalError

from app.domain.secret import Secret
from app.domain.tokens.claims import redact
from app.signin.errors import SignInError
from app.signin.http import IdentityHttp
from app.signin.request import Answer, Credential, Flow, SignInRequest, as_tenant_id

T = TypeVar("T")


class MsalClient:
    """One try at one sign-in service. Making it asks the service for its addresses."""

    def __init__(self, request: SignInRequest, credential: Credential | None = None) -> None:
        self._request = request
        self._http = IdentityHttp(request)
        with ExitStack() as on_failure:
            on_failure.callback(self._http.close)
            self._app = self._guard(lambda: _make_app(request, self._http, credential))
            on_failure.pop_all()

    @property
    def tenant_id(self) -> str:
        """The tenant's id as the service's own addresses name it; "" where they do not."""
        return as_tenant_id(self._request.tenant) or as_tenant_id(str(self._app.authority.tenant))

    @property
    def skew_s(self) -> float:
        """How far this computer's clock is ahead of the service's."""
        return self._http.skew_s

    def begin_browser(self, redirect_uri: str, state: str, response_mode: str) -> Flow:
        """Prepare PKCE and the page's address; asks nobody."""
        # msal warns of `query`, which pasting the address needs: a form post leaves it empty.
        warnings.filterwarnings("ignore", message="response_mode='form_post' is recommended")
        hint = str(self._request.sign_in_as) if self._request.sign_in_as else None
        flow: Flow = self._app.initiate_auth_code_flow(
            [self._request.scope],
            redirect_uri=redirect_uri,
            state=state,
            prompt="select_account",
            login_hint=hint,
            response_mode=response_mode,
        )
        return flow

    def redeem(self, flow: Flow, fields: Mapping[str, str]) -> Answer:
        """Exchange what the browser brought for tokens."""
        return self._guard(lambda: self._app.acquire_token_by_auth_code_flow(flow, dict(fields)))

    def begin_device(self) -> Flow:
        """Ask for a device code; the answer is the flow, or an error dict."""
        if not self._app.authority.device_authorization_endpoint:
            raise self._http.fail("signin.no_device_code", self._request.authority_url)
        flow: Flow = self._guard(lambda: self._app.initiate_device_flow([self._request.scope]))
        return flow

    def poll_device(self, flow: Flow) -> Answer:
        """Ask once whether the code was typed in; the pace is the caller's."""
        # With an interval of 0 msal would ask without end and never look at exit_condition.
        once = {**flow, "interval": 1}
        return self._guard(
            lambda: self._app.acquire_token_by_device_flow(once, exit_condition=lambda _flow: True)
        )

    def refresh(self, token: Secret) -> Answer:
        """Exchange a refresh token; the answer holds its successor."""
        return self._guard(
            lambda: self._app.acquire_token_by_refresh_token(
                token.reveal(), scopes=[self._request.scope]
            )
        )

    def as_app(self) -> Answer:
        """Ask for a token of the app's own."""
        return self._guard(lambda: self._app.acquire_token_for_client([self._request.scope]))

    def close(self) -> None:
        self._http.close()

    def _guard(self, work: Callable[[], T]) -> T:
        """Run msal; what it raises of its own means an answer that no identity service gives."""
        try:
            return work()
        except SignInError:
            raise
        except RuntimeError as exc:  # the ID token has another nonce than this sign-in
            raise self._http.fail("signin.stale_answer", self._request.authority_url) from exc
        except (ValueError, LookupError, TypeError, AttributeError, MsalError) as exc:
            raise self._http.fail(
                "signin.unexpected_answer",
                self._request.authority_url,
                evidence=f"{type(exc).__name__}: {exc}",
            ) from exc


def _make_app(request: SignInRequest, http: IdentityHttp, credential: Credential | None) -> Any:
    _quieten_msal()
    kind = (
        msal.PublicClientApplication if credential is None else msal.ConfidentialClientApplication
    )
    return kind(
        request.application_id,
        client_credential=credential,
        authority=request.authority_url,
        instance_discovery=False,
        http_client=http,
    )


class _Redactor(logging.Filter):
    """Takes out of a log record what has the shape of a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        return True


_REDACTOR = _Redactor()


def _quieten_msal() -> None:
    """Keep msal from logging codes and verifiers, as it does at DEBUG, and answers, as at ERROR."""
    logging.getLogger("msal").setLevel(logging.WARNING)
    for name in tuple(logging.root.manager.loggerDict):
        if name == "msal" or name.startswith("msal."):
            logging.getLogger(name).addFilter(_REDACTOR)
