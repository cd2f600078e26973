"""Makes settings sheets for a whole list of devices; one bad line stops nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.catalogue import Catalogue
from app.domain.finding import Finding
from app.render.archive import WrittenFile, write_made, write_one
from app.render.context import ExportContext, RenderedFile
from app.render.devices_csv import (
    CsvRow,
    DeviceTable,
    RawTable,
    parse_devices_csv,
    read_devices_csv,
)
from app.render.sheets.batch import join_sheets, make_each
from app.render.sheets.lists import LeftOut, ListedSheet, render_checklist, render_cover
from app.render.sheets.served import OAUTH_NOT_SERVED
from app.services.passed_files import read_passed

COMBINED = "sheets/all-sheets.pdf"
MOST_BYTES = 16 * 1024 * 1024
"""Two thousand devices have less than one."""
CHECKLIST = "sheets/checklist.pdf"
Progress = Callable[[int, int], bool]
"""Told how many of how many are made; says whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRun:
    """What came of a list of devices."""

    files: tuple[WrittenFile, ...]
    """One PDF a device in the order of the list, then the one with all, then the checklist."""
    rows: int
    findings: tuple[Finding, ...]
    was_stopped: bool
    combined: Path | None = None
    checklist: Path | None = None


@dataclass(slots=True)
class _Batch:
    """What is on the disk already, and what was left out."""

    context: ExportContext
    folder: Path
    files: list[WrittenFile] = field(default_factory=list)
    sheets: list[ListedSheet] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    was_stopped: bool = False

    def make(self, catalogue: Catalogue, rows: tuple[CsvRow, ...], progress: Progress) -> None:
        """Write each sheet as soon as it is set, so that memory does not grow with the list."""
        with closing(make_each(rows, self.context, catalogue.devices)) as each:
            for done, made in enumerate(each):
                if not progress(done, len(rows)):
                    self.was_stopped = True
                    return
                if isinstance(made, LeftOut):
                    self.left_out.append(made)
                else:
                    self.files.append(write_one(made.file, self.folder))
                    self.sheets.append(made.listed)

    def join(self) -> tuple[Path, Path]:
        """Write the one with all sheets, and the checklist."""
        cover = render_cover(self.sheets, self.left_out, self.context)
        checklist = render_checklist(self.sheets, self.context)
        paths = [file.path for file in self.files]
        self.files += [
            write_made(
                COMBINED,
                self.folder,
                lambda out: join_sheets(cover, (path.read_bytes() for path in paths), out),
            ),
            write_one(RenderedFile(path=CHECKLIST, content=checklist), self.folder),
        ]
        return self.files[-2].path, self.files[-1].path


def make_sheets(
    table: Path | DeviceTable,
    folder: Path,
    context: ExportContext,
    catalogue: Catalogue,
    *,
    progress: Progress = lambda _done, _of: True,
) -> SheetRun:
    """Write one PDF a device, one with all and a checklist; raises AppError for the list itself.

    `progress` is told how many of how many are made and says whether to go on.
    """
    read = parse_devices_csv(read_passed(table, MOST_BYTES)) if isinstance(table, Path) else table
    name = table.name if isinstance(table, Path) else ""
    return write_sheets(catalogue, read, context, folder, name=name, progress=progress)


def write_sheets(
    catalogue: Catalogue,
    table: DeviceTable,
    context: ExportContext,
    folder: Path,
    *,
    name: str = "",
    progress: Progress = lambda _done, _of: True,
) -> SheetRun:
    """Write the sheets of a list that is read already."""
    batch = _Batch(context, folder)
    batch.make(catalogue, table.rows, progress)
    combined = checklist = None
    if batch.sheets and not batch.was_stopped:
        combined, checklist = batch.join()
        progress(len(table.rows), len(table.rows))
    return SheetRun(
        files=tuple(batch.files),
        rows=len(table.rows),
        findings=tuple(_tell(catalogue, name, table, batch.left_out)),
        was_stopped=batch.was_stopped,
        combined=combined,
        checklist=checklist,
    )


def read_list(table: Path) -> RawTable:
    """Read a list for a person to edit; raises AppError where it is none."""
    return read_devices_csv(read_passed(table, MOST_BYTES))


def _tell(
    catalogue: Catalogue, name: str, table: DeviceTable, left_out: list[LeftOut]
) -> Iterator[Finding]:
    for fault in table.faults:
        yield _in_list(name, fault.finding, line=str(fault.line), column=fault.column)
    for column in table.unknown_columns:
        yield catalogue.finding("sheets.column.unknown", subject=name, values={"column": column})
    for item in left_out:
        yield _in_list(name, _name_device(item), line=str(item.line), name=item.name)
    for note in table.notes:
        yield _in_list(name, note)


def _name_device(item: LeftOut) -> Finding:
    """Let the words name the device, where it is only that this one cannot."""
    refused = item.error.finding
    cannot = refused.code == OAUTH_NOT_SERVED
    return replace(refused, code="sheets.device.left_out") if cannot else refused


def _in_list(table: str, finding: Finding, **values: str) -> Finding:
    """Say where in the list it is, as compilers do: file, line, column."""
    told = {**finding.values, **values}
    place = (table, told.get("line", ""), told.get("column", ""))
    return replace(finding, subject=":".join(filter(None, place)), values=told)
