"""Answers DNS questions from the practice tenant's own zones (RFC 1034, RFC 2308)."""

from __future__ import annotations

from collections.abc import Mapping

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.node
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.zone

from app.practice.facts import DnsFacts, ZoneChange, ZoneFacts

_PLAIN_UDP = 512
_STREAM = 65535
_HEADER = 12
"""Octets; RFC 1035, 4.2.1, 4.2.2 and 4.1.1."""
_LONGEST_CHAIN = 16
"""Chosen: no zone of the practice is so deep, and a circle ends."""
_SOA = "@ SOA {nameserver} {mailbox} 1 3600 600 86400 {ttl}\n"

Zones = Mapping[dns.name.Name, dns.zone.Zone]


def load_zones(facts: DnsFacts, change: str = "") -> Zones:
    """Read all zones, changed as a scenario asks."""
    changes = [item for item in facts.change if item.id == change]
    zones = (_load(zone, facts, changes) for zone in facts.zone)
    return {zone.origin: zone for zone in zones if zone.origin is not None}


def _load(zone: ZoneFacts, facts: DnsFacts, changes: list[ZoneChange]) -> dns.zone.Zone:
    soa = _SOA.format(nameserver=facts.nameserver, mailbox=facts.mailbox, ttl=facts.ttl)
    loaded = _read(soa + zone.records, zone.origin, facts.ttl)
    for change in changes:
        if change.zone == zone.origin:
            _apply(change, loaded, facts.ttl)
    return loaded


def _apply(change: ZoneChange, zone: dns.zone.Zone, ttl: int) -> None:
    for removed in change.remove:
        name, _, kind = removed.partition(" ")
        zone.delete_rdataset(dns.name.from_text(name), kind)
    for owner, rdataset in _read(change.add, change.zone, ttl).iterate_rdatasets():
        zone.replace_rdataset(owner, rdataset)


def _read(records: str, origin: str, ttl: int) -> dns.zone.Zone:
    text = f"$TTL {ttl}\n{records}"
    return dns.zone.from_text(text, origin=origin, relativize=False, check_origin=False)


def answer(wire: bytes, zones: Zones, *, largest_datagram: int = 0) -> bytes | None:
    """Answer a message in wire form; None for what is no question.

    With `largest_datagram` the answer is cut to what fits there and to what the asker
    takes (RFC 6891), and says so by its TC bit.
    """
    try:
        query = dns.message.from_wire(wire)
    except dns.exception.DNSException:
        return _malformed(wire)
    except (ValueError, IndexError):
        return None
    if query.flags & dns.flags.QR:
        return None
    limit = _STREAM
    if largest_datagram:
        limit = min(largest_datagram, max(_PLAIN_UDP, query.payload))
    response = _respond(query, zones, largest_datagram or _STREAM)
    return response.to_wire(max_size=limit, prefer_truncation=True)


def _malformed(wire: bytes) -> bytes | None:
    if len(wire) < _HEADER or wire[2] & 0x80:
        return None
    flags = 0x8000 | (wire[2] & 0x79) << 8 | dns.rcode.FORMERR
    return wire[:2] + flags.to_bytes(2, "big") + bytes(8)


def _respond(query: dns.message.Message, zones: Zones, largest: int) -> dns.message.Message:
    response = dns.message.make_response(query, recursion_available=True, our_payload=largest)
    if query.opcode() != dns.opcode.QUERY:
        response.set_rcode(dns.rcode.NOTIMP)
    elif len(query.question) != 1:
        response.set_rcode(dns.rcode.FORMERR)
    elif query.question[0].rdclass != dns.rdataclass.IN:
        response.set_rcode(dns.rcode.REFUSED)
    else:
        _follow(response, query.question[0], zones)
    return response


def _follow(response: dns.message.Message, question: dns.rrset.RRset, zones: Zones) -> None:
    """Answer, and follow aliases through our own zones as a resolver would."""
    name, kind = question.name, question.rdtype
    for _ in range(_LONGEST_CHAIN):
        zone = _zone_of(name, zones)
        if zone is None:
            if not response.answer:
                response.set_rcode(dns.rcode.REFUSED)
            return
        response.flags |= dns.flags.AA
        node = zone.get_node(name)
        found = _rrsets(node, name, kind)
        response.answer.extend(found)
        alias = next((r[0].target for r in found if r.rdtype == dns.rdatatype.CNAME), None)
        if alias is None or kind in (dns.rdatatype.CNAME, dns.rdatatype.ANY):
            if not found:
                _deny(response, zone, name)
            return
        name = alias


def _rrsets(
    node: dns.node.Node | None, name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> list[dns.rrset.RRset]:
    """Take what answers the question: its type, or the alias that stands for all types."""
    if node is None:
        return []
    wanted = {kind, dns.rdatatype.CNAME}
    found = []
    for rdataset in node.rdatasets:
        if kind == dns.rdatatype.ANY or rdataset.rdtype in wanted:
            rrset = dns.rrset.from_rdata_list(name, rdataset.ttl, list(rdataset))
            found.append(rrset)
    return found


def _deny(response: dns.message.Message, zone: dns.zone.Zone, name: dns.name.Name) -> None:
    """Say which of the two it is: no such name, or no such record; the SOA says for how long."""
    if not any(known.is_subdomain(name) for known in zone.nodes):
        response.set_rcode(dns.rcode.NXDOMAIN)
    soa = zone.get_rrset(zone.origin, dns.rdatatype.SOA) if zone.origin else None
    if soa is not None:
        response.authority.append(soa)


def _zone_of(name: dns.name.Name, zones: Zones) -> dns.zone.Zone | None:
    """Find the zone whose origin is the longest that ends the name."""
    while name != dns.name.root:
        if name in zones:
            return zones[name]
        name = name.parent()
    return None


def find_hosts(zones: Zones, address: str) -> tuple[str, ...]:
    """Give the names of all hosts that have this address."""
    wanted = dns.rdatatype.A
    return tuple(
        name.to_text(omit_final_dot=True)
        for zone in zones.values()
        for name, _, rdata in zone.iterate_rdatas(wanted)
        if rdata.to_text() == address
    )
