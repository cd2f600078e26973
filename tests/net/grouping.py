"""Writes answers that many share once, with all who have them."""

from __future__ import annotations

from collections.abc import Iterable


def group(answers: Iterable[tuple[str, str]]) -> str:
    """Put together whoever has the same answer; the answers stand in the order of coming."""
    sharing: dict[str, list[str]] = {}
    for who, answer in answers:
        sharing.setdefault(answer, []).append(who)
    return "\n\n".join(_written(answer, who) for answer, who in sharing.items()) + "\n"


def _written(answer: str, who: list[str]) -> str:
    return "\n".join((answer, f"of {len(who)}:", *(f"    {one}" for one in who)))
