"""Makes text from elsewhere safe to look at: what cannot be seen is shown as an escape."""

from __future__ import annotations

from app.domain.visible import LINES, make_visible

LONGEST = 20_000


def visible(text: str) -> str:
    """Show control characters and direction overrides as escapes; cut what is endless."""
    lines = text.replace("\r\n", "\n")
    cut = lines[:LONGEST]
    shown = make_visible(cut, keep=LINES)
    return shown if len(lines) <= LONGEST else f"{shown} …"


def one_line(text: str) -> str:
    """Show text that must stay on one line."""
    return " ".join(visible(text).split())
