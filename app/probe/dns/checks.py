"""All DNS checks of one domain, as parts of a plan."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from app.domain.finding import Finding, State
from app.probe.dns.dkim import check_dkim
from app.probe.dns.dmarc import check_dmarc
from app.probe.dns.dnssec import check_dnssec
from app.probe.dns.mx import check_mx
from app.probe.dns.question import DnsQuestion
from app.probe.dns.reach import Reach, check_hijack
from app.probe.dns.reverse import check_autodiscover, check_reverse
from app.probe.dns.servers import check_servers
from app.probe.dns.spf import check_spf
from app.probe.dns.spf_fit import check_relay_addresses
from app.probe.dns.transport import check_mta_sts, check_tls_rpt
from app.probe.plan import Answer, Check

__all__ = ["DnsQuestion", "dns_checks"]

RESOLVER = "dns.resolver"
_RESOLVER_DEADLINE_S = 4.8
"""A question ends by itself after 4 s; this is the net below it."""
_DEADLINE_S = 15.0
"""Chosen: three questions one after the other that are all silent, and time to judge."""

Run = Callable[[DnsQuestion], Awaitable[Answer]]


def dns_checks(question: DnsQuestion) -> tuple[Check, ...]:
    """Build the checks; all of them run at once as soon as DNS answers at all."""
    reach = Check(
        id=RESOLVER,
        code=f"check.{RESOLVER}",
        run=Reach(question).check,
        late=partial(_late, question, "DNS"),
        deadline_s=_RESOLVER_DEADLINE_S,
    )
    return (
        reach,
        _check(question, "dns.mx", "MX", check_mx),
        _check(question, "dns.spf", "SPF", check_spf),
        *_relay_checks(question),
        _check(question, "dns.dkim", "DKIM", check_dkim),
        _check(question, "dns.dmarc", "DMARC", check_dmarc),
        _check(question, "dns.mta_sts", "MTA-STS", check_mta_sts),
        _check(question, "dns.tls_rpt", "TLS-RPT", check_tls_rpt),
        _check(question, "dns.dnssec", "DNSSEC, DANE", check_dnssec),
        _check(question, "dns.autodiscover", "autodiscover", check_autodiscover),
        *_honesty_checks(question),
    )


def _relay_checks(question: DnsQuestion) -> tuple[Check, ...]:
    signs_in = question.path is not None and question.path.signs_in
    if not question.relay_ips or signs_in:
        return ()  # mail that is submitted leaves from the cloud's servers, not from the office
    relay = _check(question, "dns.spf.relay", "SPF", check_relay_addresses, "dns.spf")
    reverse = _check(question, "dns.reverse", "PTR", check_reverse)
    return (relay, reverse)


def _honesty_checks(question: DnsQuestion) -> tuple[Check, ...]:
    """Whether the resolver can be believed; a private cloud has only the one it names."""
    hijack = _check(question, "dns.hijack", "DNS", check_hijack)
    if question.cloud.dns.resolver or not question.compare_servers:
        return (hijack,)
    return (hijack, _check(question, "dns.servers", "DNS", check_servers))


def _check(question: DnsQuestion, id_: str, what: str, run: Run, *needs: str) -> Check:
    """Make a check; `what` is the name of the record or standard that it is about."""
    return Check(
        id=id_,
        code=f"check.{id_}",
        run=partial(run, question),
        late=partial(_late, question, what),
        needs=(RESOLVER, *needs),
        deadline_s=_DEADLINE_S,
    )


def _late(question: DnsQuestion, what: str, deadline_s: float) -> Finding:
    return question.finding(
        "dns.late",
        state=State.UNTOLD,
        evidence=f"no answer within {deadline_s:.0f} s",
        values={"what": what, "seconds": f"{deadline_s:.0f}"},
    )
