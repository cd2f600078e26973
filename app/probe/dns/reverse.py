"""The checks of addresses and names beside mail: a relay's PTR, and autodiscover."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from ipaddress import ip_address

from app.domain.finding import Finding, State
from app.domain.path import SendingPath
from app.domain.records.lookup import Lookup
from app.probe.dns.question import DnsQuestion, describe, describe_all
from app.probe.plan import Answer


async def check_reverse(question: DnsQuestion) -> Answer:
    """Say of each relay address whether it has a name that leads back to it."""
    judged = await asyncio.gather(*(_judge_address(question, ip) for ip in question.relay_ips))
    return Answer(findings=tuple(finding for group in judged for finding in group))


async def _judge_address(question: DnsQuestion, ip: str) -> tuple[Finding, ...]:
    kind = tuple(_judge_kind(question, ip))
    if any(finding.code == "dns.relay_ip.private" for finding in kind):
        return kind
    found = await question.resolver.lookup(ip_address(ip).reverse_pointer, "PTR")
    if found.state is State.UNTOLD:
        return (*kind, question.untold(f"The name of {ip}", found))
    if found.state is State.ABSENT:
        absent = question.finding(
            "dns.reverse.absent", subject=ip, evidence=describe(found), state=State.ABSENT
        )
        return (*kind, absent)
    return (*kind, await _confirm(question, ip, found))


def _judge_kind(question: DnsQuestion, ip: str) -> Iterator[Finding]:
    """A private cloud may well have addresses that the internet does not."""
    address = ip_address(ip)
    if not address.is_global and not question.cloud.is_private:
        yield question.finding("dns.relay_ip.private", subject=ip, evidence=ip)
    elif address.version == 6 and question.path is SendingPath.RELAY_IP:
        yield question.finding("dns.relay_ip.version_6", subject=ip, evidence=ip)


async def _confirm(question: DnsQuestion, ip: str, found: Lookup) -> Finding:
    """Look up the name that the address has: it must lead back to the address."""
    kind = "A" if ip_address(ip).version == 4 else "AAAA"
    names = [record.removesuffix(".") for record in found.records[:10]]
    answers = await asyncio.gather(*(question.resolver.lookup(name, kind) for name in names))
    evidence = describe_all(found, *answers)
    confirmed = [
        answer.name
        for answer in answers
        if any(ip_address(record) == ip_address(ip) for record in answer.records)
    ]
    values = {"name": confirmed[0] if confirmed else names[0]}
    if confirmed:
        return question.finding("dns.reverse.ok", subject=ip, evidence=evidence, values=values)
    untold = next((answer for answer in answers if answer.state is State.UNTOLD), None)
    if untold is not None:
        return question.untold(f"The address of {untold.name}", untold)
    code = "dns.reverse.unconfirmed"
    return question.finding(code, subject=ip, evidence=evidence, values=values)


async def check_autodiscover(question: DnsQuestion) -> Answer:
    """Say whether mail programs find the mailbox by themselves."""
    name, wanted = f"autodiscover.{question.domain}", question.cloud.dns.autodiscover
    found = await question.resolver.lookup(name, "CNAME")
    if found.state is State.UNTOLD:
        return Answer(findings=(question.untold("The autodiscover record", found),))
    targets = [record.removesuffix(".").lower() for record in found.records]
    values = {"name": name, "wanted": wanted, "target": ", ".join(targets)}
    evidence, state = describe(found), State.FOUND
    if wanted.lower() in targets:
        code = "dns.autodiscover.ok"
    elif targets:
        code = "dns.autodiscover.elsewhere"
    else:
        address = await question.resolver.lookup(name, "A")
        evidence = describe_all(found, address)
        has_address = address.state is State.FOUND
        code = "dns.autodiscover.address" if has_address else "dns.autodiscover.absent"
        state = State.FOUND if has_address else State.ABSENT
    if not wanted:
        code = "dns.autodiscover.not_compared"
    finding = question.finding(code, evidence=evidence, state=state, values=values)
    return Answer(findings=(finding,))
