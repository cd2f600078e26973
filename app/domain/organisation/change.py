"""What a command does to a client, by the word under which it can be taken back."""

from __future__ import annotations

from enum import StrEnum


class Did(StrEnum):
    """What was done."""

    SET = "set"
    RENAME = "rename"
    IMPORT = "import"
    STEPS = "steps"
    REMOVE = "remove"
