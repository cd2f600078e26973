"""What the network can do to a sign-in: each named, none hangs, none leaks."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.domain.secret import Secret
from app.signin import SignInRequest, refresh
from tests.signin.service import BEHIND_PROXY, Identity
from tests.signin.wire import at, fail, listener, pour
from tests.wording import in_words

if TYPE_CHECKING:
    import trustme


def test_a_closed_port_is_named(request_: SignInRequest) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    closed = replace(request_, authority=f"https://localhost:{port}")
    assert fail(closed).code == "signin.unreachable"


def test_a_silent_service_meets_the_deadline(request_: SignInRequest) -> None:
    over = threading.Event()
    with listener(lambda _connection: over.wait(20)) as port:
        error = fail(at(request_, port))
        over.set()
    assert error.code == "signin.no_answer"
    assert "0.4 seconds" in in_words(error).title


def test_a_service_that_drips_meets_the_deadline(
    request_: SignInRequest, authority_ca: trustme.CA
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority_ca.issue_cert("localhost").configure_cert(tls)
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        with tls.wrap_socket(connection, server_side=True) as secure:
            secure.recv(9999)
            secure.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not over.wait(0.05):
                secure.sendall(b"x")

    with listener(drip) as port:
        code = fail(at(request_, port)).code
        over.set()
    assert code == "signin.no_answer"


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 smtp ESMTP\r\n"])
def test_a_port_that_speaks_something_else_is_named(
    request_: SignInRequest, greeting: bytes
) -> None:
    def speak(connection: socket.socket) -> None:
        connection.recv(9999)
        connection.sendall(greeting)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(9999):  # what is left unread would reset the connection
            pass

    with listener(speak) as port:
        assert fail(at(request_, port)).code == "signin.tls_failed"


def test_a_name_that_does_not_exist_is_named(request_: SignInRequest) -> None:
    nowhere = replace(request_, authority="https://nowhere.invalid")
    assert fail(nowhere).code == "signin.no_such_host"


@pytest.mark.parametrize(
    ("name", "valid", "code"),
    [
        ("other.example", timedelta(days=30), "signin.tls_name"),
        ("localhost", timedelta(days=-2), "signin.tls_dates"),
    ],
)
def test_a_certificate_that_does_not_fit_is_named(
    name: str,
    valid: timedelta,
    code: str,
    request_: SignInRequest,
    authority_ca: trustme.CA,
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    now = datetime.now(UTC)
    authority_ca.issue_cert(
        name, not_before=now - timedelta(days=9), not_after=now + valid
    ).configure_cert(tls)

    def shake(connection: socket.socket) -> None:
        tls.wrap_socket(connection, server_side=True).close()

    with listener(shake) as port:
        assert fail(replace(at(request_, port), answer_deadline_s=5)).code == code


def test_a_proxy_that_refuses_is_named(
    request_: SignInRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []

    def refuse(connection: socket.socket) -> None:
        asked.append(connection.recv(9999))
        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")

    with listener(refuse) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "")
        error = fail(replace(request_, authority="https://login.contoso.example"))
    assert error.code == "signin.proxy_password"
    assert asked[0].startswith(b"CONNECT login.contoso.example:443 ")


def test_a_proxy_is_used_and_the_far_side_verified(
    request_: SignInRequest, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = urlsplit(identity.url).port
    identity.url = f"https://{BEHIND_PROXY}"

    def tunnel(near: socket.socket) -> None:
        assert near.recv(9999).startswith(f"CONNECT {BEHIND_PROXY}:443 ".encode())
        near.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port)) as far:
            back = threading.Thread(target=pour, args=(far, near), daemon=True)
            back.start()
            pour(near, far)
            back.join(5)

    with listener(tunnel) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy}")
        monkeypatch.setenv("NO_PROXY", "")
        behind = replace(request_, authority=identity.url)
        assert asyncio.run(refresh(behind, Secret("refresh-1"))).username
        stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        assert fail(replace(behind, tls=stranger)).code == "signin.tls_untrusted"


def test_a_dead_proxy_is_named(request_: SignInRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("NO_PROXY", "")
    assert fail(replace(request_, authority="https://login.contoso.example")).code == "signin.proxy"


def test_loopback_is_reached_without_the_proxy(
    request_: SignInRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    assert asyncio.run(refresh(request_, Secret("refresh-1"))).username
