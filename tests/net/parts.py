"""What a recording consists of, and how one is written down as the difference to another."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_MOST_OF_IT = 0.6
"""A difference longer than this is no help; the whole is easier to read."""
_MOST_GONE = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was asked, and all that was answered."""

    title: str
    lines: tuple[str, ...]


def write(parts: Iterable[Part]) -> str:
    """Write parts one below the other, each under its title."""
    return "\n".join(_written(parts)) + "\n"


def write_beside(parts: Iterable[Part], base: Iterable[Part], name: str) -> str:
    """Write only what differs from the parts of the same titles in another recording."""
    known = {part.title: part.lines for part in base}
    return write(_beside(part, known, name) for part in parts)


def _written(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        yield f"== {part.title}"
        yield from part.lines
        yield ""


def _beside(part: Part, known: Mapping[str, tuple[str, ...]], name: str) -> Part:
    base = known.get(part.title)
    if base is None:
        return part
    if base == part.lines:
        return Part(part.title, (f"(as in {name})",))
    changes = tuple(_changes(base, part.lines))
    if len(changes) > _MOST_OF_IT * len(part.lines):
        return part
    return Part(part.title, (f"(as in {name}, but)", *changes))


def _changes(base: tuple[str, ...], lines: tuple[str, ...]) -> Iterator[str]:
    """List what goes and comes, without numbers of lines: those would change with the base."""
    matcher = difflib.SequenceMatcher(None, base, lines, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield "@@"
            yield from (f"- {line}" for line in _shortened(base[start:end]))
            yield from (f"+ {line}" for line in lines[new_start:new_end])


def _shortened(gone: tuple[str, ...]) -> Iterator[str]:
    """Name what goes by where it begins; the rest can be read in the base."""
    yield from gone[:_MOST_GONE]
    if len(gone) > _MOST_GONE:
        yield f"(and {len(gone) - _MOST_GONE} lines more)"
