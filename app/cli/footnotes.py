"""Numbers the sources of what a command prints, and lists them with the day somebody looked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from app.domain.freshness import is_stale

_OLD = "; this is older than a year, look again before you rely on it"


class Footnotes:
    """Gives each source one number, however often it is named."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, date | None], int] = {}

    def mark(self, sources: tuple[str, ...], checked: date | None = None) -> str:
        """Return the numbers to set behind a sentence, such as ` [1][4]`; empty without sources."""
        keys = [(source, checked) for source in sources]
        for key in keys:
            self._numbers.setdefault(key, len(self._numbers) + 1)
        marks = "".join(f"[{self._numbers[key]}]" for key in keys)
        return f" {marks}" if marks else ""

    def echo(self) -> None:
        """Print the list at the end."""
        today = datetime.now(UTC).date()
        if self._numbers:
            click.echo("Sources")
        for (source, checked), number in self._numbers.items():
            looked = f"  looked up on {checked}" if checked else ""
            click.echo(f"  [{number}] {source}{looked}{_OLD if is_stale(checked, today) else ''}")
