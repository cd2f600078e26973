"""A practice tenant for each test, and the real clients that speak with it."""

from __future__ import annotations

import base64
import json
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import msal
import pytest
import requests
from requests.adapters import HTTPAdapter

from app.practice import PracticeTenant

Claims = Callable[[str], dict[str, Any]]


@pytest.fixture
def tenant() -> Iterator[PracticeTenant]:
    with PracticeTenant() as running:
        yield running
        assert not running.faults


@pytest.fixture
def trust(tenant: PracticeTenant) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=tenant.cloud.trust.ca_file)


class _Trusting(HTTPAdapter):
    """Brings its own trust, which the environment's CA bundles cannot take away."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)


@pytest.fixture
def web(trust: ssl.SSLContext) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.mount("https://", _Trusting(trust))
        session.trust_env = False
        yield session


@pytest.fixture
def public_app(
    tenant: PracticeTenant, web: requests.Session
) -> Callable[..., msal.PublicClientApplication]:
    def build(named: str = "", **given: Any) -> msal.PublicClientApplication:
        return msal.PublicClientApplication(
            given.pop("client_id", tenant.application_id),
            authority=f"{tenant.cloud.identity.authority}/{named or tenant.domain}",
            instance_discovery=False,
            http_client=web,
            **given,
        )

    return build


@pytest.fixture
def connect() -> Iterator[Callable[[PracticeTenant], smtplib.SMTP]]:
    """Open sessions with the submission server, encrypted and greeted."""
    with ExitStack() as stack:

        def open_session(tenant: PracticeTenant) -> smtplib.SMTP:
            trust = ssl.create_default_context(cafile=tenant.cloud.trust.ca_file)
            session = smtplib.SMTP(tenant.cloud.smtp.host, tenant.cloud.smtp.port, timeout=10)
            stack.callback(session.close)
            session.starttls(context=trust)
            session.ehlo("client.contoso.test")
            return session

        yield open_session


@pytest.fixture
def app_token(tenant: PracticeTenant, web: requests.Session) -> str:
    """A token that an application got for itself."""
    identifier, secret = tenant.server_application
    app = msal.ConfidentialClientApplication(
        identifier,
        client_credential=secret.reveal(),
        authority=f"{tenant.cloud.identity.authority}/{tenant.tenant_id}",
        instance_discovery=False,
        http_client=web,
    )
    answer = app.acquire_token_for_client([tenant.cloud.identity.app_scope])
    return str(answer["access_token"])


@pytest.fixture
def claims_of() -> Claims:
    """Read what a token says, without asking whether it is genuine."""

    def read(token: str) -> dict[str, Any]:
        part = token.split(".")[1]
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        claims: dict[str, Any] = json.loads(raw)
        return claims

    return read
