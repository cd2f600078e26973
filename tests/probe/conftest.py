"""Certificates, the catalogue and short deadlines for sessions on loopback."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import pytest
import trustme

from app.catalogue import Catalogue
from app.domain.path import Endpoint
from app.probe.sending.submission import SubmissionQuestion
from app.probe.smtp.dialogue import Deadlines

QUICK = Deadlines(
    connect=0.6, greeting=0.6, command=0.6, handshake=0.6, data_end=0.6, second_look=0.1
)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def server_tls(ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def client_tls(ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    ca.configure_trust(context)
    return context


@pytest.fixture
def ask(catalogue: Catalogue, client_tls: ssl.SSLContext) -> Callable[..., SubmissionQuestion]:
    """Make a question about a loopback server, with quick deadlines."""

    def make(port: int, **changes: object) -> SubmissionQuestion:
        values: dict[str, object] = {
            "endpoint": Endpoint(host="127.0.0.1", port=port),
            "tls": client_tls,
            "catalogue": catalogue,
            "username": "printer@contoso.test",
            "deadlines": QUICK,
            **changes,
        }
        return SubmissionQuestion(**values)  # type: ignore[arg-type]  # each test names its changes

    return make
