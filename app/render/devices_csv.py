"""Reads a list of devices as spreadsheets write it; a bad row is named and stops nothing else."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from app.domain.address import EmailAddress
from app.domain.devices.page import read_device_page
from app.domain.devices.sheet import DevicePlace
from app.domain.errors import InputError
from app.domain.finding import Finding, Severity
from app.domain.table import TableRow, TableText, decode_table
from app.render.quoting import QuotingError, plain

COLUMNS = tuple(field.name for field in fields(DevicePlace))
_NEEDED = frozenset({"name", "vendor", "model"})
_ADDRESSES = ("from_address", "recipient")
_MOST_BYTES = 20_000_000
_MOST_ROWS = 10_000
_LONGEST_CELL = 500
"""All chosen: a campus has thousands of devices, and a longer cell is no name or address."""
_HEADING = re.compile(r"[\w .()/-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvRow:
    """One device and the line of the file on which it begins."""

    line: int
    place: DevicePlace
    notes: tuple[Finding, ...] = ()
    """What of the line was left out, so that it is not printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFault:
    """What is wrong, and where, as a spreadsheet counts."""

    line: int
    column: str
    """Empty where it is about the whole line."""
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One line as it was written, by the names of the columns; nothing is checked yet."""

    line: int
    values: Mapping[str, str]
    fault: Finding | None = None
    """What is wrong with the line as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """A list as it was written."""

    rows: tuple[RawRow, ...]
    unknown_columns: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()
    """What a person should know about how the file was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTable:
    """All that could be read of a list."""

    rows: tuple[CsvRow, ...]
    faults: tuple[CsvFault, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()
    """What was left out; what is about one line has it among its values."""


def parse_devices_csv(content: bytes) -> DeviceTable:
    """Read a list: UTF-8 or UTF-16, comma, semicolon or tab.

    Raises InputError when there is no header row that names a device's name, vendor or model.
    """
    return check_table(read_devices_csv(content))


def check_table(raw: RawTable) -> DeviceTable:
    """Take the devices that are right, and name what is wrong with the others."""
    checked = [check_row(row) for row in raw.rows]
    rows = tuple(one for one in checked if isinstance(one, CsvRow))
    return DeviceTable(
        rows=rows,
        faults=tuple(fault for one in checked if not isinstance(one, CsvRow) for fault in one),
        unknown_columns=raw.unknown_columns,
        notes=(*raw.notes, *(note for row in rows for note in row.notes)),
    )


def read_devices_csv(content: bytes) -> RawTable:
    """Read a list without looking into its cells; raises InputError as `parse_devices_csv` does."""
    if len(content) > _MOST_BYTES:
        raise _refuse("too_long")
    table = decode_table(content)
    notes = (_note("list.not_utf8"),) if table.is_guessed else ()
    rows = table.rows()
    header, unknown = _read_header(rows)
    return RawTable(rows=tuple(_raw_rows(rows, header)), unknown_columns=unknown, notes=notes)


def read_pasted(text: str, first_column: str) -> RawTable:
    """Read cells from the clipboard: with a header row by its names, else from `first_column` on.

    Raises InputError where the clipboard holds more than a list may.
    """
    content = text.encode("utf-8", errors="replace")
    try:
        return read_devices_csv(content)
    except InputError:
        if len(content) > _MOST_BYTES or not text.strip():
            raise
    columns = list(COLUMNS[COLUMNS.index(first_column) :])
    return RawTable(rows=tuple(_raw_rows(TableText(text=text).rows(), columns)))


def write_devices_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write a list that this module and spreadsheets read; what a spreadsheet would run is text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_no_formula(row.get(column, "")) for column in COLUMNS])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _raw_rows(rows: Iterable[TableRow], header: list[str]) -> Iterator[RawRow]:
    count = 0
    for row in rows:
        if row.reason:
            fault = _fault("row.unreadable", reason=row.reason)
            yield RawRow(line=row.line, values={}, fault=fault)
            continue
        if count == _MOST_ROWS:
            yield RawRow(line=row.line, values={}, fault=_fault("row.too_many", most=_MOST_ROWS))
            return
        count += 1
        yield _raw_row(row, header)


def _raw_row(row: TableRow, header: list[str]) -> RawRow:
    fault = None
    if any(row.cells[len(header) :]):
        fault = _fault("row.cells", cells=len(row.cells), header=len(header))
    named = zip(header, row.cells, strict=False)
    values = {name: cell for name, cell in named if name in COLUMNS}
    return RawRow(line=row.line, values=values, fault=fault)


def _read_header(rows: Iterator[TableRow]) -> tuple[list[str], tuple[str, ...]]:
    first = next(rows, None)
    if first is None or first.reason:
        raise _refuse("empty")
    cells = first.cells
    header = ["_".join(cell.casefold().replace("-", " ").split()) for cell in cells]
    known = [name for name in header if name in COLUMNS]
    if not _NEEDED & set(known):
        raise _refuse("unreadable", header=", ".join(map(_as_heading, cells))[:200])
    if len(set(known)) != len(known):
        twice = next(name for name in known if known.count(name) > 1)
        raise _refuse("column_twice", column=twice)
    unknown = tuple(
        _as_heading(cell)
        for cell, name in zip(cells, header, strict=True)
        if name and name not in COLUMNS
    )
    return header, unknown


def _as_heading(cell: str) -> str:
    """Show a cell where it looks like a heading; a row of values may hold a password."""
    return cell.strip() if _HEADING.fullmatch(cell.strip()) else "…"


def check_row(row: RawRow) -> CsvRow | list[CsvFault]:
    """Take a row's device, or name what is wrong with it."""
    faults: list[CsvFault] = []
    if row.fault:
        faults.append(CsvFault(line=row.line, column="", finding=row.fault))
    values = {}
    for name, cell in row.values.items():
        try:
            values[name] = _read_cell(name, cell)
        except InputError as exc:
            # What was typed may hold a password: the place is told, and not the text.
            finding = replace(exc.finding, evidence="")
            faults.append(CsvFault(line=row.line, column=name, finding=finding))
    if not any(values.get(name) for name in _NEEDED) and not faults:
        faults.append(CsvFault(line=row.line, column="name", finding=_fault("row.no_name")))
    return faults or CsvRow(line=row.line, place=DevicePlace(**values), notes=_left_out(row))


def _read_cell(name: str, cell: str) -> str:
    text = _one_line(cell)
    if name in _ADDRESSES and text:
        return str(EmailAddress.parse(text))
    if name == "address" and text:
        return read_device_page(text).address
    return text


def _one_line(cell: str) -> str:
    joined = " ".join(cell.splitlines())  # a cell of a spreadsheet may have lines
    if len(joined) > _LONGEST_CELL:
        limits = {"length": str(len(joined)), "most": str(_LONGEST_CELL)}
        raise InputError("sheets.cell.too_long", values=limits)
    try:
        return plain(joined)
    except QuotingError as exc:
        raise InputError("sheets.cell.control_character") from exc


def _left_out(row: RawRow) -> tuple[Finding, ...]:
    typed = _one_line(row.values.get("address", ""))
    parts = read_device_page(typed).left_out if typed else ()
    return tuple(_note(f"address.{part}", line=row.line, column="address") for part in parts)


def _fault(name: str, **values: object) -> Finding:
    told = {key: str(value) for key, value in values.items()}
    return InputError(f"sheets.{name}", values=told).finding


def _note(name: str, **values: object) -> Finding:
    return replace(_fault(name, **values), severity=Severity.INFO)


def _refuse(fault: str, **values: str) -> InputError:
    columns = ", ".join(COLUMNS)
    return InputError(f"input.devices.{fault}", values={"columns": columns, **values})
