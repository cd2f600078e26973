"""Where a domain's mail goes: the kinds of MX hosts and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from app.domain.records.tags import RecordError, shorten


class MxKind(StrEnum):
    """Whose host an MX record names."""

    MICROSOFT = "microsoft"
    """A tenant's own host in the chosen cloud."""
    OTHER_CLOUD = "other_cloud"
    """A tenant's host in another of Microsoft's clouds."""
    CONSUMER = "consumer"
    """Outlook.com, which is not Microsoft 365."""
    RETIRED = "retired"
    """A name that Microsoft has switched off."""
    FILTER = "filter"
    """A mail filter that hands mail on."""
    ADDRESS = "address"
    """An IP address where a name must stand."""
    NULL = "null"
    """The domain takes no mail at all (RFC 7505)."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class MxHost:
    """One MX record."""

    preference: int
    host: str
    """Lower case, no trailing dot; empty for a null MX."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHosts:
    """Suffixes by which an operator of MX hosts is known."""

    kind: MxKind
    name: str
    suffixes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedHost:
    """An MX host with what is known of it."""

    mx: MxHost
    kind: MxKind
    operator: str = ""


def parse_mx(records: Iterable[str]) -> tuple[MxHost, ...]:
    """Read MX records, most preferred first; raises RecordError."""
    hosts: list[MxHost] = []
    for record in records:
        preference, _, host = record.strip().partition(" ")
        if not preference.isascii() or not preference.isdigit() or not host or len(preference) > 5:
            raise RecordError(f"“{shorten(record)}” is not an MX record")
        name = host.strip().lower().removesuffix(".")
        hosts.append(MxHost(preference=int(preference), host=name))
    return tuple(sorted(hosts, key=lambda mx: (mx.preference, mx.host)))


def place_hosts(hosts: Sequence[MxHost], known: Sequence[KnownHosts]) -> tuple[PlacedHost, ...]:
    """Say of each host whose it is; of two suffixes that fit, the longer one decides."""
    return tuple(_place(mx, known) for mx in hosts)


def _place(mx: MxHost, known: Sequence[KnownHosts]) -> PlacedHost:
    if not mx.host:
        return PlacedHost(mx=mx, kind=MxKind.NULL)
    if is_ip_literal(mx.host):
        return PlacedHost(mx=mx, kind=MxKind.ADDRESS)
    fitting = [
        (len(suffix), group)
        for group in known
        for suffix in group.suffixes
        if has_suffix(mx.host, suffix)
    ]
    if not fitting:
        return PlacedHost(mx=mx, kind=MxKind.OTHER)
    group = max(fitting, key=lambda pair: pair[0])[1]
    return PlacedHost(mx=mx, kind=group.kind, operator=group.name)


def has_suffix(host: str, suffix: str) -> bool:
    """Compare by whole labels; a suffix that begins with a dot wants something before it."""
    bare = suffix.lower().strip(".")
    return host.endswith("." + bare) or (host == bare and not suffix.startswith("."))


def is_ip_literal(host: str) -> bool:
    """An address in any of the forms that people put where a host name belongs."""
    try:
        ip_address(host.strip("[]").removeprefix("ipv6:"))
    except ValueError:
        return False
    return True
