"""What the network and the far side can do to a sign-in: each named, none hangs, none leaks."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from app.domain.secret import Secret
from app.signin import SignInError, SignInRequest, refresh
from tests.signin.service import BEHIND_PROXY, Identity

if TYPE_CHECKING:
    import trustme

HTML = b"<html><title>Log in to the hotel</title><script>alert(1)</script></html>"


def fail(request: SignInRequest) -> SignInError:
    with pytest.raises(SignInError) as raised:
        asyncio.run(refresh(request, Secret("refresh-1")))
    error = raised.value
    assert error.next_steps
    assert "refresh-1" not in error.raw
    return error


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((200, {}, HTML), "signin.unexpected_answer"),
        ((403, {}, HTML), "signin.unexpected_answer"),
        ((200, {}, b""), "signin.unexpected_answer"),
        ((200, {}, b"[1]"), "signin.unexpected_answer"),
        ((200, {}, b"{}"), "signin.refused"),
        ((200, {}, b"[" * 100_000), "signin.unexpected_answer"),
        ((200, {}, b'{"x":"' + b"x" * 2_000_000), "signin.too_long"),
        ((500, {}, HTML), "signin.service_failed"),
        ((503, {}, b'{"error_description":"AADSTS90033: transient"}'), "signin.aadsts.90033"),
        ((429, {"Retry-After": "17"}, b"{}"), "signin.throttled"),
        ((302, {"Location": "http://elsewhere.example/"}, b""), "signin.redirected"),
        ((407, {}, HTML), "signin.proxy_password"),
        ((400, {}, b'{"error":"invalid_grant"}'), "signin.oauth.invalid_grant"),
        ((400, {}, b'{"error":"something_new"}'), "signin.refused"),
        ((400, {}, b'{"error":{"a":1},"error_codes":"x"}'), "signin.refused"),
        ((400, {}, b'{"error":"x","error_codes":[700082]}'), "signin.aadsts.700082"),
        ((200, {"Content-Encoding": "gzip"}, b"not gzip"), "signin.unexpected_answer"),
    ],
)
def test_an_answer_that_is_no_token_is_named(
    reply: Any, code: str, request_: SignInRequest, identity: Identity
) -> None:
    identity.token_answers = [reply]
    assert fail(request_).code == code


def test_a_service_that_asks_to_wait_says_how_long(
    request_: SignInRequest, identity: Identity
) -> None:
    identity.token_answers = [(429, {"Retry-After": "17"}, b"{}")]
    error = fail(request_)
    assert error.retry_after_s == 17
    assert "17 seconds" in error.detail


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (
            (400, {}, b'{"error":"invalid_tenant","error_description":"AADSTS90002: Not found."}'),
            "signin.aadsts.90002",
        ),
        ((404, {}, HTML), "signin.unexpected_answer"),
        ((404, {}, b"{}"), "signin.unexpected_answer"),
        ((200, {}, HTML), "signin.unexpected_answer"),
        ((200, {}, b"{}"), "signin.unexpected_answer"),
        (
            (
                200,
                {},
                b'{"authorization_endpoint":"http://x/a","token_endpoint":"http://x/contoso/t"}',
            ),
            "signin.unexpected_answer",
        ),
    ],
)
def test_addresses_of_the_service_that_cannot_be_used_are_named(
    reply: Any, code: str, request_: SignInRequest, identity: Identity
) -> None:
    identity.discovery = reply
    assert fail(request_).code == code
    assert "token" not in identity.asked


def test_the_raw_text_of_the_service_is_kept(request_: SignInRequest, identity: Identity) -> None:
    identity.token_answers = [
        (
            400,
            {},
            b'{"error":"invalid_grant","suberror":"basic_action","error_description":'
            b'"AADSTS53003: Blocked.","correlation_id":"c-1","trace_id":"t-1",'
            b'"timestamp":"2026-11-23 10:00:00Z"}',
        )
    ]
    raw = fail(request_).raw
    for part in ("AADSTS53003: Blocked.", "basic_action", "c-1", "t-1", "2026-11-23 10:00:00Z"):
        assert part in raw


@contextmanager
def listener(behave: Callable[[socket.socket], object]) -> Iterator[int]:
    """Serve connections by a function of a test's own."""
    server = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                try:
                    behave(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        ended.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def at(request: SignInRequest, port: int, host: str = "localhost") -> SignInRequest:
    return replace(request, authority=f"https://{host}:{port}", answer_deadline_s=0.4)


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
    assert "0.4 seconds" in error.title


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


def pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


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


def test_an_authority_without_tls_is_refused(request_: SignInRequest) -> None:
    plain = replace(request_, authority="http://localhost:1")
    assert fail(plain).code == "signin.not_https"
