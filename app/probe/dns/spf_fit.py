"""Whether the SPF record lets the chosen path pass: the cloud's servers, and a relay's address."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Network, IPv6Network, ip_address

from app.domain.finding import Finding, State
from app.domain.records.lookup import Resolver
from app.domain.records.tags import RecordError
from app.domain.spf.proposal import propose_spf
from app.domain.spf.record import parse_spf
from app.domain.spf.result import SpfResult, SpfTrace, SpfVerdict
from app.domain.spf.tree import SpfNode
from app.probe.dns.question import DnsQuestion
from app.probe.plan import Answer
from app.probe.spf.check_host import check_host
from app.probe.spf.tree import walk_spf


async def judge_cloud(
    question: DnsQuestion, tree: SpfNode, values: dict[str, str]
) -> tuple[Finding, ...]:
    """Say whether mail that leaves from the cloud passes."""
    include = question.cloud.dns.spf_include
    if not include or tree.includes(include):
        return ()
    domain = question.sender_domain
    sample = await _sample_address(include, question.resolver)
    if sample:
        result = await check_host(sample, f"postmaster@{domain}", domain, question.resolver)
        if result.result is SpfVerdict.PASS:
            evidence = f"{tree.record}\n{sample}: pass"
            flat = question.finding(
                "dns.spf.flattened", subject=domain, evidence=evidence, values=values
            )
            return (flat,)
    other = next(
        (
            cloud.dns.spf_include
            for cloud in question.clouds
            if cloud.dns.spf_include and tree.includes(cloud.dns.spf_include)
        ),
        "",
    )
    code = "dns.spf.other_cloud" if other else "dns.spf.cloud_missing"
    values = {**values, "other": other, "cloud": question.cloud.name}
    return (question.finding(code, subject=domain, evidence=tree.record, values=values),)


async def _sample_address(include: str, resolver: Resolver) -> str:
    """Take one address of the cloud's own servers, to see whether the record has it after all."""
    tree = await walk_spf(include, resolver)
    for node in tree.nodes():
        if node.fault is not None:
            continue
        try:
            directives = parse_spf(node.record).directives
        except RecordError:
            continue
        for item in directives:
            if isinstance(item.network, IPv4Network | IPv6Network):
                return str(item.network[0])
    return ""


async def check_relay_addresses(question: DnsQuestion) -> Answer:
    """Evaluate SPF for each relay address as a receiver does."""
    domain = question.sender_domain
    results = await asyncio.gather(
        *(
            check_host(ip, f"postmaster@{domain}", domain, question.resolver)
            for ip in question.relay_ips
        )
    )
    pairs = list(zip(question.relay_ips, results, strict=True))
    failing = [ip for ip, result in pairs if result.result is not SpfVerdict.PASS]
    record = next((result.trace.record for _, result in pairs if result.trace.record), "")
    values = {
        "before": record or "nothing",
        "after": propose_spf(
            [record] if record else [],
            include=question.cloud.dns.spf_include,
            addresses=failing,
        ),
        "domain": domain,
    }
    return Answer(findings=tuple(_judge_one(question, ip, result, values) for ip, result in pairs))


def _judge_one(
    question: DnsQuestion, ip: str, result: SpfResult, values: dict[str, str]
) -> Finding:
    evidence = "\n".join([f"{ip}: {result.result.value}", *_way(result.trace), result.problem])
    values = {**values, "result": result.result.value}
    match result.result:
        case SpfVerdict.PASS:
            code, state = "dns.spf.relay_passes", State.FOUND
        case SpfVerdict.TEMPERROR:
            code, state = "dns.spf.relay_untold", State.UNTOLD
        case _:
            code, state = "dns.spf.relay_fails", State.FOUND
    return question.finding(code, subject=ip, evidence=evidence.strip(), state=state, values=values)


def _way(trace: SpfTrace, indent: str = "") -> list[str]:
    """Show how the evaluation went, one term a line."""
    lines = [f"{indent}{trace.domain}: {trace.record}"]
    for step in trace.steps:
        lines.append(f"{indent}  {step.term} {'matches' if step.matched else 'does not match'}")
        if step.inside is not None:
            lines += _way(step.inside, indent + "    ")
    return lines


def is_public(ip: str) -> bool:
    """The internet can see this address."""
    return ip_address(ip).is_global
