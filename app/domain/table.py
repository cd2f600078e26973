"""Reads a table as spreadsheets write it; a row that cannot be read hides no other."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row that is not empty."""

    line: int
    """On which it begins, as a spreadsheet counts."""
    cells: tuple[str, ...] = ()
    reason: str = ""
    """Why it is no row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableText:
    """A table whose cells are not looked into yet."""

    text: str
    first_line: int = 1
    """On which the text begins in the file."""
    is_guessed: bool = False
    """It is not UTF-8, and was read as Windows writes it in the west."""

    def rows(self) -> Iterator[TableRow]:
        """Give the rows with their lines, the header row first."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        while True:
            line = reader.line_num + self.first_line
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as exc:
                yield TableRow(line=line, reason=str(exc))
                continue
            if any(cell.strip() for cell in cells):
                yield TableRow(line=line, cells=tuple(cell.strip() for cell in cells))

    @property
    def delimiter(self) -> str:
        """The sign that stands most often in the header row; names of columns have none of them."""
        header = self.text.split("\n", 1)[0]
        return max(",;\t", key=header.count)


def decode_table(content: bytes) -> TableText:
    """Read UTF-8 or UTF-16, and anything else as Windows-1252."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text, is_guessed = content.decode("utf-16" if is_wide else "utf-8-sig"), False
    except UnicodeDecodeError:
        text, is_guessed = content.decode("cp1252", errors="replace"), True
    told, _, rest = text.partition("\n")
    if told.strip().casefold() in ("sep=;", "sep=,"):  # Excel's own way to name the delimiter
        return TableText(text=rest, first_line=2, is_guessed=is_guessed)
    return TableText(text=text, is_guessed=is_guessed)
