"""Findings as 0.1 kept them: sentences in English, without the values that were filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

_WORDS = ("title", "cause", "who_acts", "fix", "sources", "checked")


def lift_client(document: dict[str, Any]) -> None:
    """Put the sentences of a client's findings where this version reads them."""
    said_on = _day(document.get("tested_at"))
    _lift(document.get("findings"), said_on)
    detection = document.get("detection")
    if isinstance(detection, dict):
        _lift(detection.get("findings"), said_on)


def lift_run(document: dict[str, Any]) -> None:
    """Do the same for the findings of a kept run, which was made on the day it names."""
    said_on = _day(document.get("started"))
    for check in _tables(document.get("finished")):
        _lift(check.get("findings"), said_on)


def _day(moment: Any) -> str | None:
    """The day of a moment as it is kept: text of ISO 8601, or TOML's own kind of date."""
    text = moment.isoformat() if isinstance(moment, datetime) else moment
    return text[:10] if isinstance(text, str) else None


def _lift(findings: Any, said_on: str | None) -> None:
    for finding in _tables(findings):
        if "title" in finding:
            words = {name: finding.pop(name) for name in _WORDS if name in finding}
            finding["legacy"] = {**words, "said_on": said_on}


def _tables(items: Any) -> Iterator[dict[str, Any]]:
    """Give what has the right shape; the reader tells of the rest."""
    if isinstance(items, list):
        yield from (item for item in items if isinstance(item, dict))
