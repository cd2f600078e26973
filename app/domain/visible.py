"""Shows what a screen would obey or hide, such as ESC, as its code: the one notation for all."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = frozenset({"\u200c", "\u200d"})  # parts of words in Persian and Hindi, and of emoji
LINES = "\n\t"
"""What is obeyed where text may have lines."""


def make_visible(text: str, *, keep: str = "") -> str:
    """Show hidden characters as `\\u001b`; those to keep stay what they are."""
    return "".join(char if char in keep or not _is_hidden(char) else _code(char) for char in text)


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN and char not in _JOINERS


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
