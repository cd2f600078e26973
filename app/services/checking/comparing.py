"""Holds a run of checks against the kept ones of its client."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.check import CheckRun
from app.domain.compare import Changes, compare, last_good
from app.domain.finding import Finding
from app.domain.organisation.client import ClientId
from app.store.runs import RunStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What is different from the last run without an error."""

    changes: Changes | None
    """None where there was no such run."""
    unread: tuple[Finding, ...] = ()
    """Kept runs that cannot be read, and so are compared with nothing."""


def compare_with_kept(runs: RunStore, client_id: ClientId, run: CheckRun) -> Compared:
    """Compare a run with the last one that ended without an error, and was asked the same."""
    kept = runs.kept(client_id)
    alike = (one for one in kept.runs if _asked(one) == _asked(run))
    measure = last_good(one for one in alike if one.started < run.started)
    changes = compare(measure, run) if measure else None
    return Compared(changes=changes, unread=kept.unread)


def _asked(run: CheckRun) -> tuple[str, ...]:
    """What a run was about, where that is not the client's own way."""
    return tuple(run.overrides.get(name, "") for name in ("path", "relay_ip"))
