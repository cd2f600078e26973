"""Reads what a person saved of an error: a log, a message, a few lines."""

from __future__ import annotations

import codecs
from pathlib import Path

from app.domain.errors import InputError
from app.services.passed_files import unreadable

LONGEST = 2_000_000
"""Bytes; what stands behind is left out."""
_OUTLOOK_FILE = b"\xd0\xcf\x11\xe0"


def read_pasted_file(path: Path) -> str:
    """Read a file as text; raises InputError with the reason."""
    try:
        with path.open("rb") as file:
            return decode_pasted(file.read(LONGEST))
    except OSError as exc:
        raise unreadable(path, exc) from exc


def decode_pasted(content: bytes) -> str:
    """Decode what a person saved: UTF-8, or UTF-16 as Windows writes it; raises InputError."""
    if content.startswith(_OUTLOOK_FILE):
        raise InputError("input.file.outlook")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")
