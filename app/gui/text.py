"""Makes text from elsewhere safe to look at: what cannot be seen is shown as an escape."""

from __future__ import annotations

import unicodedata

_KEPT = frozenset("\n\t")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
LONGEST = 20_000


def visible(text: str) -> str:
    """Show control characters and direction overrides as escapes; cut what is endless."""
    lines = text.replace("\r\n", "\n")
    cut = lines[:LONGEST]
    shown = "".join(_shown(char) for char in cut)
    return shown if len(lines) <= LONGEST else f"{shown} …"


def _shown(char: str) -> str:
    if char in _KEPT or unicodedata.category(char) not in _HIDDEN:
        return char
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"


def one_line(text: str) -> str:
    """Show text that must stay on one line."""
    return " ".join(visible(text).split())
