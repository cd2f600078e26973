"""Reads what a DNS server sent into the values that the rest of the program knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
from dns.rdtypes.ANY.TXT import TXT

from app.domain.records.lookup import Lookup, LookupReason

MAX_ALIASES = 16
"""More than any resolver follows: BIND and Unbound give up after about eleven."""


def name_from_text(text: str) -> dns.name.Name:
    """Read a name as it stands; text that is not ASCII is sent as its UTF-8 octets."""
    return dns.name.from_text(
        "".join(c if c.isascii() else _octets(c) for c in text.rstrip(".") + ".")
    )


def _octets(character: str) -> str:
    return "".join(f"\\{octet:03d}" for octet in character.encode("utf-8", "surrogatepass"))


def failed(reason: LookupReason, detail: str) -> Lookup:
    return Lookup(name="", type="", reason=reason, detail=detail)


def read_refusal(answer: dns.message.Message, server: str) -> Lookup | None:
    """Return the failure that a response code says, or None where the answer can be read."""
    code = answer.rcode()
    if code in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return None
    reason = LookupReason.REFUSED if code == dns.rcode.REFUSED else LookupReason.SERVER_FAILED
    told = [f"{server}: {dns.rcode.to_text(code)}", *_read_ede(answer)]
    return failed(reason, "; ".join(told))


def _read_ede(answer: dns.message.Message) -> list[str]:
    """Put the extended DNS errors (RFC 8914) into words."""
    return [option.to_text() for option in answer.options if isinstance(option, dns.edns.EDEOption)]


def has_soa(answer: dns.message.Message) -> bool:
    return any(rrset.rdtype == dns.rdatatype.SOA for rrset in answer.authority)


def read_answer(
    answer: dns.message.Message, target: dns.name.Name, blank: Lookup, aliases: list[str]
) -> tuple[Lookup, dns.name.Name]:
    """Read the records, or the name at which the chain of aliases goes on."""
    kind = dns.rdatatype.from_text(blank.type)
    links = {
        rrset.name: rrset[0].target
        for rrset in answer.answer
        if rrset.rdtype == dns.rdatatype.CNAME
    }
    while kind != dns.rdatatype.CNAME and target in links:
        target = links[target]
        text = _host(target)
        if text in aliases or text == blank.name:
            return looped(blank, [*aliases, text], LookupReason.ALIAS_LOOP), target
        aliases.append(text)
        if len(aliases) > MAX_ALIASES:
            return looped(blank, aliases, LookupReason.ALIAS_TOO_LONG), target
    records = tuple(
        _present(record)
        for rrset in answer.answer
        if rrset.rdtype == kind and rrset.name == target
        for record in rrset
    )
    reason = LookupReason.ANSWERED if records else LookupReason.NO_SUCH_RECORD
    if answer.rcode() == dns.rcode.NXDOMAIN:
        reason = LookupReason.NO_SUCH_NAME
    return replace(
        blank,
        reason=reason,
        records=records,
        aliases=tuple(aliases),
        detail="; ".join(_read_ede(answer)),
        authenticated=bool(answer.flags & dns.flags.AD),
    ), target


def looped(blank: Lookup, walked: Sequence[str], reason: LookupReason) -> Lookup:
    return replace(
        blank,
        reason=reason,
        aliases=tuple(walked),
        detail=" → ".join([blank.name, *walked][: MAX_ALIASES + 1]),
    )


def _host(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _present(record: dns.rdata.Rdata) -> str:
    if not isinstance(record, TXT):
        return record.to_text()
    octets = b"".join(record.strings)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def first_line(exc: BaseException) -> str:
    return (str(exc) or type(exc).__name__).splitlines()[0]
