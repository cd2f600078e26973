"""A server that judges our certificate after the handshake, as TLS 1.3 lets it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Iterator

import pytest
import trustme

from app.catalogue import Catalogue
from app.domain.path import Endpoint, SendingPath
from app.probe.plan import run_plan
from app.probe.sending.relay import RelayChecks, RelayQuestion
from app.probe.smtp.stage import code_of_alert
from tests.probe.conftest import QUICK


def _serve(listener: socket.socket, context: ssl.SSLContext) -> None:
    """Speak as far as STARTTLS, then leave the rest to OpenSSL, which says why it ends."""
    conn, _ = listener.accept()
    with conn, contextlib.suppress(OSError):
        conn.sendall(b"220 mx\r\n")
        conn.recv(1000)
        conn.sendall(b"250-mx Hello\r\n250 STARTTLS\r\n")
        conn.recv(1000)
        conn.sendall(b"220 go\r\n")
        secured = context.wrap_socket(conn, server_side=True, do_handshake_on_connect=False)
        with secured:
            with contextlib.suppress(ssl.SSLError):
                secured.do_handshake()
            # What is unread when it closes resets the connection, and a reset loses the alert.
            plain = socket.socket(fileno=os.dup(secured.fileno()))
            with plain:
                plain.shutdown(socket.SHUT_WR)
                while plain.recv(1000):
                    pass


@pytest.fixture
def asking_port(ca: trustme.CA) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    ca.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, context))
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


def _run(catalogue: Catalogue, tls: ssl.SSLContext, port: int) -> list[str]:
    question = RelayQuestion(
        endpoint=Endpoint(host="127.0.0.1", port=port),
        tls=tls,
        catalogue=catalogue,
        path=SendingPath.RELAY_CERTIFICATE,
        from_address="scanner@contoso.test",
        deadlines=QUICK,
        look_at_ipv6=False,
    )

    async def go() -> list[str]:
        async with RelayChecks(question) as session:
            return [one.code for one in (await run_plan(session.checks, lambda _: None)).findings]

    return asyncio.run(go())


def test_missing_certificate_is_named(
    catalogue: Catalogue, client_tls: ssl.SSLContext, asking_port: int
) -> None:
    found = _run(catalogue, client_tls, asking_port)
    assert found[-1] == "smtp.tls.wants_certificate"


def test_certificate_of_a_stranger_is_named(
    catalogue: Catalogue, ca: trustme.CA, asking_port: int
) -> None:
    context = ssl.create_default_context()
    ca.configure_trust(context)
    trustme.CA().issue_cert("relay.contoso.test").configure_cert(context)
    assert _run(catalogue, context, asking_port)[-1] == "smtp.tls.certificate_refused"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "smtp.tls.wants_certificate"),
        ("TLSV1_ALERT_UNKNOWN_CA", "smtp.tls.certificate_refused"),
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "smtp.tls.certificate_refused"),
        ("TLSV1_ALERT_INTERNAL_ERROR", ""),
        ("", ""),
    ],
)
def test_alert_about_our_own_certificate(reason: str, code: str) -> None:
    assert code_of_alert(reason) == code
