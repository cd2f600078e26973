"""The checks of what protects mail on its way in: MTA-STS and TLS-RPT."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.finding import Finding, Severity, State
from app.domain.records.lookup import Lookup
from app.domain.records.mta_sts import (
    StsMode,
    StsPolicy,
    covers,
    parse_sts_id,
    parse_sts_policy,
    select_sts,
)
from app.domain.records.mx import parse_mx
from app.domain.records.tags import RecordError
from app.domain.records.tls_rpt import parse_tls_rpt, select_tls_rpt
from app.probe.dns.question import DnsQuestion, describe
from app.probe.http import AsyncHttp, HttpAnswer, HttpProblem
from app.probe.plan import Answer

_MODES = {
    StsMode.ENFORCE: "dns.mta_sts.ok",
    StsMode.TESTING: "dns.mta_sts.testing",
    StsMode.NONE: "dns.mta_sts.off",
}


async def check_mta_sts(question: DnsQuestion) -> Answer:
    """Judge the record, fetch the policy and compare it with the MX hosts."""
    found = await question.resolver.lookup(f"_mta-sts.{question.domain}", "TXT")
    if found.state is State.UNTOLD:
        return Answer(findings=(question.untold("The MTA-STS record", found),))
    records = select_sts(found.records)
    if not records:
        return _one(question, "dns.mta_sts.absent", describe(found), state=State.ABSENT)
    if len(records) > 1:
        return _one(question, "dns.mta_sts.two_records", "\n".join(records))
    try:
        parse_sts_id(records[0])
    except RecordError as exc:
        return _one(question, "dns.mta_sts.bad_record", f"{records[0]}\n{exc}", detail=str(exc))
    if question.tls is None:
        return _one(question, "dns.mta_sts.record", records[0])
    answer = await _fetch(question)
    if not answer.is_ok:
        return _judge_failure(question, answer)
    text = answer.body.decode("utf-8", "replace")
    try:
        policy = parse_sts_policy(text)
    except RecordError as exc:
        return _one(
            question, "dns.mta_sts.bad_policy", f"{answer.url}\n{text}\n{exc}", detail=str(exc)
        )
    mail = await question.resolver.lookup(str(question.domain), "MX")
    return Answer(findings=tuple(_judge_policy(question, policy, mail, text)))


async def _fetch(question: DnsQuestion) -> HttpAnswer:
    """Fetch the policy; a private cloud's resolver says where its host is."""
    assert question.tls is not None  # the caller has looked
    host = f"mta-sts.{question.domain}"
    port = "" if question.https_port == 443 else f":{question.https_port}"
    url = f"https://{host}{port}/.well-known/mta-sts.txt"
    address = ""
    if question.cloud.dns.resolver:
        found = await question.resolver.lookup(host, "A")
        if not found.records:
            return HttpAnswer(url=url, problem=HttpProblem.UNREACHABLE, detail=describe(found))
        address = found.records[0]
    return await AsyncHttp(question.tls).get(url, address=address)


def _judge_failure(question: DnsQuestion, answer: HttpAnswer) -> Answer:
    match answer.problem:
        case None:
            detail = f"HTTP {answer.status}"
            return _one(
                question, "dns.mta_sts.bad_policy", f"{answer.url}: {detail}", detail=detail
            )
        case HttpProblem.TLS:
            evidence = f"{answer.url}: {answer.detail}"
            return _one(question, "dns.mta_sts.certificate", evidence, detail=answer.detail)
        case HttpProblem.TOO_LARGE | HttpProblem.GARBLED:
            evidence = f"{answer.url}: {answer.detail}"
            return _one(question, "dns.mta_sts.bad_policy", evidence, detail=answer.detail)
        case _:
            evidence = f"{answer.url}: {answer.problem.value} {answer.detail}"
            return _one(question, "dns.mta_sts.policy_untold", evidence, state=State.UNTOLD)


def _judge_policy(
    question: DnsQuestion, policy: StsPolicy, mail: Lookup, text: str
) -> Iterator[Finding]:
    yield question.finding(_MODES[policy.mode], evidence=text)
    try:
        hosts = [mx.host for mx in parse_mx(mail.records) if mx.host]
    except RecordError:
        return
    missing = [host for host in hosts if not covers(policy, host)]
    if missing and policy.mode is not StsMode.NONE:
        yield question.finding(
            "dns.mta_sts.mx_not_covered",
            evidence=f"{text}\n{describe(mail)}",
            severity=Severity.ERROR if policy.mode is StsMode.ENFORCE else Severity.WARNING,
            values={"hosts": ", ".join(missing)},
        )


async def check_tls_rpt(question: DnsQuestion) -> Answer:
    """Judge the record that says where reports on failed encryption go."""
    found = await question.resolver.lookup(f"_smtp._tls.{question.domain}", "TXT")
    if found.state is State.UNTOLD:
        return Answer(findings=(question.untold("The TLS-RPT record", found),))
    records = select_tls_rpt(found.records)
    if not records:
        return _one(question, "dns.tls_rpt.absent", describe(found), state=State.ABSENT)
    detail = f"there are {len(records)} records" if len(records) > 1 else ""
    try:
        parse_tls_rpt(records[0])
    except RecordError as exc:
        detail = str(exc)
    if detail:
        return _one(question, "dns.tls_rpt.bad_record", "\n".join(records), detail=detail)
    return _one(question, "dns.tls_rpt.ok", records[0])


def _one(
    question: DnsQuestion,
    code: str,
    evidence: str,
    *,
    state: State = State.FOUND,
    detail: str = "",
) -> Answer:
    finding = question.finding(code, evidence=evidence, state=state, values={"detail": detail})
    return Answer(findings=(finding,))
