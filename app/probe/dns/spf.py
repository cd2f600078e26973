"""The SPF check: the record with all it includes, what it costs, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.finding import Finding, Severity, State
from app.domain.path import SendingPath
from app.domain.spf.proposal import propose_spf
from app.domain.spf.record import (
    LOOKUP_LIMIT,
    VOID_LIMIT,
    Mechanism,
    Qualifier,
    SpfRecord,
    parse_spf,
)
from app.domain.spf.tree import SpfFault, SpfNode, draw_tree
from app.probe.dns.question import DnsQuestion, describe
from app.probe.dns.spf_fit import judge_cloud
from app.probe.plan import Answer
from app.probe.spf.mechanism import MX_LIMIT
from app.probe.spf.tree import walk_spf

_INSIDE = {
    SpfFault.NO_RECORD: "dns.spf.include_without_record",
    SpfFault.TWO_RECORDS: "dns.spf.include_two_records",
    SpfFault.SYNTAX: "dns.spf.include_syntax",
    SpfFault.LOOP: "dns.spf.loop",
    SpfFault.TOO_MANY: "dns.spf.too_many_records",
    SpfFault.UNTOLD: "dns.spf.include_untold",
}
_SENDS_FROM_OFFICE = (SendingPath.RELAY_IP, SendingPath.DIRECT_SEND)


async def check_spf(question: DnsQuestion) -> Answer:
    """Judge the record of the domain that mail comes from."""
    domain = question.sender_domain
    tree = await walk_spf(domain, question.resolver)
    found = await question.resolver.lookup(domain, "TXT")
    if found.state is State.UNTOLD:
        return Answer(findings=(question.untold("The SPF record", found),), succeeded=False)
    match tree.fault:
        case None:
            findings = await _judge(question, tree, parse_spf(tree.record))
            findings += question.long_chain("The SPF record", found)
            broken = any(finding.code in _PERMANENT for finding in findings)
            return Answer(findings=findings, succeeded=not broken)
        case SpfFault.NO_RECORD:
            finding = await _judge_absence(question, tree)
        case SpfFault.TWO_RECORDS:
            finding = question.finding(
                "dns.spf.two_records",
                subject=domain,
                evidence="\n".join(tree.other_texts),
                values={"count": str(len(tree.other_texts)), **_values(question, tree)},
            )
        case _:
            finding = question.finding(
                "dns.spf.syntax",
                subject=domain,
                evidence=tree.record,
                values={"detail": tree.detail, **_values(question, tree)},
            )
    return Answer(findings=(finding,), succeeded=False)


_PERMANENT = frozenset(
    {
        "dns.spf.too_many_lookups",
        "dns.spf.too_many_voids",
        "dns.spf.too_many_mx",
        "dns.spf.include_without_record",
        "dns.spf.include_two_records",
        "dns.spf.include_syntax",
        "dns.spf.loop",
        "dns.spf.too_many_records",
    }
)
"""With any of these, receivers cannot evaluate the record; asking for a relay's address is idle."""


def _values(question: DnsQuestion, tree: SpfNode) -> dict[str, str]:
    """What the fix says: the record as it is, and the one to publish instead."""
    records = tree.other_texts if tree.fault is SpfFault.TWO_RECORDS else (tree.record,)
    sends_itself = question.path in (None, *_SENDS_FROM_OFFICE)
    after = propose_spf(
        [record for record in records if record],
        include=question.cloud.dns.spf_include,
        addresses=question.relay_ips if sends_itself else (),
    )
    return {"before": tree.record or "nothing", "after": after, "include": _include(question)}


def _include(question: DnsQuestion) -> str:
    return question.cloud.dns.spf_include


async def _judge_absence(question: DnsQuestion, tree: SpfNode) -> Finding:
    domain, code = question.sender_domain, "dns.spf.absent"
    found = await question.resolver.lookup(domain, "TXT")
    evidence = describe(found)
    if tree.other_texts:
        code, evidence = "dns.spf.lookalike", "\n".join(map(repr, tree.other_texts))
    else:
        old = await question.resolver.lookup(domain, "SPF")
        if old.state is State.FOUND:
            code, evidence = "dns.spf.type_99_only", describe(old)
    return question.finding(
        code,
        subject=domain,
        evidence=evidence,
        state=State.ABSENT,
        values=_values(question, tree),
    )


async def _judge(question: DnsQuestion, tree: SpfNode, record: SpfRecord) -> tuple[Finding, ...]:
    counted = ", ".join(f"{name} {count}" for name, count in sorted(tree.by_mechanism.items()))
    values = {
        "lookups": str(tree.lookups),
        "counted": counted or "none",
        **_values(question, tree),
    }
    findings = [
        *_judge_limits(question, tree, values),
        *_judge_inside(question, tree),
        *_judge_policy(question, tree, record, values),
        *await judge_cloud(question, tree, values),
    ]
    if not any(finding.severity is Severity.ERROR for finding in findings):
        drawn = f"{draw_tree(tree)}\nlookups: {values['lookups']} ({values['counted']})"
        ok = question.finding(
            "dns.spf.ok", subject=question.sender_domain, evidence=drawn, values=values
        )
        findings.insert(0, ok)
    return tuple(findings)


def _judge_limits(
    question: DnsQuestion, tree: SpfNode, values: dict[str, str]
) -> Iterator[Finding]:
    domain, drawn = question.sender_domain, draw_tree(tree)
    if tree.lookups > LOOKUP_LIMIT:
        yield question.finding(
            "dns.spf.too_many_lookups",
            subject=domain,
            evidence=f"{drawn}\nlookups: {tree.lookups} ({values['counted']})",
            values=values,
        )
    if tree.voids:
        code = "too_many_voids" if len(tree.voids) > VOID_LIMIT else "void"
        shown = "\n".join(f"{term.text}: {term.target}" for term in tree.voids)
        yield question.finding(
            f"dns.spf.{code}",
            subject=domain,
            evidence=shown,
            values={**values, "count": str(len(tree.voids))},
        )
    for term in tree.all_terms():
        if term.hosts > MX_LIMIT:
            yield question.finding(
                "dns.spf.too_many_mx",
                subject=domain,
                evidence=f"{term.text}: {term.target} has {term.hosts} MX hosts",
                values={**values, "term": term.text, "count": str(term.hosts)},
            )


def _judge_inside(question: DnsQuestion, tree: SpfNode) -> Iterator[Finding]:
    """Faults of included records break the whole; the path to them is shown."""
    seen: set[tuple[str, str]] = set()
    for node in tree.nodes():
        code = _INSIDE.get(node.fault) if node.fault else None
        if node is tree or code is None or (code, node.domain) in seen:
            continue
        seen.add((code, node.domain))
        yield question.finding(
            code,
            subject=question.sender_domain,
            evidence=f"{draw_tree(tree)}\n{node.domain}: {node.detail or node.record or code}",
            state=State.UNTOLD if node.fault is SpfFault.UNTOLD else State.FOUND,
            values={"inner": node.domain, "detail": node.detail},
        )


def _judge_policy(
    question: DnsQuestion, tree: SpfNode, record: SpfRecord, values: dict[str, str]
) -> Iterator[Finding]:
    domain = question.sender_domain
    if any(term.mechanism == Mechanism.PTR.value for term in tree.all_terms()):
        yield question.finding("dns.spf.ptr", subject=domain, evidence=draw_tree(tree))
    if tree.other_texts:
        yield question.finding(
            "dns.spf.lookalike_beside",
            subject=domain,
            evidence="\n".join(map(repr, tree.other_texts)),
        )
    ending = next((one for one in record.directives if one.mechanism is Mechanism.ALL), None)
    if ending is None and record.redirect is None:
        code = "dns.spf.no_all"
    elif ending is not None and ending.qualifier is Qualifier.PLUS:
        code = "dns.spf.all_pass"
    elif ending is not None and ending.qualifier is Qualifier.QUESTION:
        code = "dns.spf.all_neutral"
    else:
        return
    yield question.finding(code, subject=domain, evidence=record.text, values=values)
