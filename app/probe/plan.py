"""Runs checks as a graph: each once what it needs has succeeded, all within their deadlines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.check import (
    CheckFinished,
    CheckRun,
    CheckSkipped,
    CheckStarted,
    PlannedCheck,
    PlanStarted,
    Report,
    TranscriptLine,
)
from app.domain.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a check found out, and whether the checks that need it can run."""

    findings: tuple[Finding, ...]
    succeeded: bool = True
    transcript: tuple[TranscriptLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question to the world. It answers with findings and raises only for a bug."""

    id: str
    title: str
    run: Callable[[], Awaitable[Answer]]
    late: Callable[[float], Finding]
    """Makes the finding for a check that had no answer within its deadline, in seconds."""
    needs: tuple[str, ...] = ()
    deadline_s: float = 10.0


class _Run:
    """The state of one run: which checks have ended, and how."""

    def __init__(self, checks: Sequence[Check], report: Report) -> None:
        self._checks = checks
        self._report = report
        self._ended: dict[str, asyncio.Event] = {check.id: asyncio.Event() for check in checks}
        self.finished: dict[str, CheckFinished] = {}
        self.skipped: dict[str, CheckSkipped] = {}
        self._succeeded: set[str] = set()

    async def carry_out(self, check: Check) -> None:
        for needed in check.needs:
            await self._ended[needed].wait()
        missing = next((need for need in check.needs if need not in self._succeeded), None)
        if missing is None:
            await self._ask(check)
        else:
            self.skipped[check.id] = CheckSkipped(id=check.id, because=missing)
            self._report(self.skipped[check.id])
        self._ended[check.id].set()

    async def _ask(self, check: Check) -> None:
        self._report(CheckStarted(id=check.id))
        began = time.perf_counter()
        try:
            async with asyncio.timeout(check.deadline_s):
                answer = await check.run()
        except TimeoutError:
            answer = Answer(findings=(check.late(check.deadline_s),), succeeded=False)
        if answer.succeeded:
            self._succeeded.add(check.id)
        self.finished[check.id] = CheckFinished(
            id=check.id,
            findings=answer.findings,
            elapsed_s=time.perf_counter() - began,
            transcript=answer.transcript,
        )
        self._report(self.finished[check.id])


async def run_plan(checks: Sequence[Check], report: Report) -> CheckRun:
    """Run all checks and report each event as it happens; cancel the task to stop at once.

    A check that needs one which is not in the plan is a bug and raises KeyError.
    """
    started, began = datetime.now(UTC), time.perf_counter()
    run = _Run(checks, report)
    report(PlanStarted(checks=tuple(PlannedCheck(id=c.id, title=c.title) for c in checks)))
    async with asyncio.TaskGroup() as group:
        for check in checks:
            group.create_task(run.carry_out(check), name=check.id)
    order = [check.id for check in checks]
    return CheckRun(
        started=started,
        elapsed_s=time.perf_counter() - began,
        finished=tuple(run.finished[id_] for id_ in order if id_ in run.finished),
        skipped=tuple(run.skipped[id_] for id_ in order if id_ in run.skipped),
    )
