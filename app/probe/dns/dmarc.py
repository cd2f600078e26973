"""The DMARC check: which record speaks for the domain, what it asks for, who gets the reports."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from app.domain.finding import Finding, State
from app.domain.records.dmarc import (
    DmarcDecision,
    DmarcFault,
    DmarcPolicy,
    DmarcRecord,
    decide,
    parse_dmarc,
    select_dmarc,
    walk_names,
)
from app.domain.records.lookup import Lookup, Resolver
from app.probe.dns.question import DnsQuestion, describe, describe_all
from app.probe.plan import Answer

_NOTE_CODES = {
    DmarcFault.NO_POLICY: "dns.dmarc.no_policy",
    DmarcFault.BAD_POLICY: "dns.dmarc.bad_policy",
    DmarcFault.POLICY_NOT_SECOND: "dns.dmarc.older_readers",
    DmarcFault.UNKNOWN_TAG: "dns.dmarc.unknown_tags",
    DmarcFault.REMOVED_TAG: "dns.dmarc.removed_tags",
    DmarcFault.BAD_TAG: "dns.dmarc.broken_parts",
    DmarcFault.REPEATED_TAG: "dns.dmarc.broken_parts",
    DmarcFault.BAD_ADDRESS: "dns.dmarc.bad_address",
}


async def check_dmarc(question: DnsQuestion) -> Answer:
    """Walk up from the From domain and judge the record that speaks for it (RFC 9989)."""
    names = walk_names(question.sender_domain)
    answers = await asyncio.gather(
        *(question.resolver.lookup(f"_dmarc.{name}", "TXT") for name in names)
    )
    seen = dict(zip(names, answers, strict=True))
    decision = decide(question.sender_domain, _records(seen))
    untold = _decisive_silence(seen, decision)
    if untold is not None:
        return Answer(findings=(question.untold("The DMARC record", untold),), succeeded=False)
    findings = list(_judge(question, decision, seen))
    if decision.record is not None:
        findings += question.long_chain("The DMARC record", seen[decision.found_at])
        findings += await _judge_reports(question, decision, decision.record)
        findings += _judge_older_readers(question, decision)
    return Answer(findings=tuple(findings))


def _records(seen: Mapping[str, Lookup]) -> dict[str, DmarcRecord]:
    """Of several records at one name none counts (4.10)."""
    found = {name: select_dmarc(answer.records) for name, answer in seen.items()}
    return {name: parse_dmarc(texts[0]) for name, texts in found.items() if len(texts) == 1}


def _decisive_silence(seen: Mapping[str, Lookup], decision: DmarcDecision) -> Lookup | None:
    """The unread answer that could hold the record, above which nothing can be said."""
    for name, found in seen.items():
        if name == decision.found_at:
            return None
        if found.state is State.UNTOLD and "." in name:
            return found
    return None


def _judge(
    question: DnsQuestion, decision: DmarcDecision, seen: Mapping[str, Lookup]
) -> Iterator[Finding]:
    domain = question.sender_domain
    own = select_dmarc(seen[domain].records)
    values = {"domain": domain, "at": decision.found_at, "count": str(len(own))}
    if len(own) > 1:
        yield question.finding(
            "dns.dmarc.two_records", subject=domain, evidence="\n".join(own), values=values
        )
        return
    if decision.record is None:
        yield question.finding(
            "dns.dmarc.absent",
            subject=domain,
            evidence=describe_all(*seen.values()),
            state=State.ABSENT,
            values=values,
        )
        return
    yield _judge_policy(question, decision, decision.record, values)
    yield from _judge_notes(question, decision.record)


def _judge_policy(
    question: DnsQuestion, decision: DmarcDecision, record: DmarcRecord, values: dict[str, str]
) -> Finding:
    domain = question.sender_domain
    policy = decision.policy_for(domain)
    strict = [
        name for name, on in (("adkim", record.strict_dkim), ("aspf", record.strict_spf)) if on
    ]
    evidence = (
        f"_dmarc.{decision.found_at}: {record.text}\n"
        f"organisation: {decision.organizational_domain}; alignment: "
        f"{'strict for ' + ' and '.join(strict) if strict else 'relaxed'}"
    )
    if policy is None:
        code = "dns.dmarc.ignored"
    elif policy is DmarcPolicy.NONE:
        code = "dns.dmarc.testing" if record.is_testing else "dns.dmarc.monitoring"
    elif decision.found_at != domain:
        code = "dns.dmarc.inherited"
    else:
        code = "dns.dmarc.ok"
    values = {**values, "policy": policy.value if policy else "none"}
    return question.finding(code, subject=domain, evidence=evidence, values=values)


def _judge_notes(question: DnsQuestion, record: DmarcRecord) -> Iterator[Finding]:
    by_code: dict[str, list[str]] = {}
    for note in record.notes:
        by_code.setdefault(_NOTE_CODES[note.fault], []).append(note.text)
    for code, texts in by_code.items():
        yield question.finding(
            code,
            subject=question.sender_domain,
            evidence=f"{record.text}\n{'; '.join(texts)}",
            values={"parts": "; ".join(texts)},
        )
    strict_elsewhere = record.strict_dkim and question.sender_domain != str(question.domain)
    if strict_elsewhere:
        yield question.finding(
            "dns.dmarc.strict_alignment",
            subject=question.sender_domain,
            evidence=record.text,
            values={"domain": str(question.domain), "from_domain": question.sender_domain},
        )


async def _judge_reports(
    question: DnsQuestion, decision: DmarcDecision, record: DmarcRecord
) -> list[Finding]:
    """Another domain gets reports only after it has said that it wants them (RFC 9990, 4)."""
    if not record.rua:
        no_reports = question.finding(
            "dns.dmarc.no_reports", subject=question.sender_domain, evidence=record.text
        )
        return [no_reports]
    hosts = {address.rpartition("@")[2].lower() for address in (*record.rua, *record.ruf)}
    inside = decision.organizational_domain
    outside = sorted(
        host
        for host in hosts
        if host != inside
        and not host.endswith("." + inside)
        and organization_of(host) != organization_of(decision.found_at)
    )
    answers = await asyncio.gather(
        *(_ask_permission(decision.found_at, host, question.resolver) for host in outside)
    )
    findings: list[Finding] = []
    for host, found in zip(outside, answers, strict=True):
        if found.state is State.UNTOLD:
            findings.append(question.untold("The permission for DMARC reports", found))
        elif not select_dmarc(_with_version(found)):
            findings.append(
                question.finding(
                    "dns.dmarc.reports_not_allowed",
                    subject=question.sender_domain,
                    evidence=describe(found),
                    state=State.ABSENT,
                    values={"host": host, "name": found.name},
                )
            )
    return findings


async def _ask_permission(domain: str, host: str, resolver: Resolver) -> Lookup:
    return await resolver.lookup(f"{domain}._report._dmarc.{host}", "TXT")


def _with_version(found: Lookup) -> Sequence[str]:
    """The permission is a record of its own, and `v=DMARC1` alone is enough."""
    return tuple(text.strip() for text in found.records)


def _judge_older_readers(question: DnsQuestion, decision: DmarcDecision) -> Iterator[Finding]:
    """RFC 7489 looks at the domain and at its registered domain only, found by a list."""
    domain = question.sender_domain
    if decision.found_at == domain:
        return
    registered = organization_of(domain)
    if decision.found_at == registered:
        return
    yield question.finding(
        "dns.dmarc.found_elsewhere",
        subject=domain,
        evidence=f"found at {decision.found_at}; older readers look at {registered}",
        values={"place": decision.found_at, "registered": registered},
    )


def organization_of(domain: str) -> str:
    """Return the registered domain by the public suffix list, as RFC 7489 has it."""
    return str(_public_suffixes().privatesuffix(domain) or domain)


@cache
def _public_suffixes() -> Any:
    """Read the list, which never changes while we run; that takes some 60 ms."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=True)
