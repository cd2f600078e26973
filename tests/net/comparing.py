"""Compares pieces with the tree, for the tests; they are split so that workers share them."""

from __future__ import annotations

from tests.net.pieces import pieces
from tests.net.recorded_files import differences

HOW = "Where this was meant: python3 packaging/sendwright.py prove net --record, and say why."


def quick(word: str) -> list[str]:
    """Name the pieces that the tests compare and that begin with this word."""
    return [name for name, piece in pieces().items() if piece.is_quick and name.startswith(word)]


def compare(name: str) -> None:
    """Record a piece afresh; raises AssertionError with the difference to the tree."""
    told = "\n".join(differences(pieces()[name].record()))
    assert not told, f"{told}\n{HOW}"
