"""Joins PDFs as Typst writes them into one that is still tagged throughout.

General tools lose the tags when they join; setting all pages again as one document takes the
time and the memory of all of them at once. Here each object is copied under a new number, and
only the roots are written anew: pages, outline, tags and the names of table cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from re import findall
from typing import BinaryIO

from app.render.pdf.part import PdfPart, UnknownPdfError, find, is_stream, refers, renumber

_PAGES, _TAGS, _DOCUMENT, _OUTLINE, _FIRST_FREE = 1, 2, 3, 4, 5
_HEADER = b"%PDF-1.7\n%\x80\x80\x80\x80\n"


@dataclass(slots=True)
class _Objects:
    """Writes objects and keeps where each of them begins."""

    out: BinaryIO
    starts: list[int] = field(default_factory=lambda: [0] * _FIRST_FREE)
    at: int = 0

    def write(self, number: int, body: bytes) -> None:
        self.starts[number] = self.at
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def begin(self) -> None:
        self._put(_HEADER)

    def end(self, trailer: bytes) -> None:
        table = self.at
        lines = [b"%010d 00000 n\r\n" % start for start in self.starts[1:]]
        size = len(self.starts)
        self._put(b"xref\n0 %d\n0000000000 65535 f\r\n" % size + b"".join(lines))
        self._put(b"trailer\n<</Size %d%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table))

    def _put(self, data: bytes) -> None:
        self.at += self.out.write(data)


@dataclass(slots=True)
class PdfJoiner:
    """Writes parts to `out` one after another; memory grows by their tables only.

    Title, language and metadata are those of the first part.
    """

    out: BinaryIO
    pages: int = 0
    _parts: int = 0
    _known: dict[bytes, int] = field(default_factory=dict)
    _page_nodes: list[int] = field(default_factory=list)
    _tag_nodes: list[int] = field(default_factory=list)
    _outline_nodes: list[int] = field(default_factory=list)
    _outline_count: int = 0
    _waiting: bytes = b""
    _parents: list[bytes] = field(default_factory=list)
    _next_parent: int = 0
    _names: list[bytes] = field(default_factory=list)
    _roles: bytes = b""
    _trailer: bytes = b""
    _objects: _Objects = field(init=False)

    def __post_init__(self) -> None:
        self._objects = _Objects(self.out)
        self._objects.begin()

    def add(self, pdf: bytes) -> int:
        """Append the pages of a part and say how many they are."""
        part = PdfPart.take_apart(pdf)
        numbers = self._number(part)
        changed = {
            number: renumber(body, numbers, parents=self._next_parent, prefix=self._prefix())
            for number, body in part.bodies.items()
            if number in numbers and not self._is_written(numbers[number])
        }
        pages = self._take_pages(changed, part, numbers)
        self._take_tags(changed, part, numbers)
        self._take_outline(changed, part, numbers)
        for number, body in changed.items():
            self._objects.write(numbers[number], body)
        self._parts += 1
        self.pages += pages
        return pages

    def finish(self) -> None:
        """Write the roots and the table of contents of the file."""
        self._write_entry(following=b"")
        write = self._objects.write
        write(_PAGES, b"<</Type/Pages/Count %d/Kids%b>>" % (self.pages, _list(self._page_nodes)))
        write(
            _TAGS,
            b"<</Type/StructTreeRoot/RoleMap%b/K[%d 0 R]/ParentTree<</Nums[%b]>>"
            b"/IDTree<</Names[%b]>>/ParentTreeNextKey %d>>"
            % (self._roles, _DOCUMENT, b" ".join(self._parents), b"".join(self._names),
               self._next_parent),
        )  # fmt: skip
        kids = _list(self._tag_nodes)
        write(_DOCUMENT, b"<</Type/StructElem/S/Document/P %d 0 R/K%b>>" % (_TAGS, kids))
        first, last = self._outline_nodes[0], self._outline_nodes[-1]
        count = self._outline_count
        write(
            _OUTLINE, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, count)
        )
        self._objects.end(self._trailer)

    def _prefix(self) -> bytes:
        """Names of table cells must differ between parts, and be sorted."""
        return b"P%06d" % self._parts

    def _is_written(self, number: int) -> bool:
        return self._objects.starts[number] > 0

    def _number(self, part: PdfPart) -> dict[int, int]:
        """Give each object its number in the whole; equal streams share one."""
        given = {part.tags: _DOCUMENT, part.outline: _OUTLINE}
        left_out = {part.info, part.metadata} if self._parts else set()
        starts = self._objects.starts
        for number, body in part.bodies.items():
            if number in given or number in left_out:
                continue
            given[number] = len(starts)
            if is_stream(body) and not refers(body):
                given[number] = self._known.setdefault(sha256(body).digest(), len(starts))
            if given[number] == len(starts):
                starts.append(0)
        if not self._parts:
            self._take_root(part, given)
        return given

    def _take_root(self, part: PdfPart, numbers: dict[int, int]) -> None:
        roots = {**numbers, part.pages: _PAGES, part.tags: _TAGS}
        number = len(self._objects.starts)
        self._objects.starts.append(0)
        self._objects.write(number, renumber(part.root, roots, parents=0, prefix=b""))
        self._trailer = b"/Root %d 0 R/Info %d 0 R" % (number, numbers[part.info])

    def _take_pages(
        self, changed: dict[int, bytes], part: PdfPart, numbers: Mapping[int, int]
    ) -> int:
        node = changed[part.pages]
        changed[part.pages] = node.replace(b"<<", b"<</Parent %d 0 R" % _PAGES, 1)
        self._page_nodes.append(numbers[part.pages])
        return int(find(rb"/Count (\d+)", node))

    def _take_tags(
        self, changed: dict[int, bytes], part: PdfPart, numbers: Mapping[int, int]
    ) -> None:
        tags = part.bodies[part.tags]
        del changed[part.tags]
        top = int(find(rb"/K\[(\d+) 0 R\]", tags))
        changed[top] = changed[top].replace(b"/S/Document", b"/S/Part", 1)
        self._tag_nodes.append(numbers[top])
        self._roles = find(rb"/RoleMap(<<.*?>>)", tags)
        for key, number in findall(rb"(\d+) (\d+) 0 R", find(rb"/Nums\[(.*?)\]", tags)):
            moved = int(key) + self._next_parent
            self._parents.append(b"%d %d 0 R" % (moved, numbers[int(number)]))
        for name, number in findall(rb"\((U\w+)\)(\d+) 0 R", tags):
            self._names.append(b"(%b%b)%d 0 R" % (self._prefix(), name, numbers[int(number)]))
        self._next_parent += int(find(rb"/ParentTreeNextKey (\d+)", tags))

    def _take_outline(
        self, changed: dict[int, bytes], part: PdfPart, numbers: Mapping[int, int]
    ) -> None:
        """Each part has one entry at the top, its title, which waits for the next to follow."""
        outline = part.bodies[part.outline]
        del changed[part.outline]
        entry = int(find(rb"/First (\d+) 0 R", outline))
        if entry != int(find(rb"/Last (\d+) 0 R", outline)):
            raise UnknownPdfError("more than one title")
        before = self._outline_nodes[-1:]
        self._write_entry(following=b"/Next %d 0 R" % numbers[entry])
        self._outline_nodes.append(numbers[entry])
        self._outline_count += 1
        link = b"<</Prev %d 0 R" % before[0] if before else b"<<"
        self._waiting = changed.pop(entry).replace(b"<<", link, 1)

    def _write_entry(self, following: bytes) -> None:
        if self._waiting:
            body = self._waiting.replace(b"<<", b"<<" + following, 1)
            self._objects.write(self._outline_nodes[-1], body)


def _list(numbers: list[int]) -> bytes:
    return b"[%b]" % b" ".join(b"%d 0 R" % number for number in numbers)
