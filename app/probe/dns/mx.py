"""The MX check: where mail for the domain goes, and whether relay can go there too."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from app.domain.finding import Finding, Severity, State
from app.domain.records.lookup import Lookup
from app.domain.records.mx import MxKind, PlacedHost, parse_mx, place_hosts
from app.domain.records.tags import RecordError
from app.probe.dns.question import DnsQuestion, describe, describe_all
from app.probe.plan import Answer

MANY_HOSTS = 10
"""The most that RFC 7208, 4.6.4, lets an `mx` in an SPF record have."""
_HOST_CODES = {
    MxKind.ADDRESS: "dns.mx.ip_address",
    MxKind.CONSUMER: "dns.mx.consumer",
    MxKind.RETIRED: "dns.mx.retired",
    MxKind.OTHER_CLOUD: "dns.mx.other_cloud",
}


async def check_mx(question: DnsQuestion) -> Answer:
    """Judge the MX records and the hosts that they name."""
    found = await question.resolver.lookup(str(question.domain), "MX")
    if found.state is State.UNTOLD:
        return Answer(findings=(question.untold("The MX record", found),), succeeded=False)
    if found.state is State.ABSENT:
        code = "dns.mx.absent"
        absent = question.finding(
            code, evidence=describe(found), state=State.ABSENT, values=_example(question)
        )
        return Answer(findings=(absent,))
    try:
        placed = place_hosts(parse_mx(found.records), question.known_hosts)
    except RecordError as exc:
        bad = question.finding("dns.mx.unreadable", evidence=f"{describe(found)}\n{exc}")
        return Answer(findings=(bad,))
    named = [one.mx.host for one in placed if one.kind not in (MxKind.NULL, MxKind.ADDRESS)]
    addresses = await asyncio.gather(*(question.resolver.lookup(host, "A") for host in named))
    findings = (
        *_judge_set(question, placed, found),
        *question.long_chain("The MX record", found),
        *_judge_hosts(question, placed, found),
        *_judge_addresses(question, addresses),
    )
    return Answer(findings=findings)


def _example(question: DnsQuestion) -> dict[str, str]:
    """What the MX of a tenant looks like, for a person who has to publish one."""
    suffix = next(iter(question.cloud.relay.mx_suffixes), "")
    return {"example": f"{str(question.domain).replace('.', '-')}{suffix}"}


def _judge_set(
    question: DnsQuestion, placed: Sequence[PlacedHost], found: Lookup
) -> Iterator[Finding]:
    evidence = describe(found)
    values = {
        "host": placed[0].mx.host,
        "operator": placed[0].operator,
        "count": str(len(placed)),
        **_example(question),
    }
    yield question.finding(
        _code_of(placed), evidence=evidence, severity=_severity(question, placed), values=values
    )
    if len(placed) > MANY_HOSTS:
        yield question.finding("dns.mx.too_many", evidence=evidence, values=values)
    if found.aliases:
        yield question.finding("dns.mx.domain_alias", evidence=evidence)


def _code_of(placed: Sequence[PlacedHost]) -> str:
    """Name the whole: what the most preferred host is, and where Microsoft's is."""
    first, kinds = placed[0].kind, {one.kind for one in placed}
    if first is MxKind.NULL:
        return "dns.mx.null"
    if first is MxKind.MICROSOFT:
        return "dns.mx.microsoft" if kinds == {MxKind.MICROSOFT} else "dns.mx.microsoft_and_others"
    if MxKind.MICROSOFT in kinds:
        return "dns.mx.microsoft_not_first"
    return "dns.mx.filter" if first is MxKind.FILTER else "dns.mx.elsewhere"


def _severity(question: DnsQuestion, placed: Sequence[PlacedHost]) -> Severity | None:
    """Mail that goes elsewhere only stops what must connect to the tenant's own host."""
    if _code_of(placed) != "dns.mx.elsewhere":
        return None
    if question.path is not None and question.path.uses_mx:
        return Severity.ERROR
    return Severity.WARNING


def _judge_hosts(
    question: DnsQuestion, placed: Sequence[PlacedHost], found: Lookup
) -> Iterator[Finding]:
    for one in placed:
        code = _HOST_CODES.get(one.kind)
        if code is not None:
            yield question.finding(
                code,
                subject=one.mx.host,
                evidence=describe(found),
                values={
                    "domain": str(question.domain),
                    "operator": one.operator,
                    "cloud": question.cloud.name,
                    **_example(question),
                },
            )


def _judge_addresses(question: DnsQuestion, answers: Sequence[Lookup]) -> Iterator[Finding]:
    values = {"domain": str(question.domain)}
    gone = [found for found in answers if found.state is State.ABSENT]
    aliases = [found for found in answers if found.aliases and found.state is State.FOUND]
    for found in gone:
        yield question.finding(
            "dns.mx.host_gone", subject=found.name, evidence=describe(found), values=values
        )
    if aliases:
        yield question.finding(
            "dns.mx.alias",
            subject=aliases[0].name,
            evidence=describe_all(*aliases),
            values={**values, "target": aliases[0].aliases[-1]},
        )
    untold = [found for found in answers if found.state is State.UNTOLD]
    if untold:
        yield question.untold("The address of a mail host", untold[0])
