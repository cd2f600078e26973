"""The DNSSEC and DANE check: are answers signed, does somebody verify them, what is broken."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from app.domain.finding import Finding, State
from app.domain.records.lookup import Lookup, LookupReason
from app.domain.records.mx import parse_mx
from app.domain.records.tags import RecordError
from app.probe.dns.question import DnsQuestion, describe, describe_all
from app.probe.plan import Answer

_EDE = re.compile(r"EDE (\d+)")
_DNSSEC_REASONS = frozenset({1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 27})
"""Extended DNS errors that speak of signatures (RFC 8914, section 4; RFC 9276)."""
_MOST_HOSTS = 3
"""Chosen: a domain in Microsoft 365 has one; behind a filter two or three."""


async def check_dnssec(question: DnsQuestion) -> Answer:
    """Judge the signatures of the zone and the TLSA records of its mail hosts."""
    domain = str(question.domain)
    mail, delegation = await asyncio.gather(
        question.resolver.lookup(domain, "MX"), question.resolver.lookup(domain, "DS")
    )
    state = _judge_zone(question, mail, delegation)
    if mail.state is not State.FOUND:
        return Answer(findings=(state,))
    try:
        hosts = [mx.host for mx in parse_mx(mail.records) if mx.host][:_MOST_HOSTS]
    except RecordError:
        hosts = []
    answers = await asyncio.gather(
        *(question.resolver.lookup(f"_25._tcp.{host}", "TLSA") for host in hosts)
    )
    return Answer(findings=(state, *_judge_dane(question, mail, answers)))


def _judge_zone(question: DnsQuestion, mail: Lookup, delegation: Lookup) -> Finding:
    evidence = describe_all(mail, delegation)
    broken = next((found for found in (mail, delegation) if is_bogus(found)), None)
    if broken is not None:
        return question.finding("dns.dnssec.bogus", evidence=describe(broken))
    if mail.state is State.UNTOLD:
        return question.untold("The DNSSEC state", mail)
    if mail.authenticated:
        return question.finding("dns.dnssec.ok", evidence=f"{evidence}\nAD flag set")
    if delegation.state is State.FOUND:
        return question.finding("dns.dnssec.not_validated", evidence=evidence)
    if delegation.state is State.UNTOLD:
        return question.untold("The DNSSEC delegation", delegation)
    return question.finding("dns.dnssec.unsigned", evidence=evidence, state=State.ABSENT)


def is_bogus(found: Lookup) -> bool:
    """The resolver refused an answer since its signatures do not hold."""
    return found.reason is LookupReason.SERVER_FAILED and any(
        int(code) in _DNSSEC_REASONS for code in _EDE.findall(found.detail)
    )


def _judge_dane(
    question: DnsQuestion, mail: Lookup, answers: Sequence[Lookup]
) -> tuple[Finding, ...]:
    if not answers:
        return ()
    evidence = describe_all(*answers)
    there = [found for found in answers if found.state is State.FOUND]
    if not there:
        told = all(found.state is State.ABSENT for found in answers)
        if not told:
            return (question.untold("The TLSA record", answers[0]),)
        return (question.finding("dns.dane.absent", evidence=evidence, state=State.ABSENT),)
    if mail.authenticated and all(found.authenticated for found in there):
        return (question.finding("dns.dane.ok", evidence=evidence),)
    return (question.finding("dns.dane.not_signed", evidence=evidence),)
