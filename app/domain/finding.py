"""What a check found out: a code with its values. Its words are made where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar


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


class Certainty(StrEnum):
    """How surely a text was read."""

    SURE = "sure"
    LIKELY = "likely"
    GENERIC = "generic"


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
class Legacy:
    """What 0.1 said of a finding, in English; it kept the sentences and not their values."""

    title: str
    cause: str = ""
    who_acts: Actor = Actor.NOBODY
    fix: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    checked: date | None = None
    said_on: date | None = None
    """The day of the run; None where it was not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a check saw, with its evidence; the catalogue has the words of its code."""

    code: str
    """Stable, dotted, lower-case; never reused for another meaning."""
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What the words are filled with, by name."""
    severity: Severity
    state: State = State.FOUND
    subject: str
    """What the finding is about: a domain, `host:port`, an address."""
    evidence: str = ""
    """What was seen, raw; untrusted text that every renderer must escape."""
    confidence: Certainty | None = None
    """How surely a text was read; None where nothing was read out of a text."""
    legacy: Legacy | None = None
    """Its words of then, where 0.1 kept it."""

    @property
    def is_well(self) -> bool:
        """Nobody has to do anything."""
        return self.severity in (Severity.OK, Severity.INFO) and self.state is not State.UNTOLD


class Tell(Protocol):
    """Makes a finding about what a rule judges; the catalogue knows how severe its code is."""

    def __call__(self, code: str, values: Mapping[str, str] = ...) -> Finding:
        """Tell of one thing."""


class Judged(Protocol):
    """Whatever can be ordered and counted as a finding is."""

    @property
    def severity(self) -> Severity:
        """How much it matters."""

    @property
    def state(self) -> State:
        """Whether it could be told."""


J = TypeVar("J", bound=Judged)
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def rank_of(severity: Severity) -> int:
    """Say how far up in a list it belongs; 0 is the worst."""
    return _RANK[severity]


def sort_worst_first(findings: tuple[J, ...]) -> tuple[J, ...]:
    """Order by severity; findings of equal severity keep the order in which they were made."""
    return tuple(sorted(findings, key=lambda finding: _RANK[finding.severity]))


def exit_code(findings: tuple[Judged, ...]) -> int:
    """Say what a command exits with: 1 something must be fixed, 3 could not be told, else 0."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return 1
    if any(finding.state is State.UNTOLD for finding in findings):
        return 3
    return 0
