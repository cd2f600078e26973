"""Finds the addresses of a host and connects to the first that answers."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.finding import State
from app.domain.records.lookup import Resolver
from app.probe.smtp.fault import ConnectError

_STAGGER_S = 0.25
"""RFC 8305 asks for 250 ms between two attempts."""
_MOST_ADDRESSES = 8
"""Chosen: at four attempts a second all of them have begun after two."""
_UNTOLD = "smtp.connect.name_untold"
_RECORD_TYPES = {socket.AF_INET: "A", socket.AF_INET6: "AAAA"}
_REASONS = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.ECONNABORTED: "reset",
    errno.EPIPE: "reset",
    errno.ENETUNREACH: "unreachable",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETDOWN: "unreachable",
    errno.EADDRNOTAVAIL: "unreachable",
    errno.EAFNOSUPPORT: "unreachable",
    errno.EACCES: "blocked_here",
    errno.EPERM: "blocked_here",
    errno.ETIMEDOUT: "dropped",
}
_WINDOWS_REASONS = {
    5: "blocked_here",
    64: "reset",
    121: "dropped",
    1225: "refused",
    1231: "unreachable",
    1232: "unreachable",
    1236: "reset",
    10013: "blocked_here",
    10047: "unreachable",
    10049: "unreachable",
    10050: "unreachable",
    10051: "unreachable",
    10053: "reset",
    10054: "reset",
    10060: "dropped",
    10061: "refused",
    10065: "unreachable",
}
"""Windows tells how an attempt ended in its own numbers, with an errno that says nothing.

The small ones come from attempts that wait, those above 10000 from Winsock.
Source: https://learn.microsoft.com/windows/win32/debug/system-error-codes
"""
_TELLING = ("refused", "reset", "dropped", "blocked_here", "failed", "unreachable")
"""Which reason stands for all attempts; a missing IPv6 route says least."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a host."""

    family: socket.AddressFamily
    ip: str

    def __str__(self) -> str:
        return self.ip


def reason_of(exc: OSError) -> str:
    """Say in one word why a connection did not come about."""
    if number := getattr(exc, "winerror", None):
        return _WINDOWS_REASONS.get(number, "failed")
    return _REASONS.get(exc.errno or 0, "failed")


async def find_addresses(
    host: str, resolver: Resolver | None, family: socket.AddressFamily | None = None
) -> tuple[Address, ...]:
    """Ask the given resolver, then the system's; raise ConnectError where there is no address."""
    literal = _parse_literal(host)
    families = (family,) if family else (socket.AF_INET, socket.AF_INET6)
    if literal:
        return _only((literal,), families, host)
    if resolver is None:
        return await _ask_system(host, families)
    found, is_told = await _ask(host, resolver, families)
    try:
        return found or await _ask_system(host, families)
    except ConnectError as exc:
        if is_told:
            raise
        # The system's "no" proves nothing where a server that was chosen did not answer.
        raise ConnectError(_UNTOLD, f"{host}: {exc}", values={"host": host}) from exc


def _parse_literal(host: str) -> Address | None:
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    return Address(socket.AF_INET6 if ip.version == 6 else socket.AF_INET, str(ip))


async def _ask(
    host: str, resolver: Resolver, families: Sequence[socket.AddressFamily]
) -> tuple[tuple[Address, ...], bool]:
    """Return the addresses, and whether every question had an answer."""
    answers = await asyncio.gather(*(resolver.lookup(host, _RECORD_TYPES[f]) for f in families))
    found = tuple(
        Address(family, record)
        for family, answer in zip(families, answers, strict=True)
        if answer.state is State.FOUND
        for record in answer.records
    )
    return found, all(answer.state is not State.UNTOLD for answer in answers)


async def _ask_system(host: str, families: Sequence[socket.AddressFamily]) -> tuple[Address, ...]:
    loop = asyncio.get_running_loop()
    try:
        answers = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as exc:
        untold = isinstance(exc, socket.gaierror) and exc.errno == socket.EAI_AGAIN
        code = _UNTOLD if untold else "smtp.connect.no_address"
        raise ConnectError(code, f"{host}: {exc}", values={"host": host}) from exc
    return _only([Address(info[0], str(info[4][0])) for info in answers], families, host)


def _only(
    addresses: Sequence[Address], families: Sequence[socket.AddressFamily], host: str
) -> tuple[Address, ...]:
    found = tuple(dict.fromkeys(one for one in addresses if one.family in families))
    if not found:
        raise ConnectError(
            "smtp.connect.no_address", f"{host} has no such address", values={"host": host}
        )
    return found


async def dial(addresses: Sequence[Address], port: int, deadline_s: float) -> socket.socket:
    """Connect to whichever address answers first; raise ConnectError when none does in time."""
    tried = list(addresses)[:_MOST_ADDRESSES]
    failures: dict[Address, str] = {}
    try:
        async with asyncio.timeout(deadline_s):
            sock = await _race(tried, port, failures)
    except TimeoutError:
        sock = None
        failures |= {address: "dropped" for address in tried if address not in failures}
    if sock is not None:
        return sock
    raise _explain(failures, port, deadline_s)


def _explain(failures: dict[Address, str], port: int, deadline_s: float) -> ConnectError:
    reasons = {text.partition(":")[0] for text in failures.values()}
    reason = next((one for one in _TELLING if one in reasons), "failed")
    evidence = "\n".join(f"{address} port {port}: {text}" for address, text in failures.items())
    values = {"port": str(port), "seconds": f"{deadline_s:g}"}
    return ConnectError(f"smtp.connect.{reason}", evidence, values=values)


async def _race(
    addresses: Iterable[Address], port: int, failures: dict[Address, str]
) -> socket.socket | None:
    waiting = list(addresses)
    running: dict[asyncio.Task[socket.socket], Address] = {}
    try:
        while waiting or running:
            if waiting:
                address = waiting.pop(0)
                running[asyncio.create_task(_connect(address, port))] = address
            done, _ = await asyncio.wait(
                running,
                timeout=_STAGGER_S if waiting else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if winner := _take_winner(done, running, failures):
                return winner
        return None
    finally:
        await _call_off(running)


def _take_winner(
    done: Iterable[asyncio.Task[socket.socket]],
    running: dict[asyncio.Task[socket.socket], Address],
    failures: dict[Address, str],
) -> socket.socket | None:
    for task in done:
        address = running[task]
        exc = task.exception()
        if exc is None:
            del running[task]
            return task.result()
        del running[task]
        if not isinstance(exc, OSError):
            raise exc
        failures[address] = f"{reason_of(exc)}: {exc.strerror or exc}"
    return None


async def _call_off(running: Iterable[asyncio.Task[socket.socket]]) -> None:
    tasks = tuple(running)
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, socket.socket):
            result.close()


async def _connect(address: Address, port: int) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)  # noqa: FBT003  # the standard library's own signature
        await asyncio.get_running_loop().sock_connect(sock, (address.ip, port))
    except BaseException:
        sock.close()
        raise
    return sock
