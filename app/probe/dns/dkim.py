"""The DKIM check: both selectors, the aliases they follow and the keys at their ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.finding import Finding, Severity, State
from app.domain.records.dkim import (
    SELECTORS,
    DkimKey,
    DkimTarget,
    KeyType,
    derive_other_target,
    parse_dkim,
    parse_target,
    select_dkim,
)
from app.domain.records.lookup import Lookup
from app.domain.records.mx import has_suffix
from app.domain.records.tags import RecordError
from app.probe.dns.question import DnsQuestion, describe, describe_all
from app.probe.plan import Answer

_WEAK_BITS = 2048  # RFC 8301, 3.2: signers should not use anything shorter
_USELESS_BITS = 1024  # RFC 8301, 3.2: verifiers must not take anything shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Selector:
    """One selector with all that is known of it."""

    name: str
    found: Lookup
    target: DkimTarget | None

    @property
    def is_published(self) -> bool:
        """A key or an alias of Microsoft's is there; a wildcard's text or alias is neither."""
        return self.target is not None or bool(select_dkim(self.found.records))


async def check_dkim(question: DnsQuestion) -> Answer:
    """Judge the two selectors that Microsoft 365 signs with."""
    domain, suffixes = question.sender_domain, question.cloud.dns.dkim_suffixes
    if any(has_suffix(domain, suffix) for suffix in suffixes):
        return await _check_initial_domain(question)
    answers = await asyncio.gather(
        *(question.resolver.lookup(f"{name}._domainkey.{domain}", "TXT") for name in SELECTORS)
    )
    selectors = [
        _Selector(name=name, found=found, target=_find_target(found, suffixes))
        for name, found in zip(SELECTORS, answers, strict=True)
    ]
    if not any(one.is_published or one.found.state is State.UNTOLD for one in selectors):
        nothing = question.finding(
            "dns.dkim.not_set_up",
            subject=domain,
            evidence=describe_all(*answers),
            state=State.ABSENT,
            values={"domain": domain, "cloud": question.cloud.name},
        )
        return Answer(findings=(nothing,))
    findings = [
        *(finding for one in selectors for finding in _judge(question, one)),
        *question.long_chain("The DKIM key", max(answers, key=lambda found: len(found.aliases))),
        *_judge_pair(question, selectors),
    ]
    if all(finding.severity in (Severity.OK, Severity.INFO) for finding in findings):
        ok = question.finding("dns.dkim.ok", subject=domain, evidence=describe_all(*answers))
        findings = [ok, *(one for one in findings if one.severity is not Severity.OK)]
    return Answer(findings=tuple(findings))


async def _check_initial_domain(question: DnsQuestion) -> Answer:
    """The tenant's first domain: Microsoft keeps its keys, at names made of the domain itself."""
    domain = question.sender_domain
    label = domain.replace(".", "-")
    answers = await asyncio.gather(
        *(
            question.resolver.lookup(f"{name}-{label}._domainkey.{domain}", "TXT")
            for name in SELECTORS
        )
    )
    has_key = any(select_dkim(found.records) for found in answers)
    untold = next((found for found in answers if found.state is State.UNTOLD), None)
    if untold is not None and not has_key:
        return Answer(findings=(question.untold("The DKIM key", untold),))
    finding = question.finding(
        "dns.dkim.initial_domain" if has_key else "dns.dkim.initial_untold",
        subject=domain,
        evidence=describe_all(*answers),
        state=State.FOUND if has_key else State.ABSENT,
        values={"domain": domain},
    )
    return Answer(findings=(finding,))


def _find_target(found: Lookup, suffixes: Sequence[str]) -> DkimTarget | None:
    targets = (parse_target(alias, suffixes) for alias in found.aliases)
    return next((target for target in targets if target is not None), None)


def _judge(question: DnsQuestion, one: _Selector) -> Iterator[Finding]:
    """Judge one selector by itself."""
    found = one.found
    values = {"selector": one.name, "domain": question.sender_domain}
    values["target"] = found.aliases[-1] if found.aliases else ""
    subject, evidence = f"{one.name}._domainkey.{question.sender_domain}", describe(found)
    if found.state is State.UNTOLD:
        yield question.untold(f"The DKIM key of {one.name}", found)
        return
    if not one.is_published:
        return
    if found.aliases and one.target is None:
        code = "dns.dkim.foreign_alias"
        yield question.finding(code, subject=subject, evidence=evidence, values=values)
    if one.target is not None and not _fits(question, one):
        code = "dns.dkim.crossed"
        yield question.finding(code, subject=subject, evidence=evidence, values=values)
    keys = select_dkim(found.records)
    if not keys:
        code = "dns.dkim.target_gone"
        yield question.finding(
            code, subject=subject, evidence=evidence, state=State.ABSENT, values=values
        )
        return
    if not found.aliases:
        code = "dns.dkim.no_alias"
        yield question.finding(code, subject=subject, evidence=evidence, values=values)
    yield _judge_keys(question, one, keys, values)


def _fits(question: DnsQuestion, one: _Selector) -> bool:
    """The target was made for this selector of this domain."""
    label = question.sender_domain.replace(".", "-")
    target = one.target
    return target is not None and (target.selector, target.domain_label) == (one.name, label)


def _judge_keys(
    question: DnsQuestion, one: _Selector, keys: Sequence[str], values: dict[str, str]
) -> Finding:
    code = "dns.dkim.two_keys"
    if len(keys) == 1:
        try:
            key = parse_dkim(keys[0])
        except RecordError as exc:
            code, values = "dns.dkim.bad_key", {**values, "detail": str(exc)}
        else:
            code, values = _judge_key(key), {**values, "bits": str(key.bits)}
    return question.finding(
        code,
        subject=f"{one.name}._domainkey.{question.sender_domain}",
        evidence=describe(one.found),
        values=values,
    )


def _judge_key(key: DkimKey) -> str:
    """Name the worst thing about a key."""
    if key.is_revoked:
        return "dns.dkim.revoked"
    if not key.signs_mail:
        return "dns.dkim.not_for_mail"
    if key.type is KeyType.UNKNOWN:
        return "dns.dkim.unknown_type"
    if key.type is KeyType.RSA and key.bits < _USELESS_BITS:
        return "dns.dkim.too_short"
    if key.type is KeyType.RSA and key.bits < _WEAK_BITS:
        return "dns.dkim.weak_key"
    return "dns.dkim.testing" if key.is_testing else "dns.dkim.key"


def _judge_pair(question: DnsQuestion, selectors: Sequence[_Selector]) -> Iterator[Finding]:
    """One selector without the other stops the next change of keys."""
    missing = [
        one for one in selectors if not one.is_published and one.found.state is not State.UNTOLD
    ]
    other = next((one for one in selectors if one.is_published), None)
    if len(missing) != 1 or other is None:
        return
    code, values = "dns.dkim.one_missing", {"selector": missing[0].name, "other": other.name}
    if other.target is not None and _fits(question, other):
        code = "dns.dkim.one_missing_known"
        values["target"] = derive_other_target(other.target, missing[0].name)
    yield question.finding(
        code,
        subject=f"{missing[0].name}._domainkey.{question.sender_domain}",
        evidence=describe_all(missing[0].found, other.found),
        state=State.ABSENT,
        values=values,
    )
