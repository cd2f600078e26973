"""The runner: results on the window's thread, cancel that waits for clean-up, clean shutdown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from app.gui.tasks import Say, TaskRunner, in_thread

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def runner(qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.shutdown()


def test_progress_and_result_arrive_on_the_windows_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    seen: list[tuple[object, bool]] = []
    results: list[object] = []

    async def job(say: Say) -> str:
        for number in range(500):
            say(number)
        return threading.current_thread().name

    def note(value: object) -> None:
        seen.append((value, threading.current_thread() is threading.main_thread()))

    task = runner.start(job)
    task.progress.connect(note)
    task.succeeded.connect(results.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert results == ["network"]
    assert seen == [(number, True) for number in range(500)]


def test_failure_carries_the_exception(runner: TaskRunner, qtbot: QtBot) -> None:
    errors: list[object] = []

    async def job(_say: Say) -> None:
        raise ValueError("x")

    task = runner.start(job)
    task.failed.connect(errors.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert [repr(error) for error in errors] == ["ValueError('x')"]


def test_cancel_reports_after_the_clean_up(runner: TaskRunner, qtbot: QtBot) -> None:
    order: list[str] = []

    async def job(say: Say) -> None:
        try:
            say("running")
            await asyncio.Event().wait()
        finally:
            await asyncio.to_thread(order.append, "cleaned up")

    task = runner.start(job)
    task.cancelled.connect(lambda: order.append("cancelled"))
    task.finished.connect(lambda: order.append("finished"))
    with qtbot.waitSignal(task.progress):
        pass
    with qtbot.waitSignal(task.finished):
        task.cancel()
    assert order == ["cleaned up", "cancelled", "finished"]


def test_cancel_before_the_first_step_still_finishes(runner: TaskRunner, qtbot: QtBot) -> None:
    cancelled: list[bool] = []

    async def job(_say: Say) -> None:
        await asyncio.Event().wait()

    task = runner.start(job)
    task.cancelled.connect(lambda: cancelled.append(True))
    task.cancel()
    with qtbot.waitSignal(task.finished):
        pass
    assert cancelled == [True]


def test_cancel_after_the_end_does_nothing(runner: TaskRunner, qtbot: QtBot) -> None:
    async def job(_say: Say) -> int:
        return 1

    first = runner.start(job)
    number = first.number
    with qtbot.waitSignal(first.finished):
        pass
    runner._cancel(number)
    assert not runner.is_busy


def test_shutdown_cleans_up_what_is_running(qapp: object, qtbot: QtBot) -> None:
    runner, cleaned = TaskRunner(), threading.Event()

    async def job(say: Say) -> None:
        try:
            say("running")
            await asyncio.Event().wait()
        finally:
            cleaned.set()

    task = runner.start(job)
    endings: list[str] = []
    task.cancelled.connect(lambda: endings.append("cancelled"))
    with qtbot.waitSignal(task.progress):
        pass
    runner.shutdown()
    assert cleaned.is_set()
    assert endings == ["cancelled"]
    assert runner._thread is not None
    assert not runner._thread.is_alive()


def test_shutdown_before_any_job_starts_no_thread(qapp: object) -> None:
    runner = TaskRunner()
    runner.shutdown()
    assert runner._thread is None


def test_blocking_call_runs_elsewhere(runner: TaskRunner, qtbot: QtBot) -> None:
    threads: list[object] = []
    task = runner.start(in_thread(threading.current_thread))
    task.succeeded.connect(threads.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert threads[0] is not threading.main_thread()


def test_twenty_thousand_reports_arrive_in_order(runner: TaskRunner, qtbot: QtBot) -> None:
    # PySide6 6.12.0 under CPython 3.11 loses a reference per emit and aborts after about 570.
    seen: list[object] = []

    async def job(say: Say) -> None:
        for number in range(20_000):
            say(number)
            if number % 500 == 0:
                await asyncio.sleep(0)

    task = runner.start(job)
    task.progress.connect(seen.append)
    with qtbot.waitSignal(task.finished, timeout=30_000):
        pass
    assert seen == list(range(20_000))


def test_many_jobs_with_failures_and_cancels_leave_nothing_behind(
    runner: TaskRunner, qtbot: QtBot
) -> None:
    left = [300]

    def count_down() -> None:
        left[0] -= 1

    def make(number: int) -> None:
        async def job(say: Say) -> int:
            for value in range(20):
                say(value)
            if number % 3 == 0:
                raise ValueError(number)
            await asyncio.sleep(0)
            return number

        task = runner.start(job)
        task.finished.connect(count_down)
        if number % 7 == 0:
            task.cancel()

    for number in range(300):
        make(number)
    qtbot.waitUntil(lambda: left[0] == 0, timeout=10_000)
    assert not runner.is_busy
    assert not runner._running


def test_call_that_never_returns_does_not_keep_the_window(qapp: object) -> None:
    runner, begun, release = TaskRunner(), threading.Event(), threading.Event()

    def prompt() -> None:
        begun.set()
        release.wait()

    runner.start(in_thread(prompt))
    assert begun.wait(10)
    runner.shutdown(timeout_s=0.1)
    assert runner.is_stuck
    release.set()
