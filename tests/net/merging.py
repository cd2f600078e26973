"""Writes several lists of lines as one, in which each line names the lists that have it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

EVERY = "*"


def merge(lists: Mapping[str, list[str]]) -> Iterator[str]:
    """Put lists together so that each can be read off again, in its own order.

    Each list has a mark of one letter; a line that all of them have is marked by a star.
    """
    merged: list[tuple[str, str]] = []
    for mark, lines in lists.items():
        merged = list(_take_in(merged, mark, lines))
    every = "".join(lists)
    width = max((len(_short(marks, every)) for marks, _ in merged), default=0)
    return (f"{_short(marks, every):<{width}} {line}".rstrip() for marks, line in merged)


def _take_in(
    merged: list[tuple[str, str]], mark: str, lines: list[str]
) -> Iterator[tuple[str, str]]:
    before = [line for _, line in merged]
    matcher = difflib.SequenceMatcher(None, before, lines, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from ((marks + mark, line) for marks, line in merged[start:end])
        else:
            yield from merged[start:end]
            yield from ((mark, line) for line in lines[new_start:new_end])


def _short(marks: str, every: str) -> str:
    return EVERY if marks == every else marks
