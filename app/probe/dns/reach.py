"""Whether DNS can be asked at all, and whether what answers tells the truth."""

from __future__ import annotations

import asyncio
import secrets

from app.domain.finding import State
from app.domain.records.dkim import SELECTORS
from app.domain.records.lookup import Lookup, LookupReason
from app.domain.spf.tree import SpfNode
from app.probe.dns.question import DnsQuestion, describe, describe_all
from app.probe.plan import Answer
from app.probe.spf.tree import walk_spf

_PROVIDER_DEAD = (LookupReason.TIMED_OUT, LookupReason.UNREACHABLE)


class Reach:
    """The first check: it begins all first questions at once and waits for the first answer."""

    def __init__(self, question: DnsQuestion) -> None:
        self._question = question
        self._ahead: list[asyncio.Task[Lookup]] = []
        self._trees: list[asyncio.Task[SpfNode]] = []

    async def check(self) -> Answer:
        """Say whether anything answers, and whether the domain exists."""
        domain, resolver = str(self._question.domain), self._question.resolver
        # The includes of SPF are the longest chain of questions; it must not wait for anything.
        # What the record has to include is known beforehand, so its own chain begins now too.
        known = (self._question.sender_domain, self._question.cloud.dns.spf_include)
        for name in filter(None, known):
            self._trees.append(asyncio.create_task(walk_spf(name, resolver)))
        for name, kind in first_questions(domain, self._question.relay_ips):
            self._ahead.append(asyncio.create_task(resolver.lookup(name, kind)))
        try:
            found = await resolver.lookup(domain, "MX")
            if found.state is State.UNTOLD:
                return await self._judge_silence(found)
        except asyncio.CancelledError:
            for task in (*self._ahead, *self._trees):
                task.cancel()
            raise
        if found.reason is LookupReason.NO_SUCH_NAME and not found.aliases:
            return self._fail("dns.domain.absent", State.ABSENT, found)
        finding = self._question.finding("dns.resolver.ok", evidence=describe(found))
        return Answer(findings=(finding,))

    async def _judge_silence(self, found: Lookup) -> Answer:
        """One record that cannot be read is its own finding; nothing at all is the resolver's."""
        answers = [found, *await asyncio.gather(*self._ahead)]
        reasons = {answer.reason for answer in answers}
        if reasons <= set(_PROVIDER_DEAD):
            code = "dns.resolver.dead"
            if "names no DNS server" in found.detail:
                code = "dns.resolver.none"
            elif reasons == {LookupReason.UNREACHABLE}:
                code = "dns.resolver.unreachable"
            return self._fail(code, State.UNTOLD, found)
        if reasons == {LookupReason.REFUSED}:
            return self._fail("dns.resolver.refuses", State.UNTOLD, found)
        finding = self._question.finding("dns.resolver.ok", evidence=describe_all(*answers[:4]))
        return Answer(findings=(finding,))

    def _fail(self, code: str, state: State, found: Lookup) -> Answer:
        finding = self._question.finding(code, evidence=describe(found), state=state)
        return Answer(findings=(finding,), succeeded=False)


def first_questions(domain: str, relay_ips: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """List what can be asked without having been told anything yet."""
    from ipaddress import ip_address

    selectors = [(f"{selector}._domainkey.{domain}", "TXT") for selector in SELECTORS]
    pointers = [(ip_address(ip).reverse_pointer, "PTR") for ip in relay_ips]
    return (
        (domain, "TXT"),
        (domain, "NS"),
        *selectors,
        (f"_dmarc.{domain}", "TXT"),
        (f"_mta-sts.{domain}", "TXT"),
        (f"_smtp._tls.{domain}", "TXT"),
        (f"autodiscover.{domain}", "CNAME"),
        (domain, "DS"),
        *pointers,
    )


async def check_hijack(question: DnsQuestion) -> Answer:
    """Ask for names that cannot exist: who answers them is not telling the truth."""
    label = f"sendwright-{secrets.token_hex(8)}"
    impossible, within = await asyncio.gather(
        question.resolver.lookup(f"{label}.invalid", "A"),
        question.resolver.lookup(f"{label}.{question.domain}", "A"),
    )
    if impossible.state is State.FOUND:
        code = "dns.hijack.answers_everything"
        return Answer(findings=(question.finding(code, evidence=describe(impossible)),))
    if within.state is State.FOUND:
        code = "dns.hijack.wildcard"
        return Answer(findings=(question.finding(code, evidence=describe(within)),))
    evidence = describe_all(impossible, within)
    return Answer(findings=(question.finding("dns.hijack.none", evidence=evidence),))
