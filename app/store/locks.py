"""One holder at a time of what several processes change, who can be named if it hangs."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

DEADLINE_S = 10.0
"""Nobody holds a client's file for longer than two writes take."""
_POLL_S = 0.02
_MOST_HOLDER_BYTES = 1000


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who has a lock."""

    process: int
    program: str
    """Its first words, such as `sendwright check-all`."""
    since: datetime


class LockedError(Exception):
    """Somebody else has held the lock for all the time that was waited."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(holder)
        self.holder = holder
        """None where it could not be told."""


@contextmanager
def locked(folder: Path, name: str, deadline_s: float = DEADLINE_S) -> Iterator[None]:
    """Hold a lock of this name; raises LockedError, and OSError where no lock can be made."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{name}.lock", timeout=deadline_s, mode=0o600)
    note = folder / f"{name}.holder"
    try:
        lock.acquire(poll_interval=_POLL_S)
    except Timeout as exc:
        raise LockedError(_read(note)) from exc
    try:
        _write(note)
        yield
    finally:
        lock.release()


def _write(note: Path) -> None:
    words = (Path(sys.argv[0]).stem, *sys.argv[1:2])
    program = " ".join(word for word in words if not word.startswith("-"))[:60]
    holder = Holder(process=os.getpid(), program=program, since=datetime.now(UTC))
    with contextlib.suppress(OSError):  # it only helps whoever waits
        note.write_bytes(msgspec.json.encode(holder))


def _read(note: Path) -> Holder | None:
    try:
        return msgspec.json.decode(note.read_bytes()[:_MOST_HOLDER_BYTES], type=Holder)
    except (OSError, msgspec.DecodeError):
        return None
