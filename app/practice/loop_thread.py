"""One asyncio loop on one thread, driven from outside."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_PATIENCE_S = 20.0
"""Chosen: all of it takes parts of a second; on a busy machine a test must not fail for
time."""


class LoopThread:
    """Started, it runs until it is stopped; a daemon, so that it never keeps a program alive."""

    def __init__(self, name: str) -> None:
        self._loop: Future[asyncio.AbstractEventLoop] = Future()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._loop.result(_PATIENCE_S)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run it on the loop and wait for what it gives or raises."""
        loop = self._loop.result(_PATIENCE_S)
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(_PATIENCE_S)

    def call(self, function: Callable[[], T]) -> T:
        """Call it on the loop and wait for what it gives or raises."""

        async def carry_out() -> T:
            return function()

        return self.run(carry_out())

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """End the loop and wait until the thread is gone; a second call does nothing."""
        if self._thread.is_alive():
            self._loop.result(_PATIENCE_S).call_soon_threadsafe(self._stopping.set)
            self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        # Windows' own loop cannot watch a listening socket, and reports closed UDP peers as errors.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._wait())

    async def _wait(self) -> None:
        self._loop.set_result(asyncio.get_running_loop())
        await self._stopping.wait()
