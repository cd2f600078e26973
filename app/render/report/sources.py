"""Where the report's statements come from, and on which day somebody last looked there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from app.domain.freshness import is_stale


class Sourced(Protocol):
    """Anything that is known from somewhere."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Web addresses, mostly."""
        ...

    @property
    def checked(self) -> date | None:
        """The day on which somebody last looked."""
        ...


def list_sources(
    things: Iterable[Sourced], today: date, words: Mapping[str, str]
) -> list[dict[str, object]]:
    """Every source once, those that were looked up on the same day together."""
    named: dict[str, date | None] = {}
    for thing in things:
        for source in thing.sources:
            if source.startswith("https://") and named.get(source) is None:
                named[source] = thing.checked
    groups: dict[str, list[str]] = {}
    for source, checked in named.items():
        groups.setdefault(_age(checked, today, words), []).append(source)
    return [{"note": note, "urls": urls} for note, urls in groups.items()]


def _age(checked: date | None, today: date, words: Mapping[str, str]) -> str:
    if checked is None:
        return ""
    said = words["looked_up"].format(date=checked.isoformat())
    text = f"{said}; {words['stale']}" if is_stale(checked, today) else said
    return text[:1].upper() + text[1:]
