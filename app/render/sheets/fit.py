"""Guesses in which letters a sheet will fit one page, so that it need not be set to find out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

_MARGINS_MM = (34.0, 29.0)
"""Across and down: `margins` of `sheet/parts.typ`."""
_POINTS_A_MM = 72 / 25.4
_PAPERS_MM = {"a4": (210.0, 297.0), "us-letter": (215.9, 279.4)}
_LETTER = 0.5
"""Mean width of a letter, in units of its size, as all lengths below."""
_LINE = 1.22
_TRIM = 0.88
"""Measured over the catalogue: little is guessed too small, and little is set twice."""
_HEAD, _SECTION, _TABLE_HEAD, _FOOT = 4.6, 2.75, 1.55, 4.6


@dataclass(frozen=True, slots=True)
class Density:
    """Letters in points, and how many remarks on the device."""

    size: float
    remarks: int


DENSITIES = (
    Density(10.4, 5), Density(9.6, 5), Density(8.9, 5), Density(8.2, 5), Density(8.2, 3),
    Density(7.8, 2), Density(7.8, 1), Density(7.6, 1),
)  # fmt: skip
ON_TWO_PAGES = DENSITIES[1]
"""What fits none of them gets a second page, and letters that are good to read."""


def guess_density(data: dict[str, Any], paper: str) -> int:
    """Give the number of the first density that looks as if it fits."""
    for number, density in enumerate(DENSITIES):
        if _height(data, density, paper) <= _room(paper)[1] / density.size:
            return number
    return len(DENSITIES) - 1


def _room(paper: str) -> tuple[float, float]:
    width, height = _PAPERS_MM[paper]
    return (width - _MARGINS_MM[0]) * _POINTS_A_MM, (height - _MARGINS_MM[1]) * _POINTS_A_MM


def _height(data: dict[str, Any], density: Density, paper: str) -> float:
    width = _room(paper)[0] / density.size
    parts = (
        _HEAD + _lines((value for _, value, _ in data["facts"]), width * 0.62),
        _lines(data["notices"], width * 0.98, above=0.3) + 1.2,
        _section((data["web_ui"], " > ".join(data["menu"]), data["words"]["open_hint"]), width),
        _SECTION + _TABLE_HEAD + sum(_row(row, width) for row in data["rows"]),
        _section((data["sign_in"],), width),
        _section(data["commands"], width * 0.95),
        _section(data["tests"], width * 0.96, above=0.1),
        _SECTION + _TABLE_HEAD + sum(_error(error, width) for error in data["errors"]),
        _section(
            (*data["quirks"][: density.remarks], data["open_question"], data["confidence"]),
            width * 1.05,
            above=0.05,
        ),
        _FOOT,
    )
    return _TRIM * sum(parts)


def _section(texts: Iterable[str], width: float, above: float = 0.0) -> float:
    lines = _lines((text for text in texts if text), width, above)
    return _SECTION + lines if lines else 0.0


def _lines(texts: Iterable[str], width: float, above: float = 0.0) -> float:
    return sum(ceil(len(text) * _LETTER / width) * _LINE + above for text in texts)


def _row(row: dict[str, Any], width: float) -> float:
    label = _lines((row["label"],), width * 0.25) + (1.1 if row["general"] else 0.0)
    value = _lines((row["value"],), width * 0.53 * (0.8 if row["kind"] == "type" else 0.95))
    note = 0.8 * _lines((row["note"],), width * 0.53 / 0.8) + (0.1 if row["note"] else 0.0)
    action = _lines((row["action"],), width * 0.13)
    return max(label, action, value + note) + 0.5


def _error(error: dict[str, str], width: float) -> float:
    message = _lines((error["message"],), width * 0.18)
    return 0.92 * (max(message, _lines((error["meaning"],), width * 0.8)) + 0.5)
