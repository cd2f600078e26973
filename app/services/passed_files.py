"""Files that a person named: how they are read, and what is said where that cannot be."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import InputError
from app.files import read_bounded


def read_passed(path: Path, most_bytes: int) -> bytes:
    """Read a file that a person opens; raises InputError with the reason."""
    try:
        return read_bounded(path, most_bytes)
    except OSError as exc:
        raise unreadable(path, exc) from exc


def unreadable(path: Path, error: OSError) -> InputError:
    """Tell why a file was not read."""
    return InputError("input.file.unreadable", values=_values(path, error))


def unwritable(path: Path, error: OSError) -> InputError:
    """Tell why a file was not written."""
    return InputError("input.file.unwritable", values=_values(path, error))


def _values(path: Path, error: OSError) -> dict[str, str]:
    return {"reason": error.strerror or str(error), "path": str(path)}
