"""What is said where a file that a person named cannot be read or written."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import InputError


def unreadable(path: Path, error: OSError) -> InputError:
    """Tell why a file was not read."""
    return InputError("input.file.unreadable", values=_values(path, error))


def unwritable(path: Path, error: OSError) -> InputError:
    """Tell why a file was not written."""
    return InputError("input.file.unwritable", values=_values(path, error))


def _values(path: Path, error: OSError) -> dict[str, str]:
    return {"reason": error.strerror or str(error), "path": str(path)}
