"""How long 300 sheets take, and how much memory, beside the same words set by other means.

Run it by hand: `python tests/benchmarks/bench_sheets.py [SHEETS]`. One PDF a device, one with all
and the checklist must take less than 10 s and 200 MB. Each way runs in a process of its own and
puts the same labels, values and remarks of the same devices on paper; Qt's QTextDocument and
ReportLab (where it is installed) write plain tables, which are neither tagged nor fitted.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.catalogue import Catalogue
from app.catalogue.translation import installed_wording
from app.domain.devices.sheet import DevicePlace
from app.domain.organisation.client import ClientId, CloudId, Detection
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.render.context import ExportContext
from app.render.devices_csv import CsvRow, DeviceTable
from app.render.sheets.batch import DeviceMatcher, sheet_for
from app.render.sheets.sheet import sheet_data
from app.services.devices.sheets import write_sheets
from app.services.settings import settings_of

SECONDS, MEGABYTES = 10.0, 200.0
Way = Callable[[Catalogue, DeviceTable, ExportContext, Path], None]


@dataclass(frozen=True, slots=True)
class Result:
    seconds: float
    cpu: float
    megabytes: float


def main() -> int:
    if len(sys.argv) == 4:
        return run_one(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    sheets = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    results = {way: measure(way, sheets) for way in WAYS if is_installed(way)}
    ours = results["sendwright"]
    for way, one in results.items():
        ratio = one.seconds / ours.seconds
        print(
            f"{way:12} {one.seconds:6.1f} s  {one.cpu:6.1f} s of processor  "
            f"{one.megabytes:6.0f} MB  {ratio:5.2f} times ours"
        )
    return int(ours.seconds >= SECONDS or ours.megabytes >= MEGABYTES)


def is_installed(way: str) -> bool:
    return way != "reportlab" or importlib.util.find_spec("reportlab") is not None


def measure(way: str, sheets: int) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, __file__, way, str(sheets), folder]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    seconds, cpu, megabytes = map(float, done.stdout.split()[-3:])
    return Result(seconds, cpu, megabytes)


def run_one(way: str, sheets: int, folder: Path) -> int:
    catalogue = Catalogue()
    table, context = make_table(catalogue, sheets), make_context(catalogue)
    started = time.perf_counter()
    WAYS[way](catalogue, table, context, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - started, time.process_time(), peak)
    return 0


def make_table(catalogue: Catalogue, sheets: int) -> DeviceTable:
    """Every family in turn, so that nothing is set twice in a row."""
    families = [device for device in catalogue.devices.values() if not device.is_note]
    return DeviceTable(
        rows=tuple(
            CsvRow(
                line=number + 2,
                place=DevicePlace(
                    name=f"Copier {number}",
                    vendor=family.vendor,
                    model=family.family,
                    location=f"Room {number}",
                    address=f"192.0.{number // 250}.{number % 250 + 1}",
                ),
            )
            for number in range(sheets)
            for family in (families[number % len(families)],)
        )
    )


def make_context(catalogue: Catalogue) -> ExportContext:
    draft = Draft(typed="scan@contoso.com", path=SendingPath.RELAY_IP.value, from_name="Büro")
    client = draft.to_client(ClientId("contoso"), cloud=CloudId("worldwide"))
    mx = "contoso-com.mail.protection.outlook.com"
    client = replace(client, detection=Detection(domain=client.domain, mx=(mx,), microsoft_mx=mx))
    cloud = catalogue.clouds[client.cloud]
    return ExportContext(
        client_id=client.id,
        client_name="Contoso",
        domain=str(client.domain),
        settings=settings_of(client, cloud, catalogue),
        cloud=cloud,
        made_on=date(2026, 11, 25),
        version="bench",
        word=installed_wording("en"),
        recipient="office@contoso.com",
    )


def sheets_of(
    catalogue: Catalogue, table: DeviceTable, context: ExportContext
) -> Iterator[dict[str, Any]]:
    matcher = DeviceMatcher(catalogue.devices)
    for row in table.rows:
        yield sheet_data(sheet_for(row.place, matcher.match(row.place), context))


def run_ours(
    catalogue: Catalogue, table: DeviceTable, context: ExportContext, folder: Path
) -> None:
    run = write_sheets(catalogue, table, context, folder)
    assert len(run.files) == len(table.rows) + 2, run.findings


def run_qt(catalogue: Catalogue, table: DeviceTable, context: ExportContext, folder: Path) -> None:
    from PySide6.QtGui import QGuiApplication, QPageSize, QPdfWriter, QTextDocument

    application = QGuiApplication([])

    def write(html: str, name: str) -> None:
        writer = QPdfWriter(str(folder / name))
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        document = QTextDocument()
        document.setHtml(html)
        document.print_(writer)

    pages = [as_html(data) for data in sheets_of(catalogue, table, context)]
    for number, html in enumerate(pages):
        write(html, f"{number:03}.pdf")
    write("<div style='page-break-after:always'></div>".join(pages), "all.pdf")
    application.quit()


def as_html(data: dict[str, Any]) -> str:
    def table(rows: list[tuple[str, ...]]) -> str:
        lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
        return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"

    return f"<h1>{escape(data['title'])}</h1>" + "".join(
        table(part) if isinstance(part, list) else f"<p>{escape(part)}</p>" for part in parts(data)
    )


def run_reportlab(
    catalogue: Catalogue, table: DeviceTable, context: ExportContext, folder: Path
) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    styles = getSampleStyleSheet()

    def flow(data: dict[str, Any]) -> list[object]:
        def cell(text: str) -> object:
            return Paragraph(escape(text), styles["BodyText"])

        return [
            Paragraph(escape(data["title"]), styles["Title"]),
            *(
                Table([[cell(text) for text in row] for row in part])
                if isinstance(part, list)
                else cell(part)
                for part in parts(data)
            ),
        ]

    listed = list(sheets_of(catalogue, table, context))
    for number, data in enumerate(listed):
        SimpleDocTemplate(str(folder / f"{number:03}.pdf"), pagesize=A4).build(flow(data))
    whole = [item for data in listed for item in (*flow(data), PageBreak())]
    SimpleDocTemplate(str(folder / "all.pdf"), pagesize=A4).build(whole)


def parts(data: dict[str, Any]) -> Iterator[str | list[tuple[str, ...]]]:
    """What stands on the sheet, in order: sentences, and tables as rows of cells."""
    yield [(name, value) for name, value, _ in data["facts"]]
    yield from data["notices"]
    yield " > ".join(data["menu"])
    yield [(row["label"], row["action"], row["value"], row["note"]) for row in data["rows"]]
    yield from data["commands"]
    yield from data["tests"]
    yield [(error["message"], error["meaning"]) for error in data["errors"]]
    yield from data["quirks"][:5]
    yield data["confidence"]


WAYS: dict[str, Way] = {"sendwright": run_ours, "qt": run_qt, "reportlab": run_reportlab}


if __name__ == "__main__":
    raise SystemExit(main())
