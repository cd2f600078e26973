"""Asks DNS servers by dnspython; nothing else in the program imports that library."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver

from app.domain.records.lookup import Lookup, LookupReason
from app.probe.dns.answer import (
    MAX_ALIASES,
    failed,
    first_line,
    has_soa,
    looped,
    name_from_text,
    read_answer,
    read_refusal,
)
from app.probe.dns.wire import (
    ServerGarbledError,
    ServerSilentError,
    ServerUnreachableError,
    TcpNeededError,
    exchange,
)

_FIRST_WAIT_S = 0.8
_BACK_OFF = 1.7
"""Within the 4 s of a question one lonely server is asked three times (at 0, 0.8 and 2.2 s) and
each of two servers twice, so that neither one lost datagram nor one dead server makes it untold."""
_LAST_WORDS = 0.97
"""Of the deadline: what remains is for saying what each server did, not only that it is over."""
_LEAST_WAIT_S = 0.01
"""Chosen: no answer comes in so short a time, so nobody is asked any more."""
_DEAD_FOR_S = 5.0
"""Chosen, longer than one question takes: the others fail at once and not one after the other."""
_FAULTS = {
    ServerSilentError: LookupReason.TIMED_OUT,
    ServerUnreachableError: LookupReason.UNREACHABLE,
    ServerGarbledError: LookupReason.MALFORMED,
    TcpNeededError: LookupReason.TRUNCATED,
}


@dataclass(slots=True)
class _Shared:
    """A question under way, and how many wait for it."""

    task: asyncio.Task[Lookup]
    waiting: int = 0


class DnsPythonResolver:
    """Asks DNS servers with its own retries; each question is asked once and remembered.

    Make one for each run: what it was told is kept as long as it lives. A question ends within
    `deadline_s` of the moment it is sent; at most `in_flight` are sent at once.
    """

    def __init__(
        self,
        nameservers: tuple[str, ...] = (),
        port: int = 53,
        in_flight: int = 32,
        *,
        deadline_s: float = 4.0,
        recursion: bool = True,
    ) -> None:
        self._servers: list[str] | None = list(nameservers) or None
        self._port = port
        self._slots = asyncio.Semaphore(in_flight)
        self._deadline_s = deadline_s
        self._recursion = recursion
        self._asked: dict[tuple[str, str], _Shared] = {}
        self._ever_answered = False
        self._dead_until = 0.0

    async def lookup(self, name: str, record_type: str) -> Lookup:
        """Ask for one type of record, or share the answer to the same question asked before."""
        key = (name.rstrip(".").lower(), record_type.upper())
        shared = self._asked.get(key)
        if shared is None:
            shared = _Shared(asyncio.create_task(self._ask(*key), name=f"dns {key}"))
            self._asked[key] = shared
        shared.waiting += 1
        try:
            return await asyncio.shield(shared.task)
        finally:
            shared.waiting -= 1
            if not shared.waiting and not shared.task.done():
                shared.task.cancel()
                del self._asked[key]

    async def servers(self) -> tuple[str, ...]:
        """The addresses that are asked; empty when this computer names none."""
        if self._servers is None:
            self._servers = await asyncio.to_thread(_read_system_servers)
        return tuple(self._servers)

    async def _ask(self, name: str, record_type: str) -> Lookup:
        async with self._slots:
            loop = asyncio.get_running_loop()
            began = loop.time()
            blank = Lookup(name=name, type=record_type, reason=LookupReason.TIMED_OUT)
            if began < self._dead_until:
                return replace(blank, detail="no DNS server has answered so far")
            try:
                async with asyncio.timeout(self._deadline_s):
                    found = await self._follow(blank, began + self._deadline_s * _LAST_WORDS)
            except TimeoutError:
                found = replace(blank, detail=f"no answer in {self._deadline_s:.1f} s")
            self._remember_health(found.reason, loop.time())
            return replace(found, elapsed_s=loop.time() - began)

    def _remember_health(self, reason: LookupReason, now: float) -> None:
        if reason not in (LookupReason.TIMED_OUT, LookupReason.UNREACHABLE):
            self._ever_answered = True
        elif not self._ever_answered:
            self._dead_until = now + _DEAD_FOR_S

    async def _follow(self, blank: Lookup, deadline: float) -> Lookup:
        """Ask, and ask on where a server leaves the rest of an alias chain to us."""
        try:
            target = name_from_text(blank.name)
            kind = dns.rdatatype.from_text(blank.type)
        except (dns.exception.DNSException, UnicodeError) as exc:
            return replace(blank, reason=LookupReason.MALFORMED, detail=first_line(exc))
        aliases: list[str] = []
        while True:
            answer = await self._ask_servers(target, kind, deadline)
            if isinstance(answer, Lookup):
                return await self._explain_failure(answer, blank, aliases, deadline)
            read, onward = read_answer(answer, target, blank, aliases)
            if read.reason is not LookupReason.NO_SUCH_RECORD or onward == target:
                return read
            if answer.rcode() != dns.rcode.NOERROR or has_soa(answer):
                return read
            target = onward

    async def _explain_failure(
        self, fault: Lookup, blank: Lookup, aliases: list[str], deadline: float
    ) -> Lookup:
        """A server that gave up may have met a loop of aliases: look at the links one by one."""
        told = replace(fault, name=blank.name, type=blank.type, aliases=tuple(aliases))
        if fault.reason is not LookupReason.SERVER_FAILED or blank.type == "CNAME":
            return told
        walked = [blank.name, *aliases]
        while len(walked) <= MAX_ALIASES:
            answer = await self._ask_servers(
                name_from_text(walked[-1]), dns.rdatatype.CNAME, deadline
            )
            if isinstance(answer, Lookup) or not answer.answer:
                return told
            link = str(next(iter(answer.answer[0]))).rstrip(".").lower()
            walked.append(link)
            if link in walked[:-1]:
                return looped(told, walked[1:], LookupReason.ALIAS_LOOP)
        return looped(told, walked[1:], LookupReason.ALIAS_TOO_LONG)

    async def _ask_servers(
        self, name: dns.name.Name, kind: dns.rdatatype.RdataType, deadline: float
    ) -> dns.message.Message | Lookup:
        """Ask one server after the other, with growing waits, until one has a usable answer."""
        loop = asyncio.get_running_loop()
        servers = list(await self.servers())
        if not servers:
            return failed(LookupReason.UNREACHABLE, "this computer names no DNS server")
        faults: dict[str, Lookup] = {}
        wait_s, turn = _FIRST_WAIT_S, 0
        while servers and (left := deadline - loop.time()) > _LEAST_WAIT_S:
            server = servers[turn % len(servers)]
            answer = await self._ask_one(server, name, kind, min(wait_s, left))
            if isinstance(answer, dns.message.Message):
                self._prefer(server)
                return answer
            faults[server] = answer
            if answer.reason is not LookupReason.TIMED_OUT:
                servers.remove(server)
                continue
            turn += 1
            wait_s = wait_s * _BACK_OFF if turn % len(servers) == 0 else wait_s
        return _most_telling(list(faults.values()))

    async def _ask_one(
        self, server: str, name: dns.name.Name, kind: dns.rdatatype.RdataType, timeout_s: float
    ) -> dns.message.Message | Lookup:
        try:
            answer = await exchange(
                name,
                kind,
                server=server,
                port=self._port,
                timeout_s=timeout_s,
                recursion=self._recursion,
            )
        except tuple(_FAULTS) as exc:
            return failed(_FAULTS[type(exc)], f"{server}: {exc}")
        return read_refusal(answer, server) or answer

    def _prefer(self, server: str) -> None:
        """Begin with the server that answers, so that a dead one costs its wait only once."""
        if self._servers and self._servers[0] != server:
            with contextlib.suppress(ValueError):
                self._servers.remove(server)
            self._servers.insert(0, server)


def _read_system_servers() -> list[str]:
    """Return what the system names; Windows can lack the part of its registry, or forbid it."""
    try:
        return [str(server) for server in dns.resolver.Resolver(configure=True).nameservers]
    except (dns.resolver.NoResolverConfiguration, OSError):
        return []


_TELLING = (
    LookupReason.SERVER_FAILED,
    LookupReason.TRUNCATED,
    LookupReason.REFUSED,
    LookupReason.MALFORMED,
    LookupReason.TIMED_OUT,
    LookupReason.UNREACHABLE,
)


def _most_telling(faults: Sequence[Lookup]) -> Lookup:
    """Of what several servers did, say what brings a person furthest."""
    if not faults:
        return failed(LookupReason.TIMED_OUT, "no time was left to ask")
    chosen = min(faults, key=lambda fault: _TELLING.index(fault.reason))
    return replace(chosen, detail="; ".join(fault.detail for fault in faults if fault.detail))
