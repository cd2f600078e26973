"""Facts that nobody has looked at for a year are marked."""

from datetime import date

import pytest

from app.domain.freshness import is_stale


@pytest.mark.parametrize(
    ("checked", "today", "stale"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), False),
        (date(2026, 11, 23), date(2027, 11, 23), False),
        (date(2026, 11, 23), date(2027, 11, 24), True),
        (None, date(2030, 1, 1), False),
    ],
)
def test_a_year_is_the_measure(checked: date | None, today: date, *, stale: bool) -> None:
    assert is_stale(checked, today) is stale
