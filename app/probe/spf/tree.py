"""Opens an SPF record with everything it includes, all at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from app.domain.finding import State
from app.domain.records.lookup import Lookup, Resolver
from app.domain.records.tags import RecordError
from app.domain.spf.macro import MacroString
from app.domain.spf.record import Directive, Mechanism, SpfRecord, is_askable, parse_spf, select_spf
from app.domain.spf.tree import SpfFault, SpfNode, SpfTerm

MAX_RECORDS = 60
"""Chosen: ten lookups are allowed, so a tree that is six times as large is broken anyway."""


@dataclass(slots=True)
class _Walk:
    resolver: Resolver
    opened: int = 0


async def walk_spf(domain: str, resolver: Resolver) -> SpfNode:
    """Open the record of a domain and of all that it includes or redirects to."""
    return await _open(domain.lower().removesuffix("."), (), _Walk(resolver))


async def _open(domain: str, path: tuple[str, ...], walk: _Walk) -> SpfNode:
    if domain in path:
        way = " → ".join([*path[path.index(domain) :], domain])
        return SpfNode(domain=domain, fault=SpfFault.LOOP, detail=way)
    if "." not in domain or not is_askable(domain):
        return SpfNode(domain=domain, fault=SpfFault.NO_RECORD)
    walk.opened += 1
    if walk.opened > MAX_RECORDS:
        return SpfNode(domain=domain, fault=SpfFault.TOO_MANY)
    found = await walk.resolver.lookup(domain, "TXT")
    node = _read_node(domain, found)
    if isinstance(node, SpfNode):
        return node
    record, others = node
    terms = await asyncio.gather(
        *(_open_directive(item, domain, (*path, domain), walk) for item in record.reachable),
        *(
            _open_redirect(target, (*path, domain), walk)
            for target in (record.redirect,)
            if target is not None and not record.has_all
        ),
    )
    return SpfNode(
        domain=domain,
        record=record.text,
        terms=tuple(term for term in terms if term is not None),
        other_texts=others,
    )


def _read_node(domain: str, found: Lookup) -> SpfNode | tuple[SpfRecord, tuple[str, ...]]:
    """The record of a domain, or the node that says why it cannot be opened."""
    if found.state is State.UNTOLD:
        detail = f"{found.reason.value} {found.detail}".strip()
        return SpfNode(domain=domain, fault=SpfFault.UNTOLD, detail=detail)
    records = select_spf(found.records)
    alike = tuple(
        text for text in found.records if text not in records and "v=spf1" in text[:40].lower()
    )
    if not records:
        return SpfNode(domain=domain, fault=SpfFault.NO_RECORD, other_texts=alike)
    if len(records) > 1:
        return SpfNode(
            domain=domain,
            record=records[0],
            fault=SpfFault.TWO_RECORDS,
            detail=f"{len(records)} records",
            other_texts=records,
        )
    try:
        return parse_spf(records[0]), alike
    except RecordError as exc:
        return SpfNode(domain=domain, record=records[0], fault=SpfFault.SYNTAX, detail=str(exc))


async def _open_directive(
    item: Directive, domain: str, path: tuple[str, ...], walk: _Walk
) -> SpfTerm | None:
    if not item.mechanism.asks_dns:
        return None
    term = SpfTerm(text=item.text, mechanism=item.mechanism.value)
    target = domain if item.domain is None else _literal(item.domain)
    if item.mechanism is Mechanism.INCLUDE:
        return await _open_child(term, target, path, walk)
    if not target or item.mechanism is Mechanism.PTR:
        return SpfTerm(text=term.text, mechanism=term.mechanism, target=target)
    if not is_askable(target):
        return SpfTerm(text=term.text, mechanism=term.mechanism, target=target, is_void=True)
    return await _look(term, item.mechanism, target, walk)


async def _look(term: SpfTerm, mechanism: Mechanism, target: str, walk: _Walk) -> SpfTerm:
    found = await walk.resolver.lookup(target, "MX" if mechanism is Mechanism.MX else "A")
    empty = found.state is State.ABSENT
    if empty and mechanism is Mechanism.A:
        # A host with IPv6 alone is void only for senders on IPv4.
        empty = (await walk.resolver.lookup(target, "AAAA")).state is State.ABSENT
    hosts = [record.partition(" ")[2].removesuffix(".") for record in found.records]
    if mechanism is Mechanism.MX:
        await asyncio.gather(*(walk.resolver.lookup(host, "A") for host in hosts[:10] if host))
    return SpfTerm(
        text=term.text,
        mechanism=term.mechanism,
        target=target,
        is_void=empty,
        hosts=len(hosts) if mechanism is Mechanism.MX else 0,
        untold=found.reason if found.state is State.UNTOLD else None,
    )


async def _open_redirect(target: MacroString, path: tuple[str, ...], walk: _Walk) -> SpfTerm:
    term = SpfTerm(text=f"redirect={target.text}", mechanism="redirect")
    return await _open_child(term, _literal(target), path, walk)


async def _open_child(term: SpfTerm, target: str, path: tuple[str, ...], walk: _Walk) -> SpfTerm:
    child = (
        await _open(target.lower(), path, walk)
        if target
        else SpfNode(domain=term.text, fault=SpfFault.DEPENDS)
    )
    return SpfTerm(text=term.text, mechanism=term.mechanism, target=target, child=child)


def _literal(macro: MacroString) -> str:
    return macro.text.removesuffix(".") if macro.is_literal and "%" not in macro.text else ""
