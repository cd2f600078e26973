"""Finds the line of a file of devices that a path such as `device[0].ability.tls[1]` means."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<at>\d+)\])?")
_FAMILY = re.compile(r"\s*\[\[\s*device\s*\]\]")
_HEADER = re.compile(r"\s*\[{1,2}\s*[\w.]*?(?P<last>\w+)\s*\]{1,2}")
_ITEM = re.compile(r"\s*[{\"'\[]")


def find_line(text: str, where: str) -> int:
    """Give the number of the line, the first being 1; of what is missing, that of its table.

    It reads lines and not TOML, as what is wrong may stand anywhere, and stays at the nearest.
    """
    lines = text.splitlines()
    steps = list(_STEP.finditer(where))
    begins = [number for number, line in enumerate(lines) if _FAMILY.match(line)]
    family = int(steps.pop(0)["at"] or 0) if steps else len(begins)
    if family >= len(begins):
        return 1
    at = begins[family]
    end = begins[family + 1] if family + 1 < len(begins) else len(lines)
    for step in steps:
        at = _step(lines, at, end, step["name"], step["at"])
    return at + 1


def _step(lines: list[str], start: int, end: int, name: str, item: str | None) -> int:
    """Go from a line to the one of a key after it, or of one of its items; else stay."""
    number = int(item or 0)
    headers = list(_headers(lines, start, end, name))
    if headers:
        return headers[min(number, len(headers) - 1)]
    key = re.compile(rf"\s*[\"']?{name}[\"']?\s*=|.*[{{,]\s*{name}\s*=")
    found = next((one for one in range(start, end) if key.match(lines[one])), None)
    if found is None:
        return start
    if item is None or not lines[found].rstrip().endswith("["):
        return found
    items = list(_items(lines, found + 1, end))
    return items[number] if number < len(items) else found


def _headers(lines: list[str], start: int, end: int, name: str) -> Iterator[int]:
    for number in range(start, end):
        header = _HEADER.match(lines[number])
        if header and header["last"] == name:
            yield number


def _items(lines: list[str], start: int, end: int) -> Iterator[int]:
    for number in range(start, end):
        if lines[number].strip().startswith("]"):
            return
        if _ITEM.match(lines[number]):
            yield number
