"""Explains a bounce or the headers of a message, offline."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from app.catalogue.loader import Catalogue
from app.domain.finding import Finding
from app.domain.replies.bounce import Hop, MailReading

_BAD = frozenset({"fail", "softfail", "permerror", "hardfail"})
_FAILURES = {
    "dmarc": "mail.dmarc_failed",
    "spf": "mail.spf_failed",
    "dkim": "mail.dkim_failed",
}
_DELIVERED = frozenset({"delivered", "relayed", "expanded"})


def explain_headers(catalogue: Catalogue, mail: MailReading) -> Iterator[Finding]:
    """Explain what the receiver found of SPF, DKIM and DMARC, and the way of the message."""
    subject = mail.subject or "the message"
    failed = False
    for result in mail.authentication:
        code = _FAILURES.get(result.method)
        if code and result.result in _BAD:
            failed = True
            evidence = f"{result.method}={result.result} {result.detail}"
            yield catalogue.finding(code, subject=subject, evidence=evidence)
    if not failed and any(result.result == "pass" for result in mail.authentication):
        evidence = "; ".join(f"{one.method}={one.result}" for one in mail.authentication)
        yield catalogue.finding("mail.authenticated", subject=subject, evidence=evidence)
    yield from _explain_route(catalogue, mail, subject)


def explain_deliveries(catalogue: Catalogue, mail: MailReading) -> Iterator[Finding]:
    """Explain the recipients that the message has reached."""
    for outcome in mail.recipients:
        if outcome.action in _DELIVERED:
            yield catalogue.finding(
                "bounce.delivered",
                subject=outcome.recipient,
                evidence=outcome.diagnostic or outcome.status,
                values={"recipient": outcome.recipient},
            )


def _explain_route(catalogue: Catalogue, mail: MailReading, subject: str) -> Iterator[Finding]:
    hops = [hop for hop in mail.hops if hop.at]
    stays = [(_seconds(a, b), b) for a, b in pairwise(hops)]
    if not stays:
        return
    longest, server = max(stays, key=lambda stay: stay[0])
    values = {
        "count": str(len(mail.hops)),
        "duration": _say(_seconds(hops[0], hops[-1])),
        "longest": _say(longest),
        "server": server.by,
    }
    evidence = "\n".join(f"{hop.at:%Y-%m-%d %H:%M:%S %z} {hop.by} {hop.ip}" for hop in hops)
    yield catalogue.finding("mail.route", subject=subject, evidence=evidence, values=values)


def _seconds(earlier: Hop, later: Hop) -> float:
    """Never less than nothing: the clocks of two servers may differ."""
    if earlier.at is None or later.at is None:
        return 0
    return max(0.0, (later.at - earlier.at).total_seconds())


def _say(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
