"""Reads what a person saved of an error: a log, a message, a few lines."""

from __future__ import annotations

import codecs
from pathlib import Path

from app.domain.errors import InputError

LONGEST = 2_000_000
"""Bytes; what stands behind is left out."""
_OUTLOOK_FILE = b"\xd0\xcf\x11\xe0"


def read_pasted_file(path: Path) -> str:
    """Read a file as text; raises InputError with the reason."""
    try:
        with path.open("rb") as file:
            return decode_pasted(file.read(LONGEST))
    except OSError as exc:
        raise InputError(
            "The file cannot be read",
            f"{exc.strerror or exc}: {path}",
            code="input.file.unreadable",
            next_steps=("Check the path.",),
        ) from exc


def decode_pasted(content: bytes) -> str:
    """Decode what a person saved: UTF-8, or UTF-16 as Windows writes it; raises InputError."""
    if content.startswith(_OUTLOOK_FILE):
        raise InputError(
            "This is a file of Outlook's own format",
            "An .msg file cannot be read here.",
            code="input.file.outlook",
            next_steps=(
                "Save the message as .eml, or copy its text and paste it.",
                "In Outlook the text is under File > Properties > Internet headers.",
            ),
        )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")
