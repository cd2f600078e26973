from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from app.domain.check import (
    CheckEvent,
    CheckFinished,
    CheckRun,
    CheckSkipped,
    CheckStarted,
    PlanStarted,
)
from app.domain.finding import Finding, Severity, State
from app.probe.plan import Answer, Check, run_plan


def finding(code: str) -> Finding:
    return Finding(code=code, severity=Severity.OK, state=State.FOUND, subject="x")


def check(
    id_: str, *, needs: tuple[str, ...] = (), succeeded: bool = True, deadline_s: float = 5.0
) -> Check:
    async def run() -> Answer:
        return Answer(findings=(finding(f"{id_}.done"),), succeeded=succeeded)

    return Check(
        id=id_,
        code=f"check.{id_}",
        run=run,
        late=lambda seconds: finding(f"{id_}.late"),
        needs=needs,
        deadline_s=deadline_s,
    )


def carry_out(checks: Sequence[Check]) -> tuple[CheckRun, list[CheckEvent]]:
    events: list[CheckEvent] = []
    return asyncio.run(run_plan(checks, events.append)), events


def test_plan_runs_what_is_needed_first_and_reports_in_order_of_the_plan() -> None:
    result, events = carry_out([check("b", needs=("a",)), check("a")])
    assert isinstance(events[0], PlanStarted)
    assert [one.id for one in events[0].checks] == ["b", "a"]
    assert [event.id for event in events if isinstance(event, CheckStarted)] == ["a", "b"]
    assert [one.id for one in result.finished] == ["b", "a"]
    assert [one.code for one in result.findings] == ["b.done", "a.done"]


def test_plan_skips_all_behind_a_failure_and_says_because_of_what() -> None:
    checks = [check("a", succeeded=False), check("b", needs=("a",)), check("c", needs=("b",))]
    result, events = carry_out([*checks, check("d")])
    assert [one.id for one in result.finished] == ["a", "d"]
    assert {one.id: one.because for one in result.skipped} == {"b": "a", "c": "b"}
    assert sum(isinstance(event, CheckSkipped) for event in events) == 2


def test_plan_runs_independent_checks_at_once() -> None:
    meeting = asyncio.Barrier(3)

    def meet(id_: str) -> Check:
        async def run() -> Answer:
            await meeting.wait()
            return Answer(findings=())

        return Check(
            id=id_, code=f"check.{id_}", run=run, late=lambda _: finding("late"), deadline_s=5.0
        )

    result, _ = carry_out([meet("a"), meet("b"), meet("c")])
    assert not result.findings


def test_plan_ends_a_check_at_its_deadline_and_goes_on() -> None:
    async def hang() -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    slow = Check(
        id="slow",
        code="check.slow",
        run=hang,
        late=lambda s: finding(f"late.{s:g}"),
        deadline_s=0.01,
    )
    result, events = carry_out([slow, check("after", needs=("slow",)), check("other")])
    assert [one.code for one in result.findings] == ["late.0.01", "other.done"]
    assert [one.id for one in result.skipped] == ["after"]
    assert sum(isinstance(event, CheckFinished) for event in events) == 2


def test_plan_with_a_need_that_is_not_in_it_is_a_bug() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        carry_out([check("a", needs=("nowhere",))])
    assert caught.group_contains(KeyError)


def test_plan_cancelled_stops_every_check() -> None:
    stopped: list[str] = []

    def hang(id_: str, started: asyncio.Event) -> Check:
        async def run() -> Answer:
            started.set()
            try:
                await asyncio.Event().wait()
            finally:
                stopped.append(id_)
            raise AssertionError

        return Check(
            id=id_, code=f"check.{id_}", run=run, late=lambda _: finding("late"), deadline_s=600
        )

    async def go() -> None:
        events = [asyncio.Event(), asyncio.Event()]
        checks = [hang("a", events[0]), hang("b", events[1])]
        task = asyncio.create_task(run_plan(checks, lambda event: None))
        for event in events:
            await event.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()

    asyncio.run(go())
    assert sorted(stopped) == ["a", "b"]
