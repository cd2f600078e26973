"""What a check found out, in the words of the person who must act on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; the order is the order of showing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OK = "ok"


class State(StrEnum):
    """Three answers, never two: a time-out is not an absence."""

    FOUND = "found"
    ABSENT = "absent"
    UNTOLD = "untold"


class Actor(StrEnum):
    """The person or party who can change what was found."""

    YOU = "you"
    TENANT_ADMIN = "tenant_admin"
    DNS_HOST = "dns_host"
    INTERNET_PROVIDER = "internet_provider"
    DEVICE_VENDOR = "device_vendor"
    RECIPIENT = "recipient"
    MICROSOFT = "microsoft"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a check saw, with its evidence, its cause and the way out."""

    code: str
    """Stable, dotted, lower-case; never reused for another meaning."""
    severity: Severity
    state: State
    subject: str
    """What the finding is about: a domain, `host:port`, an address."""
    evidence: str = ""
    """What was seen, raw; untrusted text that every renderer must escape."""
    title: str
    cause: str = ""
    who_acts: Actor = Actor.NOBODY
    fix: tuple[str, ...] = ()
    """Steps in order; each is one sentence."""
    sources: tuple[str, ...] = ()
    checked: date | None = None
    """The day on which somebody last looked at the sources."""

    @property
    def is_well(self) -> bool:
        """Nobody has to do anything."""
        return self.severity in (Severity.OK, Severity.INFO) and self.state is not State.UNTOLD


_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def sort_worst_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Order by severity; findings of equal severity keep the order in which they were made."""
    return tuple(sorted(findings, key=lambda finding: _RANK[finding.severity]))


def exit_code(findings: tuple[Finding, ...]) -> int:
    """Say what a command exits with: 1 something must be fixed, 3 could not be told, else 0."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return 1
    if any(finding.state is State.UNTOLD for finding in findings):
        return 3
    return 0
