from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.catalogue import Catalogue
from app.domain.records.lookup import Lookup, LookupReason
from app.probe.plan import run_plan
from app.probe.sending.reachability import ReachQuestion, reachability_checks
from app.probe.smtp.dialing import dial, find_addresses, reason_of
from app.probe.smtp.fault import ConnectError
from tests.probe.conftest import QUICK
from tests.probe.smtp_server import Peer, Script, ScriptedServer


def port_codes(
    script: Script | None, catalogue: Catalogue, port: int = 0, **own: tuple[str, ...]
) -> dict[str, str]:
    async def ask(number: int) -> dict[str, str]:
        question = ReachQuestion(
            host="127.0.0.1",
            catalogue=catalogue,
            ports=(number,),
            deadlines=QUICK,
            own_greetings=own.get("own_greetings", ()),
        )
        result = await run_plan(reachability_checks(question), lambda event: None)
        return {done.id.rpartition(".")[2]: done.findings[0].code for done in result.finished}

    async def go() -> dict[str, str]:
        if script is None:
            return await ask(port)
        async with ScriptedServer(script) as server:
            return await ask(server.port)

    return asyncio.run(go())


async def _greets(peer: Peer) -> None:
    await peer.send("220 fw.office.test ESMTP proxy")
    await peer.hang()


async def _resets(peer: Peer) -> None:
    peer.reset()


async def _silent(peer: Peer) -> None:
    await peer.hang()


async def _web(peer: Peer) -> None:
    await peer.send("HTTP/1.1 302 Found")
    await peer.hang()


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@pytest.fixture
def dropping_port() -> Iterator[int]:
    """A port whose queue is full, so that Linux drops further SYNs as a firewall would."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_port_open(catalogue: Catalogue) -> None:
    found = port_codes(_greets, catalogue)
    assert found == {"ipv4": "smtp.port.open", "ipv6": "smtp.port.no_address"}


def test_port_that_somebody_else_answers_is_intercepted(catalogue: Catalogue) -> None:
    found = port_codes(_greets, catalogue, own_greetings=("outlook.com",))
    assert found["ipv4"] == "smtp.port.intercepted"
    assert port_codes(_web, catalogue)["ipv4"] == "smtp.port.intercepted"


def test_port_reset_and_silent_are_told_apart(catalogue: Catalogue) -> None:
    assert port_codes(_resets, catalogue)["ipv4"] == "smtp.port.reset"
    assert port_codes(_silent, catalogue)["ipv4"] == "smtp.port.silent"


def test_port_refused(catalogue: Catalogue, closed_port: int) -> None:
    assert port_codes(None, catalogue, closed_port)["ipv4"] == "smtp.port.refused"


def test_port_dropped(catalogue: Catalogue, dropping_port: int) -> None:
    assert port_codes(None, catalogue, dropping_port)["ipv4"] == "smtp.port.dropped"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ECONNREFUSED, "refused"),
        (errno.ECONNRESET, "reset"),
        (errno.ENETUNREACH, "unreachable"),
        (errno.EHOSTUNREACH, "unreachable"),
        (errno.ETIMEDOUT, "dropped"),
        (errno.EPERM, "blocked_here"),
        (None, "failed"),
    ],
)
def test_reason_of_a_failed_connection(number: int | None, reason: str) -> None:
    assert reason_of(OSError(number, "x") if number else OSError("x")) == reason


class _WindowsError(OSError):
    """As Windows raises it: `errno` is mostly EINVAL, whatever happened."""

    def __init__(self, winerror: int) -> None:
        super().__init__(errno.EINVAL, "x")
        self.winerror = winerror


@pytest.mark.parametrize(
    ("winerror", "reason"),
    [
        (1225, "refused"),  # a wait for a connection
        (10061, "refused"),  # Winsock
        (121, "dropped"),
        (1231, "unreachable"),
        (64, "reset"),
        (10013, "blocked_here"),
        (87, "failed"),
    ],
)
def test_reason_of_a_failed_connection_on_windows(winerror: int, reason: str) -> None:
    assert reason_of(_WindowsError(winerror)) == reason


def test_dial_takes_the_address_that_answers() -> None:
    async def go() -> str:
        async with ScriptedServer(_greets) as server:
            addresses = await find_addresses("localhost", None)
            sock = await dial(addresses, server.port, 2.0)
            with sock:
                return str(sock.getpeername()[0])

    assert asyncio.run(go()) == "127.0.0.1"


def test_name_without_an_address_is_told() -> None:
    with pytest.raises(ConnectError) as caught:
        asyncio.run(find_addresses("no-such-host.invalid", None))
    assert caught.value.code == "smtp.connect.no_address"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (LookupReason.TIMED_OUT, "smtp.connect.name_untold"),
        (LookupReason.NO_SUCH_NAME, "smtp.connect.no_address"),
    ],
)
def test_the_systems_no_proves_nothing_where_the_chosen_server_is_silent(
    reason: LookupReason, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Chosen:
        async def lookup(self, name: str, record_type: str) -> Lookup:
            return Lookup(name=name, type=record_type, reason=reason)

    with pytest.raises(ConnectError) as caught:
        asyncio.run(find_addresses("no-such-host.invalid", Chosen()))
    assert caught.value.code == code
    ipv4_alone = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ipv4_alone)
    with pytest.raises(ConnectError) as caught:
        asyncio.run(find_addresses("half-a-host.invalid", Chosen(), socket.AF_INET6))
    assert caught.value.code == code
