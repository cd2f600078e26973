"""What the parsers of records in DNS share: their error, and lists of `tag=value`."""

from __future__ import annotations

import re
from dataclasses import dataclass


class RecordError(ValueError):
    """A record does not follow its grammar; the text says where and how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagList:
    """`tag=value; tag=value` (RFC 6376, 3.2), in the order of writing."""

    tags: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """Return the value of a tag; None when it is not there."""
        return next((value for tag, value in self.tags if tag == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """All tags that are there."""
        return tuple(tag for tag, _ in self.tags)


_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def parse_tags(text: str, *, fold_case: bool = False) -> TagList:
    """Read a tag list; raises RecordError for a part without a name, or a name given twice."""
    found: dict[str, str] = {}
    parts = text.split(";")
    if parts and not parts[-1].strip():
        parts.pop()
    for part in parts:
        name, equals, value = part.partition("=")
        name = name.strip().lower() if fold_case else name.strip()
        if not equals or not _TAG.match(name):
            raise RecordError(f"“{shorten(part.strip())}” is not of the form tag=value")
        if name in found:
            raise RecordError(f"the tag {name} is there twice")
        found[name] = value.strip()
    return TagList(tags=tuple(found.items()))


def shorten(text: str, limit: int = 80) -> str:
    """Keep quoted text of a record short enough for a sentence."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
