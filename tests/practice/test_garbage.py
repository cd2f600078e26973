"""Whatever bytes come, no server dies of them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import dns.message
import dns.query
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.practice import PracticeTenant

HOST = "127.0.0.1"
FEW = settings(max_examples=40, deadline=None)
SMTP_WORDS = st.sampled_from(
    [
        b"EHLO x\r\n", b"HELO\r\n", b"AUTH XOAUTH2\r\n", b"AUTH LOGIN\r\n", b"*\r\n", b"DATA\r\n",
        b"MAIL FROM:<>\r\n", b"MAIL FROM:<a@contoso.test>\r\n", b"RCPT TO:<admin@contoso.test>\r\n",
        b"BDAT 5 LAST\r\n", b"BDAT 99999999999\r\n", b".\r\n", b"RSET\r\n", b"\x00\xff\n", b"\r\n",
        b"STARTTLS\r\nEHLO y\r\n", b"QUIT\r\n", b"A" * 20000 + b"\r\n",
    ]
)  # fmt: skip
HTTP_WORDS = st.sampled_from(
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /introspect HTTP/1.1\r\nHost: x\r\n",
        b"Content-Length: 5\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n", b"ffffffffff\r\n",
        b"GET //[::1 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /%ff?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        b"Expect: 100-continue\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[PracticeTenant]:
    with PracticeTenant() as tenant:
        yield tenant


def throw(port: int, parts: list[bytes]) -> None:
    """Send everything, hear everything, whatever comes of it."""
    with socket.create_connection((HOST, port), 5) as sock, suppress(OSError):
        for part in parts:
            sock.sendall(part)
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass


def assert_alive(running: PracticeTenant) -> None:
    assert not running.faults
    for port in (running.cloud.smtp.port, running.cloud.relay.port):
        with socket.create_connection((HOST, port), 5) as sock:
            assert sock.recv(3) == b"220"
    query = dns.message.make_query("contoso.test", "MX")
    assert dns.query.udp(query, HOST, timeout=5, port=running.cloud.dns.port).answer
    assert running.press_sign_in(f"{running.cloud.identity.authority}/", decline=True).status == 200


def smtp_ports(running: PracticeTenant) -> tuple[int, int]:
    return running.cloud.smtp.port, running.cloud.relay.port


@FEW
@given(parts=st.lists(st.one_of(SMTP_WORDS, st.binary(max_size=300)), max_size=12))
def test_mail_servers_survive(running: PracticeTenant, parts: list[bytes]) -> None:
    for port in smtp_ports(running):
        throw(port, parts)
    assert_alive(running)


@pytest.mark.parametrize("mechanism", [b"XOAUTH2", b"LOGIN"])
def test_answer_that_is_too_long_ends_the_sign_in_alone(
    running: PracticeTenant, mechanism: bytes
) -> None:
    with open_tls(running) as sock:
        sock.sendall(b"EHLO x\r\n")
        sock.recv(4000)
        sock.sendall(b"AUTH " + mechanism + b"\r\n")
        assert sock.recv(1000).startswith(b"334")
        sock.sendall(b"A" * 300_000 + b"\r\n")
        assert sock.recv(1000).startswith(b"501")
    assert_alive(running)


@contextmanager
def open_tls(running: PracticeTenant) -> Iterator[ssl.SSLSocket]:
    """Give the submission server behind STARTTLS."""
    context = ssl.create_default_context(cafile=running.cloud.trust.ca_file)
    with socket.create_connection((HOST, running.cloud.smtp.port), 5) as raw:
        raw.recv(1000)
        raw.sendall(b"STARTTLS\r\n")
        assert raw.recv(1000).startswith(b"220 ")
        with context.wrap_socket(raw, server_hostname="localhost") as sock:
            yield sock


@FEW
@given(parts=st.lists(st.one_of(SMTP_WORDS, st.binary(max_size=300)), max_size=12))
def test_mail_server_survives_behind_tls(running: PracticeTenant, parts: list[bytes]) -> None:
    with suppress(OSError), open_tls(running) as sock:
        for part in parts:
            sock.sendall(part)
    assert_alive(running)


@FEW
@given(parts=st.lists(st.one_of(HTTP_WORDS, st.binary(max_size=300)), max_size=8))
def test_sign_in_servers_survive(running: PracticeTenant, parts: list[bytes]) -> None:
    for url in (running.introspection_url, running.cloud.identity.authority):
        throw(int(url.split(":")[2].partition("/")[0]), parts)
    assert_alive(running)


@FEW
@given(
    wire=st.one_of(
        st.binary(max_size=600),
        st.binary(max_size=40).map(lambda tail: b"\x12\x34\x01\x00\x00\x01" + bytes(6) + tail),
    )
)
def test_name_server_survives(running: PracticeTenant, wire: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(wire, (HOST, running.cloud.dns.port))
    throw(running.cloud.dns.port, [len(wire).to_bytes(2, "big"), wire])
    throw(running.cloud.dns.port, [wire])
    assert_alive(running)


@settings(max_examples=15, deadline=None)
@given(fields=st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=6))
def test_token_endpoint_survives(running: PracticeTenant, fields: dict[str, str]) -> None:
    known = {"grant_type": "authorization_code", "client_id": running.application_id}
    authority = running.cloud.identity.authority
    for endpoint in ("authorize", "token", "devicecode"):
        url = f"{authority}/{running.domain}/oauth2/v2.0/{endpoint}"
        page = running._running.browser._fetch("POST", url, {**known, **fields})
        assert page.status in (200, 302, 400, 401)
    assert_alive(running)
