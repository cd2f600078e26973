"""Reads a list of devices as spreadsheets write it; a bad row is named and stops nothing else."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from app.domain.address import EmailAddress
from app.domain.errors import InputError
from app.domain.sheet import DevicePlace
from app.render.quoting import QuotingError, plain

if TYPE_CHECKING:
    from _csv import Reader

COLUMNS = tuple(field.name for field in fields(DevicePlace))
_NEEDED = frozenset({"name", "vendor", "model"})
_ADDRESSES = ("from_address", "recipient")
_MOST_BYTES = 20_000_000
_MOST_ROWS = 10_000
_LONGEST_CELL = 500
_STEPS = (
    "Save the list as “CSV UTF-8” with one header row.",
    f"The columns are {', '.join(COLUMNS)}; their order does not matter.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvRow:
    """One device and the line of the file on which it begins."""

    line: int
    place: DevicePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFault:
    """What is wrong, and where, as a spreadsheet counts."""

    line: int
    column: str
    """Empty where it is about the whole line."""
    reason: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTable:
    """All that could be read of a list."""

    rows: tuple[CsvRow, ...]
    faults: tuple[CsvFault, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know about how the file was read."""


def parse_devices_csv(content: bytes) -> DeviceTable:
    """Read a list: UTF-8 or UTF-16, comma, semicolon or tab.

    Raises InputError when there is no header row that names a device's name, vendor or model.
    """
    text, notes = _decode(content)
    text = text.removeprefix("sep=;\r\n").removeprefix("sep=;\n").removeprefix("sep=,\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header, unknown = _read_header(reader)
    rows: list[CsvRow] = []
    faults: list[CsvFault] = []
    for line, cells in _records(reader, faults):
        if len(rows) == _MOST_ROWS:
            faults.append(
                CsvFault(line=line, column="", reason=f"Only {_MOST_ROWS} devices are read.")
            )
            break
        found = _read_row(line, cells, header)
        if isinstance(found, CsvRow):
            rows.append(found)
        else:
            faults.extend(found)
    return DeviceTable(rows=tuple(rows), faults=tuple(faults), unknown_columns=unknown, notes=notes)


def _decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    if len(content) > _MOST_BYTES:
        raise _refuse("The list of devices is too long", "It has more than 20 MB.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError:
        note = "The file is not UTF-8; it was read as Windows text. Look at letters with accents."
        return content.decode("cp1252", errors="replace"), (note,)


def _delimiter(text: str) -> str:
    """The sign that stands most often in the header row; names of columns have none of them."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _read_header(reader: Iterator[list[str]]) -> tuple[list[str], tuple[str, ...]]:
    try:
        cells = next(reader)
    except (StopIteration, csv.Error) as exc:
        raise _refuse("The list of devices is empty", "It has no header row.") from exc
    header = ["_".join(cell.casefold().replace("-", " ").split()) for cell in cells]
    known = [name for name in header if name in COLUMNS]
    if not _NEEDED & set(known):
        raise _refuse(
            "The list of devices has no header row",
            f"Its first row is: {', '.join(cells)[:200]!r}. At least a name, a vendor or a model "
            "is needed.",
        )
    if len(set(known)) != len(known):
        twice = next(name for name in known if known.count(name) > 1)
        raise _refuse("A column stands twice in the list of devices", f"It is {twice}.")
    unknown = tuple(
        cell.strip()[:80]
        for cell, name in zip(cells, header, strict=True)
        if name and name not in COLUMNS
    )
    return header, unknown


def _records(reader: Reader, faults: list[CsvFault]) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not empty with the line on which it begins."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            faults.append(CsvFault(line=line, column="", reason=f"It cannot be read: {exc}."))
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _read_row(line: int, cells: list[str], header: list[str]) -> CsvRow | list[CsvFault]:
    faults: list[CsvFault] = []
    if any(cell.strip() for cell in cells[len(header) :]):
        reason = f"It has {len(cells)} cells, the header row has {len(header)}."
        faults.append(CsvFault(line=line, column="", reason=reason))
    values = {}
    for name, cell in zip(header, cells, strict=False):
        if name in COLUMNS:
            try:
                values[name] = _read_cell(name, cell.strip())
            except InputError as exc:
                reason = exc.title if name in _ADDRESSES else exc.detail or exc.title
                faults.append(CsvFault(line=line, column=name, reason=f"{reason.rstrip('.')}."))
    if not any(values.get(name) for name in _NEEDED) and not faults:
        faults.append(CsvFault(line=line, column="name", reason="The device has no name."))
    return faults or CsvRow(line=line, place=DevicePlace(**values))


def _read_cell(name: str, cell: str) -> str:
    joined = " ".join(cell.splitlines())  # a cell of a spreadsheet may have lines
    if len(joined) > _LONGEST_CELL:
        raise InputError("Too long", f"It has {len(joined)} characters; {_LONGEST_CELL} are read")
    try:
        text = plain(joined)
    except QuotingError as exc:
        raise InputError("Control character", "It has a control character in it") from exc
    if name in _ADDRESSES and text:
        return str(EmailAddress.parse(text))
    if name == "address":
        return _read_web_address(text)
    return text


def _read_web_address(text: str) -> str:
    scheme, separator, _ = text.partition("://")
    if separator and scheme.casefold() not in ("http", "https"):
        raise InputError("Not a web address", "A web address begins with http:// or https://")
    if " " in text:
        raise InputError("Not a web address", "A web address has no blanks in it")
    return text


def _refuse(title: str, detail: str) -> InputError:
    return InputError(title, detail, code="input.devices.unreadable", next_steps=_STEPS)
