"""Reads a file that may be anything: a regular one, and no more of it than is judged."""

from __future__ import annotations

import errno
from pathlib import Path


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """Return at most one byte more than `most_bytes`, so that too much can be told.

    Raises OSError, also for a pipe or a device, which may never end.
    """
    if not path.is_file():
        raise OSError(errno.EINVAL, "It is not a regular file")
    with path.open("rb") as file:
        return file.read(most_bytes + 1)
