"""How old a fact may be, and how long before its end something must be renewed."""

from __future__ import annotations

from datetime import date, timedelta

_A_YEAR = timedelta(days=365)
"""Chosen: within a year Microsoft has moved dates and limits that stood for long."""
TIME_TO_RENEW = timedelta(days=30)
"""Chosen: an order, an answer and a visit fit in a month; below that a certificate ends soon."""


def is_stale(checked: date | None, today: date) -> bool:
    """Say whether nobody has looked for more than a year; a fact without a day counts as fresh."""
    return checked is not None and today - checked > _A_YEAR
