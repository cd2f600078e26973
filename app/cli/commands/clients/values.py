"""Values of a client as a terminal shows them."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

_LONGEST = 6
"""More of a list is counted."""


def say_value(value: object) -> str:
    """Say a value in a line; nothing for what is empty."""
    if value is None or value == () or value == "":
        return ""
    if isinstance(value, tuple):
        said = ", ".join(say_value(one) for one in value[:_LONGEST])
        return f"{said} and {len(value) - _LONGEST} more" if len(value) > _LONGEST else said
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)
