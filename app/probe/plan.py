"""Runs checks as a graph: each once what it needs has succeeded, all within their deadlines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.domain.check import (
    CheckFinished,
    CheckRun,
    CheckSkipped,
    CheckStarted,
    PlannedCheck,
    PlanStarted,
    Progress,
    TranscriptLine,
)
from app.domain.finding import Finding

MARGIN_S = 2.0
"""Added to what a dialogue may take: it ends by its own deadlines and names the step that was late,
and the plan's is the net below. Chosen: longer than a busy computer pauses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a check found out, and whether the checks that need it can run."""

    findings: tuple[Finding, ...]
    succeeded: bool = True
    transcript: tuple[TranscriptLine, ...] = ()
    brings: tuple[Check, ...] = ()
    """Checks that only this answer made possible; they join the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question to the world. It answers with findings and raises only for a bug."""

    id: str
    code: str
    """What a person reads while it runs, in the catalogue."""
    run: Callable[[], Awaitable[Answer]]
    late: Callable[[float], Finding]
    """Makes the finding for a check that had no answer within its deadline, in seconds."""
    needs: tuple[str, ...] = ()
    deadline_s: float = 10.0
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


class _Run:
    """The state of one run: which checks have ended, and how."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._ended: dict[str, asyncio.Event] = {}
        self._group = asyncio.TaskGroup()
        self._succeeded: set[str] = set()
        self.finished: dict[str, CheckFinished] = {}
        self.skipped: dict[str, CheckSkipped] = {}

    async def carry_out(self, checks: Sequence[Check]) -> None:
        """Run these checks, and all that their answers bring."""
        async with self._group:
            self._add(checks)

    @property
    def order(self) -> tuple[str, ...]:
        """All checks in the order in which they joined the plan."""
        return tuple(self._ended)

    def _add(self, checks: Sequence[Check]) -> None:
        self._ended.update({check.id: asyncio.Event() for check in checks})
        planned = tuple(
            PlannedCheck(id=check.id, code=check.code, values=check.values) for check in checks
        )
        self._progress(PlanStarted(checks=planned))
        for check in checks:
            self._group.create_task(self._wait_and_ask(check), name=check.id)

    async def _wait_and_ask(self, check: Check) -> None:
        for needed in check.needs:
            await self._ended[needed].wait()
        missing = next((need for need in check.needs if need not in self._succeeded), None)
        if missing is None:
            await self._ask(check)
        else:
            self.skipped[check.id] = CheckSkipped(id=check.id, because=missing)
            self._progress(self.skipped[check.id])
        self._ended[check.id].set()

    async def _ask(self, check: Check) -> None:
        self._progress(CheckStarted(id=check.id))
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
        if answer.brings:
            self._add(answer.brings)
        self._progress(self.finished[check.id])


async def run_plan(checks: Sequence[Check], progress: Progress) -> CheckRun:
    """Run all checks and tell of each event as it happens; cancel the task to stop at once.

    A check that needs one which is not in the plan is a bug and raises KeyError.
    """
    started, began = datetime.now(UTC), time.perf_counter()
    run = _Run(progress)
    await run.carry_out(checks)
    return CheckRun(
        started=started,
        elapsed_s=time.perf_counter() - began,
        finished=tuple(run.finished[id_] for id_ in run.order if id_ in run.finished),
        skipped=tuple(run.skipped[id_] for id_ in run.order if id_ in run.skipped),
    )
