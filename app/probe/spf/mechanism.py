"""The mechanisms of SPF (RFC 7208, section 5): each asks DNS and says whether it matches."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from app.domain.finding import State
from app.domain.records.lookup import Lookup, LookupReason, Resolver
from app.domain.spf.macro import MacroString, MacroValues, expand_domain
from app.domain.spf.record import LOOKUP_LIMIT, VOID_LIMIT, Directive, Mechanism, is_askable
from app.domain.spf.result import SpfStep, SpfTrace, SpfVerdict

MX_LIMIT = 10
PTR_LIMIT = 10
"""RFC 7208, 4.6.4; beyond it an `mx` is an error, and a `ptr` looks no further."""
Recurse = Callable[[str], Awaitable[SpfTrace]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who connects and what was said."""

    ip: IPv4Address | IPv6Address
    sender: str
    helo: str
    receiver: str
    timestamp: int


class StopError(Exception):
    """The evaluation ends here with an error result."""

    def __init__(self, verdict: SpfVerdict, reason: str, *steps: SpfStep) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason
        self.steps = list(steps)


class Mechanics:
    """Tries mechanisms for one sender and counts what they cost."""

    def __init__(self, who: Sender, resolver: Resolver) -> None:
        self._who = who
        self._resolver = resolver
        self._names: tuple[str, ...] | None = None
        self.lookups = 0
        self.voids = 0

    async def ask(self, name: str, kind: str) -> Lookup:
        """Ask for a name as it stands: in SPF a backslash is only a character."""
        return await self._resolver.lookup(name.replace("\\", "\\\\"), kind)

    async def values(self, macro: MacroString, domain: str) -> MacroValues:
        """Collect what the macro's letters stand for; `%{p}` is looked up only when it is used."""
        name = await self._validated_name(domain) if macro.needs_validated_name else "unknown"
        who = self._who
        return MacroValues(
            sender=who.sender,
            domain=domain,
            ip=who.ip,
            helo=who.helo,
            receiver=who.receiver,
            timestamp=who.timestamp,
            validated_name=name,
        )

    async def name_of(self, macro: MacroString | None, domain: str) -> str:
        """Return the name that a term asks for."""
        if macro is None:
            return domain
        return expand_domain(macro, await self.values(macro, domain))

    def count_term(self, term: str) -> None:
        """Count a term that asks DNS; the eleventh ends the evaluation (4.6.4)."""
        self.lookups += 1
        if self.lookups > LOOKUP_LIMIT:
            raise StopError(
                SpfVerdict.PERMERROR,
                f"{term} is lookup {self.lookups}; {LOOKUP_LIMIT} are allowed",
            )

    def _count_void(self, term: str, name: str) -> None:
        self.voids += 1
        if self.voids > VOID_LIMIT:
            raise StopError(
                SpfVerdict.PERMERROR,
                f"{term}: {name} is the lookup number {self.voids} that finds nothing; "
                f"{VOID_LIMIT} are allowed",
            )

    async def match(self, directive: Directive, domain: str, recurse: Recurse) -> SpfStep:
        """Try one mechanism."""
        if directive.mechanism.asks_dns:
            self.count_term(directive.text)
        match directive.mechanism:
            case Mechanism.ALL:
                return SpfStep(term=directive.text, matched=True)
            case Mechanism.IP4 | Mechanism.IP6:
                network = directive.network
                matched = network is not None and self._who.ip in network
                return SpfStep(term=directive.text, matched=matched)
            case _:
                return await self._match_by_name(directive, domain, recurse)

    async def _match_by_name(self, directive: Directive, domain: str, recurse: Recurse) -> SpfStep:
        name = await self.name_of(directive.domain, domain)
        if directive.mechanism is Mechanism.INCLUDE:
            return await self._match_include(directive, name, recurse)
        if not is_askable(name):
            return SpfStep(
                term=directive.text, target=name, detail="this cannot be the name of a host"
            )
        match directive.mechanism:
            case Mechanism.A:
                matched = self._covers(await self._addresses(directive, name), directive)
            case Mechanism.MX:
                matched = await self._match_mx(directive, name)
            case Mechanism.PTR:
                matched = await self._match_ptr(directive, name)
            case _:
                matched = bool(await self._records(directive, name, "A"))
        return SpfStep(term=directive.text, matched=matched, target=name)

    async def _match_include(self, directive: Directive, name: str, recurse: Recurse) -> SpfStep:
        inside = await recurse(name)
        step = SpfStep(
            term=directive.text,
            matched=inside.result is SpfVerdict.PASS,
            target=name,
            inside=inside,
        )
        match inside.result:
            case SpfVerdict.NONE:
                raise StopError(
                    SpfVerdict.PERMERROR, f"{directive.text}: {name} has no SPF record", step
                )
            case SpfVerdict.TEMPERROR | SpfVerdict.PERMERROR:
                raise StopError(inside.result, inside.problem, step)
            case _:
                return step

    async def _records(self, directive: Directive, name: str, kind: str) -> tuple[str, ...]:
        """Ask for what a term needs; a failure ends the evaluation, an absence is counted."""
        found = await self.ask(name, kind)
        if found.state is State.UNTOLD:
            raise StopError(SpfVerdict.TEMPERROR, _tell(directive, found))
        if found.state is State.ABSENT:
            self._count_void(directive.text, name)
        return found.records

    async def _addresses(self, directive: Directive, name: str) -> tuple[str, ...]:
        return await self._records(directive, name, self._address_kind)

    @property
    def _address_kind(self) -> str:
        return "A" if self._who.ip.version == 4 else "AAAA"

    def _covers(self, addresses: Iterable[str], directive: Directive) -> bool:
        prefix = directive.prefix4 if self._who.ip.version == 4 else directive.prefix6
        return any(
            self._who.ip in ip_network((address, prefix), strict=False) for address in addresses
        )

    async def _match_mx(self, directive: Directive, name: str) -> bool:
        exchanges = [record.partition(" ") for record in await self._records(directive, name, "MX")]
        hosts = [
            host.removesuffix(".")
            for _, _, host in sorted(exchanges, key=lambda parts: int(parts[0]))
            if host != "."
        ]
        if len(hosts) > MX_LIMIT:
            raise StopError(
                SpfVerdict.PERMERROR,
                f"{directive.text}: {name} has {len(hosts)} MX hosts; {MX_LIMIT} are allowed",
            )
        answers = await asyncio.gather(*(self.ask(host, self._address_kind) for host in hosts))
        for found in answers:
            if found.state is State.UNTOLD:
                raise StopError(SpfVerdict.TEMPERROR, _tell(directive, found))
            if self._covers(found.records, directive):
                return True
        return False

    async def _match_ptr(self, directive: Directive, name: str) -> bool:
        pointer = self._who.ip.reverse_pointer
        found = await self.ask(pointer, "PTR")
        if found.state is State.ABSENT:
            self._count_void(directive.text, pointer)
        return any(_is_within(host, name) for host in await self._validated_names())

    async def _validated_names(self) -> tuple[str, ...]:
        """The names of the address that lead back to it (5.5); trouble only makes them fewer."""
        if self._names is None:
            found = await self.ask(self._who.ip.reverse_pointer, "PTR")
            hosts = [record.removesuffix(".") for record in found.records[:PTR_LIMIT]]
            answers = await asyncio.gather(*(self.ask(host, self._address_kind) for host in hosts))
            self._names = tuple(
                host
                for host, answer in zip(hosts, answers, strict=True)
                if any(ip_address(address) == self._who.ip for address in answer.records)
            )
        return self._names

    async def _validated_name(self, domain: str) -> str:
        """Choose the name for `%{p}` (7.3): the domain itself, then one in it, then any."""
        names = await self._validated_names()
        same = [name for name in names if name.lower() == domain.lower()]
        within = [name for name in names if _is_within(name, domain)]
        return next(iter([*same, *within, *names]), "unknown")


def _is_within(host: str, domain: str) -> bool:
    host, domain = host.lower(), domain.lower().removesuffix(".")
    return host == domain or host.endswith("." + domain)


def _tell(directive: Directive, found: Lookup) -> str:
    reason = found.reason.value if found.reason is not LookupReason.ANSWERED else ""
    return f"{directive.text}: {found.name} {reason} {found.detail}".strip()
