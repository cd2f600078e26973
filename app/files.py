"""Files on the disk: read no further than is judged, written whole or not at all.

Beside the floors, as every one that touches the disk goes through here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_OURS = ".sendwright-"
_LEFT_AFTER_S = 3600.0
"""No file is written for an hour; what is older was left by a process that was killed."""
_PRIVATE = 0o600

Content = bytes | Callable[[BinaryIO], object]
"""What to write: bytes, or what writes them and need never have them in memory as a whole."""


class TooLargeError(OSError):
    """A file that has more than it may have."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        super().__init__(errno.EFBIG, f"It has more than {most_bytes:,} bytes", str(path))


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """Read the whole of a file that may be anything.

    Raises OSError, TooLargeError for one that has more than `most_bytes`; a pipe or a device, which
    may never end, is refused unread.
    """
    with os.fdopen(_open_regular(path), "rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise TooLargeError(path, most_bytes)
    return content


def _open_regular(path: Path) -> int:
    """Open without waiting for the other end of a pipe, and look at what was opened."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "It is not a regular file", str(path))
    return handle


def write_whole(path: Path, content: Content, *, mode: int | None = None) -> None:
    """Write beside, flush to the disk, rename: after a kill there is the old file or the new one.

    `mode` are the permissions; None keeps those of the file that is replaced, and makes a new one
    its owner's alone.
    """
    with written_beside(path, content, mode=mode) as temporary:
        put_in_place(temporary, path)


@contextmanager
def written_beside(path: Path, content: Content, *, mode: int | None = None) -> Iterator[Path]:
    """Write a whole file beside `path`; it goes where the body has not put it in its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_OURS, suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                content(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_of(path) if mode is None else mode)
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def put_in_place(temporary: Path, path: Path) -> None:
    """Rename over what is there, and let the disk remember the name, too."""
    temporary.replace(path)
    _flush_names(path.parent)


def put_in_first_free(temporary: Path, names: Iterable[Path]) -> Path:
    """Take the first of the names that nobody has, also where somebody else looks for one now."""
    for path in names:
        try:
            os.link(temporary, path)
        except FileExistsError:
            continue
        except OSError:  # this disk knows no second name of a file
            if path.exists():
                continue
            temporary.replace(path)
        _flush_names(path.parent)
        return path
    raise FileExistsError(errno.EEXIST, "No name is left", str(temporary))


def _flush_names(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what processes that were killed have left in a folder."""
    oldest = time.time() - _LEFT_AFTER_S
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{_OURS}*.tmp"):
            if path.lstat().st_mtime < oldest:
                path.unlink(missing_ok=True)


def _mode_of(path: Path) -> int:
    try:
        return stat.S_IMODE(path.lstat().st_mode) if not path.is_symlink() else _PRIVATE
    except OSError:
        return _PRIVATE
