"""The grammar of SPF records (RFC 7208, sections 4.5, 4.6.1 and 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
)

from app.domain.records.tags import RecordError, shorten
from app.domain.spf.macro import MacroString, parse_domain_spec, parse_macro_string

LOOKUP_LIMIT = 10
VOID_LIMIT = 2
"""RFC 7208, 4.6.4."""
_VERSION = re.compile(r"v=spf1(?= |\Z)", re.IGNORECASE)
_MODIFIER = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)=(.*)\Z", re.DOTALL)
_DIRECTIVE = re.compile(r"([-+?~]?)([A-Za-z][A-Za-z0-9_.-]*)(.*)\Z", re.DOTALL)
_NUMBER = r"(0|[1-9][0-9]{0,2})"
_CIDR = re.compile(rf"(?:/{_NUMBER})?(?://{_NUMBER})?\Z")
_DIGITS_AT_END = re.compile(r"(/[0-9]*)?(//[0-9]*)?\Z")


class Qualifier(StrEnum):
    """What a matching mechanism says of the sender."""

    PLUS = "+"
    MINUS = "-"
    TILDE = "~"
    QUESTION = "?"


class Mechanism(StrEnum):
    """A way of naming senders."""

    ALL = "all"
    INCLUDE = "include"
    A = "a"
    MX = "mx"
    PTR = "ptr"
    IP4 = "ip4"
    IP6 = "ip6"
    EXISTS = "exists"

    @property
    def asks_dns(self) -> bool:
        """It counts against the limit of ten."""
        return self not in (Mechanism.ALL, Mechanism.IP4, Mechanism.IP6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One mechanism with its qualifier."""

    text: str
    """As written."""
    qualifier: Qualifier
    mechanism: Mechanism
    domain: MacroString | None = None
    """None: the domain that is being checked."""
    network: IPv4Network | IPv6Network | None = None
    prefix4: int = 32
    prefix6: int = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfRecord:
    """A record that follows the grammar."""

    text: str
    directives: tuple[Directive, ...] = ()
    redirect: MacroString | None = None
    explanation: MacroString | None = None

    @property
    def has_all(self) -> bool:
        """A redirect is never followed then (6.1)."""
        return any(item.mechanism is Mechanism.ALL for item in self.directives)

    @property
    def reachable(self) -> tuple[Directive, ...]:
        """The directives up to `all`; those behind it are never tried (5.1)."""
        for place, item in enumerate(self.directives):
            if item.mechanism is Mechanism.ALL:
                return self.directives[: place + 1]
        return self.directives


def select_spf(texts: Iterable[str]) -> tuple[str, ...]:
    """Pick the TXT records that are SPF records (4.5); more than one is an error of the domain."""
    return tuple(text for text in texts if _VERSION.match(text))


def parse_spf(text: str) -> SpfRecord:
    """Read a record; any fault anywhere raises RecordError (4.6)."""
    version = _VERSION.match(text)
    if version is None:
        raise RecordError("it does not begin with v=spf1 and a blank")
    directives: list[Directive] = []
    modifiers: dict[str, MacroString] = {}
    for term in text[version.end() :].split(" "):
        if not term:
            continue
        modifier = _MODIFIER.match(term)
        if modifier is None:
            directives.append(_read_directive(term))
        else:
            _read_modifier(modifier[1].lower(), modifier[2], modifiers)
    return SpfRecord(
        text=text,
        directives=tuple(directives),
        redirect=modifiers.get("redirect"),
        explanation=modifiers.get("exp"),
    )


def _read_modifier(name: str, value: str, modifiers: dict[str, MacroString]) -> None:
    if name not in ("redirect", "exp"):
        parse_macro_string(value)
        return
    if name in modifiers:
        raise RecordError(f"{name}= is there twice")
    modifiers[name] = parse_domain_spec(value)


def _read_directive(term: str) -> Directive:
    match = _DIRECTIVE.match(term)
    try:
        mechanism = Mechanism(match[2].lower()) if match else None
    except ValueError:
        mechanism = None
    if match is None or mechanism is None:
        raise RecordError(f"“{shorten(term)}” is not a mechanism of SPF")
    qualifier = Qualifier(match[1] or "+")
    rest = match[3]
    match mechanism:
        case Mechanism.ALL:
            if rest:
                raise RecordError(f"“{shorten(term)}”: all takes nothing behind it")
            return Directive(text=term, qualifier=qualifier, mechanism=mechanism)
        case Mechanism.IP4 | Mechanism.IP6:
            network = _read_network(term, mechanism, rest)
            return Directive(text=term, qualifier=qualifier, mechanism=mechanism, network=network)
        case _:
            return _read_domain_directive(term, qualifier, mechanism, rest)


def _read_domain_directive(
    term: str, qualifier: Qualifier, mechanism: Mechanism, rest: str
) -> Directive:
    prefix4, prefix6 = 32, 128
    if mechanism in (Mechanism.A, Mechanism.MX):
        rest, prefix4, prefix6 = _cut_prefixes(term, rest)
    domain = None
    if rest.startswith(":"):
        domain = parse_domain_spec(rest[1:])
    elif rest:
        raise RecordError(f"“{shorten(term)}” is not a mechanism of SPF")
    elif mechanism in (Mechanism.INCLUDE, Mechanism.EXISTS):
        raise RecordError(f"“{shorten(term)}” names no domain")
    return Directive(
        text=term,
        qualifier=qualifier,
        mechanism=mechanism,
        domain=domain,
        prefix4=prefix4,
        prefix6=prefix6,
    )


def _cut_prefixes(term: str, rest: str) -> tuple[str, int, int]:
    ending = _DIGITS_AT_END.search(rest)
    assert ending is not None  # both halves are optional
    found = _CIDR.match(ending[0])
    if found is None:
        raise RecordError(f"“{shorten(term)}” has a prefix length that is not a number")
    prefix4, prefix6 = int(found[1] or 32), int(found[2] or 128)
    if prefix4 > 32 or prefix6 > 128:
        raise RecordError(f"“{shorten(term)}” has a prefix length that is too large")
    return rest[: ending.start()], prefix4, prefix6


def _read_network(term: str, mechanism: Mechanism, rest: str) -> IPv4Network | IPv6Network:
    colon, address, slash, length = rest[:1], *rest[1:].partition("/")
    wrong = RecordError(f"“{shorten(term)}” does not name a network")
    if colon != ":" or (slash and not re.fullmatch(_NUMBER, length)) or "%" in address:
        raise wrong
    try:
        if mechanism is Mechanism.IP4:
            return IPv4Network((IPv4Address(address), int(length or 32)), strict=False)
        return IPv6Network((IPv6Address(address), int(length or 128)), strict=False)
    except (AddressValueError, ValueError) as exc:
        raise wrong from exc


def is_askable(name: str) -> bool:
    """A name that DNS can be asked for: labels of 1 to 63 octets, 253 in all."""
    labels = name.removesuffix(".").split(".")
    octets = [len(label.encode("utf-8", "surrogatepass")) for label in labels]
    return all(0 < size < 64 for size in octets) and sum(octets) + len(octets) <= 254
