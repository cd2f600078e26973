"""What a running plan of checks says while it runs, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.finding import Finding, Severity


class Speaker(StrEnum):
    """Who said a line of a transcript."""

    CLIENT = "client"
    SERVER = "server"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """One line of a session; secrets are replaced before it is made."""

    at_s: float
    """Seconds since the session began."""
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCheck:
    """A check by its name, and the code of what a person reads while it runs."""

    id: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    def as_finding(self) -> Finding:
        """Let it be worded as findings are; only the title is said."""
        return Finding(code=self.code, values=self.values, severity=Severity.INFO, subject="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStarted:
    """Checks in the order of showing; sent first, and again when an answer brings more."""

    checks: tuple[PlannedCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStarted:
    """This check runs now."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinished:
    """This check has its answer."""

    id: str
    findings: tuple[Finding, ...]
    elapsed_s: float
    transcript: tuple[TranscriptLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSkipped:
    """This check was not run, since one it needs did not succeed."""

    id: str
    because: str
    """The id of the check that it needed."""


CheckEvent = PlanStarted | CheckStarted | CheckFinished | CheckSkipped
Progress = Callable[[CheckEvent], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """Everything one run of a plan found out."""

    started: datetime
    """Aware, UTC."""
    elapsed_s: float
    finished: tuple[CheckFinished, ...]
    skipped: tuple[CheckSkipped, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What held for this run alone and is not the client's own, by the name of the option."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the plan."""
        return tuple(finding for check in self.finished for finding in check.findings)
