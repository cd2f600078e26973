"""Runs coroutines on one network thread and tells the window's thread by one queued signal.

The only module of the windows that knows asyncio, which it imports with the first job: the
window is painted before that.
"""

from __future__ import annotations

import enum
import itertools
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    import asyncio

Say = Callable[[object], None]
Job = Callable[[Say], Coroutine[Any, Any, object]]


class _Event(enum.Enum):
    PROGRESS = enum.auto()
    DONE = enum.auto()
    FAILED = enum.auto()
    CANCELLED = enum.auto()


class Task(QObject):
    """Handle of one job. Lives on the window's thread; the network thread knows its number only."""

    progress = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    """Last, exactly once, after the coroutine's own clean-up."""
    cancel_requested = Signal(int)

    def __init__(self, number: int, parent: QObject) -> None:
        super().__init__(parent)
        self.number = number

    @Slot()
    def cancel(self) -> None:
        """Ask the coroutine to stop; `cancelled` and `finished` say when it has."""
        self.cancel_requested.emit(self.number)


class TaskRunner(QObject):
    """Owns the network thread. Call `shutdown` before the application ends."""

    _event = Signal(int, object, object)  # the only member that the network thread touches

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self.is_stuck = False
        """Something did not end in time; Python would wait for it for ever at exit."""
        self._handles: dict[int, Task] = {}  # window's thread only
        self._running: dict[int, asyncio.Task[object]] = {}  # network thread only
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._event.connect(self._on_event, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Some job has not ended yet."""
        return bool(self._handles)

    def start(self, job: Job) -> Task:
        """Run a job; connect to the handle's signals before returning to the event loop."""
        task = Task(next(self._numbers), self)
        self._handles[task.number] = task
        task.cancel_requested.connect(self._cancel)
        self._begin_thread().call_soon_threadsafe(self._spawn, task.number, job)
        return task

    def shutdown(self, timeout_s: float = 3.0) -> None:
        """Cancel everything, wait for the clean-up and deliver the last events."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None or loop.is_closed():
            return
        import asyncio

        try:
            asyncio.run_coroutine_threadsafe(self._drain(loop), loop).result(timeout_s)
        except TimeoutError:
            self.is_stuck = True  # in a call that cannot be cancelled, such as a keyring's prompt
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout_s)
            if not thread.is_alive():
                loop.close()
        QCoreApplication.sendPostedEvents(self)

    def _begin_thread(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            import asyncio

            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(
                target=self._loop.run_forever, name="network", daemon=True
            )
            self._thread.start()
        return self._loop

    # On the network thread.

    def _spawn(self, number: int, job: Job) -> None:
        say = partial(self._event.emit, number, _Event.PROGRESS)
        assert self._loop is not None
        running = self._loop.create_task(job(say))
        self._running[number] = running
        # Not try/except inside the coroutine: one cancelled before its first step never runs.
        running.add_done_callback(partial(self._tell, number))

    def _tell(self, number: int, done: asyncio.Task[object]) -> None:
        del self._running[number]
        if done.cancelled():
            self._event.emit(number, _Event.CANCELLED, None)
        elif (error := done.exception()) is not None:
            self._event.emit(number, _Event.FAILED, error)
        else:
            self._event.emit(number, _Event.DONE, done.result())

    async def _drain(self, loop: asyncio.AbstractEventLoop) -> None:
        import asyncio

        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await loop.shutdown_asyncgens()
        await loop.shutdown_default_executor()

    def _cancel_running(self, number: int) -> None:
        if (task := self._running.get(number)) is not None:
            task.cancel()

    # On the window's thread.

    @Slot(int)
    def _cancel(self, number: int) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel_running, number)

    @Slot(int, object, object)
    def _on_event(self, number: int, event: _Event, value: object) -> None:
        if (task := self._handles.get(number)) is None:
            return
        if event is _Event.PROGRESS:
            task.progress.emit(value)
            return
        del self._handles[number]
        if event is _Event.DONE:
            task.succeeded.emit(value)
        elif event is _Event.FAILED:
            task.failed.emit(value)
        else:
            task.cancelled.emit()
        task.finished.emit()
        task.deleteLater()


def in_thread(call: Callable[[], object]) -> Job:
    """Make a job of a call that blocks, such as one that reads files or the keyring."""

    async def job(_say: Say) -> object:
        import asyncio

        return await asyncio.to_thread(call)

    return job


def in_thread_saying(call: Callable[[Say], object]) -> Job:
    """Make a job of a call that blocks and tells how far it has come."""

    async def job(say: Say) -> object:
        import asyncio

        return await asyncio.to_thread(call, say)

    return job
