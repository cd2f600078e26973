"""What the program's own data say: such values are never taken for one of this run."""

from __future__ import annotations

import re
from functools import cache

from app.resources import CATALOGUE

_PORT = re.compile(r"\bport\w* = \[?([\d, ]+)")
_NUMBER = re.compile(r"(?<!\d)\d{5}(?!\d)")


def is_known_text(value: str) -> bool:
    return value.lower() in _everything()


def is_known_number(number: int) -> bool:
    """Say whether a port with this number could be taken for something else."""
    return number in _numbers()


def is_known_port(digits: str) -> bool:
    return int(digits) in _ports()


@cache
def _everything() -> str:
    return "\n".join(path.read_text("utf-8").lower() for path in sorted(CATALOGUE.rglob("*.toml")))


@cache
def _numbers() -> frozenset[int]:
    return frozenset(map(int, _NUMBER.findall(_everything())))


@cache
def _ports() -> frozenset[int]:
    found = (re.findall(r"\d+", numbers) for numbers in _PORT.findall(_everything()))
    return frozenset(int(digits) for numbers in found for digits in numbers)
