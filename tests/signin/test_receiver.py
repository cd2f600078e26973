"""The loopback receiver, driven as browsers, other programs and attackers would drive it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.signin.receiver import NoLoopbackError, Receiver

STATE = "the-state-of-this-sign-in"
GOOD = {"code": "c0de", "state": STATE}


async def exchange(port: int, raw: bytes, host: str = "127.0.0.1") -> bytes:
    """Send bytes as they are and return everything that comes back."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(raw)
        await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def get(port: int, fields: Mapping[str, str], *, host: str = "localhost", path: str = "/") -> bytes:
    return f"GET {path}?{urlencode(fields)} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()


def post(port: int, fields: Mapping[str, str], *, kind: str = "") -> bytes:
    body = urlencode(fields)
    kind = kind or "application/x-www-form-urlencoded; charset=utf-8"
    return (
        f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def run(
    body: Callable[[Receiver], Awaitable[bytes]], *, request_deadline_s: float = 10.0
) -> tuple[Mapping[str, str], bytes]:
    """Run a conversation that must end in an answer; return it and the last response."""

    async def scene() -> tuple[Mapping[str, str], bytes]:
        async with Receiver(STATE, request_deadline_s=request_deadline_s) as receiver:
            response = await body(receiver)
            async with asyncio.timeout(5):
                return await receiver.answer(), response

    return asyncio.run(scene())


def refused_then_answered(raw: Callable[[int], bytes]) -> bytes:
    """Send something that must not end the wait, then the true answer."""

    async def body(receiver: Receiver) -> bytes:
        response = await exchange(receiver.port, raw(receiver.port))
        assert not receiver._answer.done()
        await exchange(receiver.port, post(receiver.port, GOOD))
        return response

    answer, response = run(body)
    assert answer == GOOD
    return response


@pytest.mark.parametrize("method", [get, post])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_arrives_by_either_method_on_either_stack(
    method: Callable[[int, Mapping[str, str]], bytes], host: str
) -> None:
    answer, response = run(lambda rx: exchange(rx.port, method(rx.port, GOOD), host))
    assert answer == GOOD
    assert response.startswith(b"HTTP/1.1 200 ")
    assert b"close this tab and go back to Sendwright" in response


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_every_name_of_this_computer_is_fine(host: str) -> None:
    answer, _ = run(lambda rx: exchange(rx.port, get(rx.port, GOOD, host=host)))
    assert answer == GOOD


def test_the_page_is_not_kept_and_loads_nothing() -> None:
    _, response = run(lambda rx: exchange(rx.port, get(rx.port, GOOD)))
    head = response.partition(b"\r\n\r\n")[0].lower()
    assert b"cache-control: no-store" in head
    assert b"referrer-policy: no-referrer" in head
    assert b"content-security-policy: default-src 'none'" in head
    assert b"c0de" not in response


def test_a_declined_sign_in_is_an_answer_and_its_text_is_not_echoed() -> None:
    declined = {
        "error": "access_denied",
        "error_description": "<script>alert(1)</script>",
        "state": STATE,
    }
    answer, response = run(lambda rx: exchange(rx.port, post(rx.port, declined)))
    assert answer == declined
    assert b"<script>" not in response
    assert b"not completed" in response


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (lambda p: get(p, {"code": "x", "state": "evil"}), b"400"),
        (lambda p: get(p, {"code": "x"}), b"400"),
        (lambda p: get(p, {"state": STATE}), b"400"),
        (lambda p: get(p, {"code": "x", "error": "y", "state": STATE}), b"400"),
        (lambda p: get(p, GOOD, host="evil.example"), b"400"),
        (lambda p: get(p, GOOD, host="localhost.evil.example"), b"400"),
        (lambda p: get(p + 1, GOOD), None),
        (lambda p: get(p, GOOD, path="/favicon.ico"), b"404"),
        (lambda p: post(p, GOOD, kind="text/plain"), b"400"),
        (lambda p: get(p, GOOD).replace(b"GET", b"PUT", 1), b"405"),
        (lambda p: get(p, GOOD).replace(b"GET", b"HEAD", 1), b"405"),
        (lambda p: get(p, GOOD).replace(f"state={STATE}".encode(), b"state=a&state=b"), b"400"),
        (lambda p: f"GET / HTTP/1.1\r\nX: {'a' * 40_000}\r\n\r\n".encode(), b"431"),
        (lambda p: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", None),
        (lambda p: post(p, {"code": "x" * 70_000, "state": STATE}), b"413"),
        (lambda p: b"", None),
    ],
)
def test_what_is_not_the_answer_does_not_end_the_wait(
    raw: Callable[[int], bytes], status: bytes | None
) -> None:
    response = refused_then_answered(raw)
    if status is not None:
        # A closed connection may swallow the reply to an oversized request.
        assert response.startswith(b"HTTP/1.1 " + status) or not response


def test_a_request_that_drips_is_dropped_and_the_wait_goes_on() -> None:
    async def body(receiver: Receiver) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
        writer.write(b"GET / HT")
        await writer.drain()
        with pytest.raises(ConnectionError):
            await reader.readexactly(1) if await reader.read(1) else _reset()
        writer.close()
        return await exchange(receiver.port, post(receiver.port, GOOD))

    answer, _ = run(body, request_deadline_s=0.05)
    assert answer == GOOD


def _reset() -> None:
    raise ConnectionResetError


def test_a_browser_that_returns_twice_is_told_so() -> None:
    async def body(receiver: Receiver) -> bytes:
        await exchange(receiver.port, post(receiver.port, GOOD))
        return await exchange(receiver.port, post(receiver.port, {**GOOD, "code": "other"}))

    answer, response = run(body)
    assert answer == GOOD
    assert response.startswith(b"HTTP/1.1 409 ")


def test_a_tab_closed_before_the_page_came_still_counts() -> None:
    async def body(receiver: Receiver) -> bytes:
        _, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
        writer.write(post(receiver.port, GOOD))
        await writer.drain()
        writer.transport.abort()
        return b""

    assert run(body)[0] == GOOD


def test_cancel_stops_listening_on_both_stacks() -> None:
    async def scene() -> int:
        port: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def wait() -> None:
            async with Receiver(STATE) as receiver:
                port.set_result(receiver.port)
                await receiver.answer()

        task = asyncio.create_task(wait())
        number = await port
        _, idle = await asyncio.open_connection("127.0.0.1", number)
        await exchange(number, get(number, {}, path="/favicon.ico"))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        idle.close()
        return number

    number = asyncio.run(scene())
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as again:
            assert again.connect_ex((host, number)) == errno.ECONNREFUSED


TEXT = st.text(max_size=40)


@settings(deadline=None, max_examples=60)
@given(
    raw=st.one_of(
        st.binary(max_size=400),
        st.dictionaries(TEXT, TEXT, max_size=6).map(lambda fields: get(0, fields)),
        st.binary(max_size=200).map(lambda tail: b"POST / HTTP/1.1\r\nHost: localhost\r\n" + tail),
    )
)
def test_no_request_without_the_state_is_taken_and_none_stops_the_receiver(raw: bytes) -> None:
    refused_then_answered(lambda _port: raw)


@pytest.mark.parametrize(
    ("missing", "host"), [(socket.AF_INET, "::1"), (socket.AF_INET6, "127.0.0.1")]
)
def test_a_computer_with_one_stack_is_enough(
    missing: socket.AddressFamily, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.socket.bind

    class OneStack(socket.socket):
        def bind(self, address: Any, /) -> None:
            if self.family is missing:
                raise OSError(errno.EADDRNOTAVAIL, "no such stack")
            real(self, address)

    async def scene() -> Mapping[str, str]:
        with monkeypatch.context() as narrow:
            narrow.setattr(socket, "socket", OneStack)
            receiver = await Receiver(STATE).__aenter__()
        await exchange(receiver.port, get(receiver.port, GOOD, host="localhost"), host)
        await receiver.__aexit__(None, None, None)
        return await receiver.answer()

    assert asyncio.run(scene()) == GOOD


def test_a_port_taken_on_one_stack_is_left_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    real = socket.socket.bind

    class Crowded(socket.socket):
        def bind(self, address: Any, /) -> None:
            if self.family is socket.AF_INET6 and len(taken) < 2:
                taken.append(address[1])
                raise OSError(errno.EADDRINUSE, "taken")
            real(self, address)

    async def scene() -> int:
        with monkeypatch.context() as crowded:
            crowded.setattr(socket, "socket", Crowded)
            async with Receiver(STATE) as receiver:
                return receiver.port

    assert asyncio.run(scene()) not in taken
    assert len(taken) == 2


def test_a_computer_that_lets_nobody_listen_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.EADDRNOTAVAIL, "no loopback")

    async def scene() -> None:
        with monkeypatch.context() as closed:
            closed.setattr("app.signin.receiver.socket.socket", refuse)
            async with Receiver(STATE):
                pass

    with pytest.raises(NoLoopbackError):
        asyncio.run(scene())
