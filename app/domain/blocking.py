"""Runs a blocking call beside the loop, without anybody having to wait for it at the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class _Handover(Generic[T]):
    """Brings the outcome of the call, be it a value or an error, to the task that waits for it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, future: asyncio.Future[T]) -> None:
        self._loop = loop
        self.future = future
        self.values: list[T] = []

    def __enter__(self) -> _Handover[T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._deliver, error)
        return True

    def _deliver(self, error: BaseException | None) -> None:
        if self.future.done():
            return
        if error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(self.values[0])


async def run_blocking(work: Callable[[], T]) -> T:
    """Run a blocking call; a cancel returns at once and leaves the call to its own deadline.

    Not asyncio.to_thread: its threads hold up the end of the program until the call returns, and a
    server that drips bytes, or a keyring's password prompt, would keep a closed window's process.
    """
    loop = asyncio.get_running_loop()
    handover = _Handover[T](loop, loop.create_future())

    def body() -> None:
        with handover:
            handover.values.append(work())

    threading.Thread(target=body, name="beside-the-loop", daemon=True).start()
    return await handover.future
