"""What changed between two runs of checks, told by codes and subjects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.check import CheckRun
from app.domain.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A run beside an earlier one; what is alike in both stands in neither list."""

    since: datetime
    """When the earlier run began; aware, UTC."""
    appeared: tuple[Finding, ...]
    gone: tuple[Finding, ...]

    @property
    def is_nothing(self) -> bool:
        """Both runs found the same."""
        return not (self.appeared or self.gone)


def is_good(run: CheckRun) -> bool:
    """Say whether a run can serve as the measure for later ones: it ended without an error."""
    return all(finding.severity is not Severity.ERROR for finding in run.findings)


def compare(earlier: CheckRun, later: CheckRun) -> Changes:
    """List what needs somebody now and did not then, and the other way round."""
    before, after = _open(earlier.findings), _open(later.findings)
    return Changes(
        since=earlier.started,
        appeared=tuple(finding for key, finding in after.items() if key not in before),
        gone=tuple(finding for key, finding in before.items() if key not in after),
    )


def last_good(runs: Iterable[CheckRun]) -> CheckRun | None:
    """Find the latest run that ended without an error; `runs` are oldest first."""
    return next((run for run in reversed(tuple(runs)) if is_good(run)), None)


def _open(findings: tuple[Finding, ...]) -> dict[tuple[str, str], Finding]:
    return {(one.code, one.subject): one for one in findings if not one.is_well}
