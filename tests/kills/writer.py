"""Writes one scene in a process of its own, which may be killed on the way.

    python -m tests.kills.writer SCENE FOLDER [NUMBER]

With a number it ends itself before the call of that number to what changes a disk, as a kill does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from tests.kills.scenes import SCENES

CALLS = ("fsync", "replace", "rename", "link", "unlink")
KILLED = 137


def _end_before(number: int) -> None:
    """Wrap what changes names and flushes; writes go by the flush behind them."""
    seen = count(1)

    def wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*words: Any, **more: Any) -> Any:
            if next(seen) == number:
                os._exit(KILLED)
            return call(*words, **more)

        return run

    for name in CALLS:
        setattr(os, name, wrapped(getattr(os, name)))


def main(scene: str, folder: str, number: str = "") -> None:
    if number:
        _end_before(int(number))
    SCENES[scene].write(Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
