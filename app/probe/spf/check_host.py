"""check_host() of SPF (RFC 7208): may this address send for this domain?"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address

from app.domain.errors import InputError
from app.domain.finding import State
from app.domain.records.lookup import Resolver
from app.domain.records.tags import RecordError
from app.domain.spf.macro import MacroString, expand, parse_macro_string
from app.domain.spf.record import is_askable, parse_spf, select_spf
from app.domain.spf.result import VERDICT_OF, SpfResult, SpfStep, SpfTrace, SpfVerdict
from app.probe.spf.mechanism import Mechanics, Sender, StopError
from app.probe.spf.tree import walk_spf


async def check_host(
    ip: str | IPv4Address | IPv6Address,
    mail_from: str,
    helo: str,
    resolver: Resolver,
    *,
    receiver: str = "unknown",
    timestamp: int | None = None,
) -> SpfResult:
    """Evaluate the policy of the domain in MAIL FROM, or of the HELO name where it is empty.

    Raises InputError when `ip` is not an IP address.
    """
    sender = _read_sender(mail_from, helo)
    domain = sender.rpartition("@")[2]
    who = Sender(
        ip=_read_ip(ip),
        sender=sender,
        helo=helo,
        receiver=receiver,
        timestamp=int(time.time()) if timestamp is None else timestamp,
    )
    # All records are fetched at once; the evaluation then finds their answers waiting.
    ahead = asyncio.create_task(walk_spf(domain, resolver))
    try:
        return await _evaluate(who, domain, resolver)
    finally:
        ahead.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ahead


async def _evaluate(who: Sender, domain: str, resolver: Resolver) -> SpfResult:
    evaluation = _Evaluation(Mechanics(who, resolver))
    outcome = await evaluation.check(domain)
    explanation = ""
    if outcome.trace.result is SpfVerdict.FAIL and outcome.explanation is not None:
        explanation = await evaluation.explain(outcome.explanation, outcome.policy_domain)
    return SpfResult(
        result=outcome.trace.result,
        explanation=explanation,
        problem=outcome.trace.problem,
        trace=outcome.trace,
        lookups=evaluation.mechanics.lookups,
        voids=evaluation.mechanics.voids,
    )


def _read_ip(ip: str | IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    try:
        address = ip_address(ip)
    except ValueError as exc:
        raise InputError("input.ip.invalid", evidence=str(ip)[:100]) from exc
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address
    return address


def _read_sender(mail_from: str, helo: str) -> str:
    """Complete the identity as section 4.3 says: no local part means postmaster."""
    text = mail_from.strip().removeprefix("<").removesuffix(">")
    local, _, domain = text.rpartition("@")
    if not text:
        domain = helo
    return f"{local or 'postmaster'}@{domain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    trace: SpfTrace
    explanation: MacroString | None = None
    policy_domain: str = ""
    """Whose record has the explanation."""


class _Evaluation:
    """One run of check_host(), recursing into includes and redirects."""

    def __init__(self, mechanics: Mechanics) -> None:
        self.mechanics = mechanics

    async def check(self, domain: str) -> _Outcome:
        domain = domain.removesuffix(".")
        blank = SpfTrace(domain=domain, record="", result=SpfVerdict.NONE)
        try:
            text = await self._fetch(domain)
            if text is None:
                return _Outcome(trace=blank)
            blank = replace(blank, record=text)
            return await self._try_terms(blank)
        except RecordError as exc:
            return _Outcome(
                trace=replace(blank, result=SpfVerdict.PERMERROR, problem=f"{domain}: {exc}")
            )
        except StopError as stop:
            return _Outcome(
                trace=replace(
                    blank, result=stop.verdict, problem=stop.reason, steps=tuple(stop.steps)
                )
            )

    async def _fetch(self, domain: str) -> str | None:
        """Find the one record of a domain (4.3 to 4.5); None when there is none."""
        if "." not in domain or not is_askable(domain):
            return None
        found = await self.mechanics.ask(domain, "TXT")
        if found.state is State.UNTOLD:
            raise StopError(
                SpfVerdict.TEMPERROR, f"{domain}: {found.reason.value} {found.detail}".strip()
            )
        records = select_spf(found.records)
        if len(records) > 1:
            raise RecordError(f"it has {len(records)} SPF records; one is allowed")
        return records[0] if records else None

    async def _try_terms(self, blank: SpfTrace) -> _Outcome:
        record = parse_spf(blank.record)
        steps: list[SpfStep] = []
        try:
            for directive in record.directives:
                before = self.mechanics.lookups
                step = await self.mechanics.match(directive, blank.domain, self._verdict_of)
                steps.append(replace(step, lookups=self.mechanics.lookups - before))
                if step.matched:
                    result = VERDICT_OF[directive.qualifier]
                    return _Outcome(
                        trace=replace(blank, result=result, steps=tuple(steps)),
                        explanation=record.explanation,
                        policy_domain=blank.domain,
                    )
            if record.redirect is not None:
                return await self._redirect(record.redirect, blank, steps)
        except StopError as stop:
            stop.steps[:0] = steps
            raise
        return _Outcome(trace=replace(blank, result=SpfVerdict.NEUTRAL, steps=tuple(steps)))

    async def _verdict_of(self, domain: str) -> SpfTrace:
        return (await self.check(domain)).trace

    async def _redirect(
        self, target: MacroString, blank: SpfTrace, steps: list[SpfStep]
    ) -> _Outcome:
        """Take the other domain's answer as our own (6.1), its explanation too."""
        before = self.mechanics.lookups
        self.mechanics.count_term(f"redirect={target.text}")
        name = await self.mechanics.name_of(target, blank.domain)
        inner = await self.check(name)
        step = SpfStep(
            term=f"redirect={target.text}",
            matched=True,
            target=name,
            lookups=self.mechanics.lookups - before,
            inside=inner.trace,
        )
        steps.append(step)
        result, problem = inner.trace.result, inner.trace.problem
        if result is SpfVerdict.NONE:
            result, problem = SpfVerdict.PERMERROR, f"redirect={name} has no SPF record"
        trace = replace(blank, result=result, problem=problem, steps=tuple(steps))
        return replace(inner, trace=trace)

    async def explain(self, target: MacroString, domain: str) -> str:
        """Fetch the domain's own words for a refusal (6.2); any trouble means none."""
        name = await self.mechanics.name_of(target, domain)
        if not is_askable(name):
            return ""
        found = await self.mechanics.ask(name, "TXT")
        if len(found.records) != 1:
            return ""
        try:
            text = parse_macro_string(found.records[0], for_explanation=True)
        except RecordError:
            return ""
        return expand(text, await self.mechanics.values(text, domain))
