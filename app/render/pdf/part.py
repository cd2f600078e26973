"""One PDF as Typst writes it, taken apart into its objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_STREAM = b"\nstream\n"
_REFERENCE = re.compile(rb"(?<![\w.])(\d+) 0 R\b")
_PARENT_KEY = re.compile(rb"/(StructParents?) (\d+)")
_STRING = re.compile(rb"\\.|[()]", re.DOTALL)


class UnknownPdfError(ValueError):
    """The PDF is not written the way this module knows."""


@dataclass(frozen=True, slots=True)
class PdfPart:
    """Its objects by number, and which of them are its roots."""

    bodies: dict[int, bytes]
    root: bytes
    info: int
    pages: int
    tags: int
    outline: int
    metadata: int

    @classmethod
    def take_apart(cls, pdf: bytes) -> PdfPart:
        """Find the objects by the table at the end, as a reader does."""
        table = int(find(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf[-64:]))
        trailer = find(rb"trailer(.*)$", pdf[table:])
        lines = pdf[table:].split(b"\n", int(find(rb"/Size (\d+)", trailer)) + 2)[2:-1]
        starts = sorted(
            (int(line[:10]), number) for number, line in enumerate(lines) if b" n" in line[16:]
        )
        ends = [start for start, _ in starts[1:]] + [table]
        bodies = {
            number: _body(pdf[start:end]) for (start, number), end in zip(starts, ends, strict=True)
        }
        root = bodies.pop(int(find(rb"/Root (\d+) 0 R", trailer)))
        return cls(
            bodies=bodies,
            root=root,
            info=int(find(rb"/Info (\d+) 0 R", trailer)),
            pages=int(find(rb"/Pages (\d+) 0 R", root)),
            tags=int(find(rb"/StructTreeRoot (\d+) 0 R", root)),
            outline=int(find(rb"/Outlines (\d+) 0 R", root)),
            metadata=int(find(rb"/Metadata (\d+) 0 R", root)),
        )


def find(pattern: bytes, text: bytes) -> bytes:
    """Give the one group of the pattern; raises UnknownPdfError where it is not there."""
    found = re.search(pattern, text, re.DOTALL)
    if found is None:
        raise UnknownPdfError(f"no {pattern!r} in {text[:200]!r}")
    return found[1]


def refers(body: bytes) -> bool:
    """Say whether an object points to others."""
    return _REFERENCE.search(body.partition(_STREAM)[0]) is not None


def is_stream(body: bytes) -> bool:
    """Say whether an object carries data."""
    return _STREAM in body


def renumber(body: bytes, numbers: Mapping[int, int], *, parents: int, prefix: bytes) -> bytes:
    """Point to the new numbers, move the keys of tags by `parents`, name table cells apart.

    What stands in strings is text, and stays; so does the data of a stream.
    """

    def outside(text: bytes) -> bytes:
        text = _REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], text)
        return _PARENT_KEY.sub(lambda found: b"/%s %d" % (found[1], int(found[2]) + parents), text)

    head, stream, data = body.partition(_STREAM)
    if b"(" not in head:
        return outside(head) + stream + data
    return _outside_of_strings(head, outside, prefix) + stream + data


def _outside_of_strings(head: bytes, change: Callable[[bytes], bytes], prefix: bytes) -> bytes:
    """Change what is no string; the names of table cells are strings that get the prefix."""
    out, depth, at, names_follow = [], 0, 0, False
    for found in _STRING.finditer(head):
        token = found[0]
        if token == b"(" and depth == 0:
            between = head[at : found.start()]
            names_follow = between.endswith((b"/ID", b"/Headers[")) or (
                names_follow and not between.strip()
            )
            out.append(change(between) + b"(" + (prefix if names_follow else b""))
            at = found.end()
        depth += {b"(": 1, b")": -1}.get(token, 0)
        if token == b")" and depth == 0:
            out.append(head[at : found.end()])
            at = found.end()
    return b"".join(out) + change(head[at:])


def _body(text: bytes) -> bytes:
    return find(rb"^\s*\d+ 0 obj\s(.*)\sendobj\s*$", text)
