"""The sign-in service on a free port, a request to it, and a browser that presses its buttons."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import pytest
import trustme

from app.domain.address import EmailAddress
from app.signin import SignInRequest
from tests.signin.service import APP, BEHIND_PROXY, SCOPE, USER, Handler, Identity, Server


@pytest.fixture(scope="session")
def authority_ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def client_tls(authority_ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority_ca.configure_trust(context)
    return context


@pytest.fixture
def identity(authority_ca: trustme.CA) -> Iterator[Identity]:
    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority_ca.issue_cert("localhost", BEHIND_PROXY).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.identity = Identity(url=f"https://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.identity
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def request_(identity: Identity, client_tls: ssl.SSLContext) -> SignInRequest:
    return SignInRequest(
        authority=identity.url,
        tenant="contoso.com",
        application_id=APP,
        scope=SCOPE,
        sign_in_as=EmailAddress.parse(USER),
        tls=client_tls,
        deadline_s=20.0,
        answer_deadline_s=10.0,
    )


@pytest.fixture
def browser(client_tls: ssl.SSLContext) -> Callable[[str], None]:
    """A browser that presses all the right buttons: page, then form post or redirect."""

    def visit(url: str) -> None:
        opener = build_opener(ProxyHandler({}), HTTPSHandler(context=client_tls))
        with opener.open(url, timeout=5) as answer:
            page = json.loads(answer.read())
        form = urlencode(page["fields"])
        back = (
            Request(page["to"] + "/", data=form.encode())
            if page["mode"] == "form_post"
            else Request(f"{page['to']}/?{form}")
        )
        try:
            opener.open(back, timeout=5).read()
        except HTTPError as exc:
            exc.close()

    return visit


@pytest.fixture(params=["with", "without"])
def ca_variables(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Run once with the variables that make requests ignore what it is told to trust."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    if request.param == "with":
        other = tmp_path / "other.pem"
        trustme.CA().cert_pem.write_to_path(str(other))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))
