"""When a fact was looked up too long ago to be shown without saying so."""

from __future__ import annotations

from datetime import date, timedelta

_A_YEAR = timedelta(days=365)


def is_stale(checked: date | None, today: date) -> bool:
    """Say whether nobody has looked for more than a year; a fact without a day counts as fresh."""
    return checked is not None and today - checked > _A_YEAR
