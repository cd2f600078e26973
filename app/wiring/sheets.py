"""Makes settings sheets for a whole list of devices; one bad line stops nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.catalogue import Catalogue
from app.domain.client import Client
from app.domain.errors import InputError
from app.domain.finding import Finding
from app.render.archive import WrittenFile, write_files
from app.render.devices_csv import DeviceTable, parse_devices_csv
from app.render.sheet_batch import Batch, render_batch
from app.wiring.engine import Engine

Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRun:
    """What came of a list of devices."""

    files: tuple[WrittenFile, ...]
    rows: int
    findings: tuple[Finding, ...]
    was_stopped: bool


def make_sheets(  # each is one answer of the person
    engine: Engine,
    client: Client,
    table: Path,
    folder: Path,
    *,
    paper: str = "a4",
    language: str = "en",
    progress: Progress = lambda _done, _of: True,
) -> SheetRun:
    """Read the list, write one PDF a device and one with all; raises AppError for the list itself.

    `progress` is told how many of how many are made and says whether to go on.
    """
    read = parse_devices_csv(_read(table))
    context = engine.exports(client, paper=paper, language=language).context()
    batch = render_batch(read.rows, context, engine.catalogue.devices, progress)
    return SheetRun(
        files=write_files(batch.files, folder),
        rows=len(read.rows),
        findings=tuple(_tell(engine.catalogue, table.name, read, batch)),
        was_stopped=batch.was_stopped,
    )


def _read(table: Path) -> bytes:
    try:
        return table.read_bytes()
    except OSError as exc:
        raise InputError(
            "The list of devices cannot be read",
            f"{exc.strerror or exc}: {table}",
            code="input.file.unreadable",
            next_steps=("Check the path.",),
        ) from exc


def _tell(catalogue: Catalogue, name: str, table: DeviceTable, batch: Batch) -> Iterator[Finding]:
    for fault in table.faults:
        values = {"line": str(fault.line), "column": fault.column, "reason": fault.reason}
        yield catalogue.finding("sheets.row.unusable", subject=name, values=values)
    for column in table.unknown_columns:
        yield catalogue.finding("sheets.column.unknown", subject=name, values={"column": column})
    for item in batch.left_out:
        values = {
            "name": item.name,
            "reason": item.error.detail or item.error.title,
            "step": " ".join(item.error.next_steps),
        }
        yield catalogue.finding("sheets.device.left_out", subject=name, values=values)
    for note in table.notes:
        yield catalogue.finding("sheets.list.read", subject=name, values={"note": note})
