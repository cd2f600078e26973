"""Compares what the local resolver says with what the zone's own servers say."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.finding import State
from app.domain.records.lookup import Lookup, Resolver
from app.probe.dns.question import DnsQuestion, describe
from app.probe.plan import Answer

_KINDS = ("MX", "TXT")
_MOST_SERVERS = 3
"""Chosen: two that differ are enough to know, and each costs a search for its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    """One of the zone's own servers and what it said."""

    host: str
    answers: tuple[Lookup, ...]


async def check_servers(question: DnsQuestion) -> Answer:
    """Ask the zone's own servers the same, and say where the answers differ."""
    domain = str(question.domain)
    local = await asyncio.gather(*(question.resolver.lookup(domain, kind) for kind in _KINDS))
    hosts = await _find_hosts(domain, question.resolver)
    asked = await asyncio.gather(*(_ask(question, host) for host in hosts[:_MOST_SERVERS]))
    servers = [
        server
        for server in asked
        if server is not None and all(found.state is not State.UNTOLD for found in server.answers)
    ]
    evidence = _show(local, servers)
    values = {"servers": ", ".join(server.host for server in servers)}
    if not servers or any(found.state is State.UNTOLD for found in local):
        code, state = "dns.servers.untold", State.UNTOLD
        evidence = evidence or f"{domain}: no server of the zone answered ({', '.join(hosts)})"
    elif any(_said(server.answers) != _said(servers[0].answers) for server in servers):
        code, state = "dns.servers.disagree", State.FOUND
    elif _said(local) != _said(servers[0].answers):
        code, state = "dns.servers.differ", State.FOUND
    else:
        code, state = "dns.servers.agree", State.FOUND
    finding = question.finding(code, evidence=evidence, state=state, values=values)
    return Answer(findings=(finding,))


async def _find_hosts(domain: str, resolver: Resolver) -> tuple[str, ...]:
    """Find the servers of the zone that the domain is in, which may be above it."""
    name = domain
    while "." in name:
        found = await resolver.lookup(name, "NS")
        if found.records and not found.aliases:
            return tuple(sorted(record.removesuffix(".").lower() for record in found.records))
        name = name.partition(".")[2]
    return ()


async def _ask(question: DnsQuestion, host: str) -> _Server | None:
    from app.probe.dns.resolver import (
        DnsPythonResolver,  # the only place that makes a second resolver
    )

    address = await question.resolver.lookup(host, "A")
    if not address.records:
        return None
    direct = DnsPythonResolver(
        address.records[:1], question.server_port, deadline_s=2.0, recursion=False
    )
    domain = str(question.domain)
    answers = await asyncio.gather(*(direct.lookup(domain, kind) for kind in _KINDS))
    return _Server(host=host, answers=tuple(answers))


def _said(answers: Sequence[Lookup]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(found.records) for found in answers)


def _show(local: Sequence[Lookup], servers: Sequence[_Server]) -> str:
    if not servers:
        return ""
    lines = [f"your resolver: {describe(found)}" for found in local]
    for server in servers:
        lines += [f"{server.host}: {describe(found)}" for found in server.answers]
    return "\n".join(lines)
