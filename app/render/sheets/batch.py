"""Sheets for a whole list of devices, made by several threads and given in the list's order."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import BinaryIO

from app.catalogue.devices.schema import Device
from app.domain.devices.search import DeviceSearch, SearchEntry, names_device
from app.domain.devices.sheet import DevicePlace
from app.domain.errors import AppError
from app.domain.organisation.client import GENERIC_DEVICE
from app.domain.visible import make_visible
from app.render.context import ExportContext, RenderedFile
from app.render.devices_csv import CsvRow
from app.render.pdf.join import PdfJoiner
from app.render.sheets.lists import LeftOut, ListedSheet
from app.render.sheets.sheet import SheetContext, fit_sheet, model_of

_SURE_ENOUGH = 0.35
"""Of 1 for all that was typed; the least sure right answer of `tests/catalogue/device_queries.tsv`
has 0.43, and a wrong sheet is worse than a general one."""
_WORKERS = min(os.cpu_count() or 1, 4)
"""Typst lets go of the interpreter while it works, so threads do help."""
_AHEAD = 2 * _WORKERS


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSheet:
    """One finished sheet."""

    file: RenderedFile
    listed: ListedSheet


class DeviceMatcher:
    """Finds the family that a row of a list means."""

    def __init__(self, devices: Mapping[str, Device]) -> None:
        self._devices = devices
        self._found: dict[tuple[str, str], Device] = {}
        self._search = DeviceSearch(
            SearchEntry(
                id=device.id, vendor=device.vendor, family=device.family, aliases=device.aliases
            )
            for device in devices.values()
            if not device.is_note and device.id != GENERIC_DEVICE
        )

    def match(self, place: DevicePlace) -> Device:
        """Give the family of the same vendor that fits best, else the generic device."""
        typed = f"{place.vendor} {place.model}".strip() or place.name
        key = (place.vendor, typed)
        if key not in self._found:
            self._found[key] = self._find(place.vendor.casefold(), typed)
        return self._found[key]

    def _find(self, vendor: str, typed: str) -> Device:
        for hit in self._search.search(typed, limit=5):
            device = self._devices[hit.id]
            names = " ".join((device.vendor, *device.aliases)).casefold()
            is_meant = (
                vendor.split()[0] in names
                if vendor
                else names_device(typed, f"{names} {device.family}")
            )
            if hit.score >= _SURE_ENOUGH and is_meant:
                return device
        return self._devices[GENERIC_DEVICE]


def make_each(
    rows: Iterable[CsvRow], context: ExportContext, devices: Mapping[str, Device]
) -> Generator[MadeSheet | LeftOut]:
    """Give what came of each row in turn; a device that cannot be served stops no other.

    To stop, close the iterator: what is not begun is not made.
    """
    matcher = DeviceMatcher(devices)
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="sheets") as pool:
        waiting: deque[Future[MadeSheet | LeftOut]] = deque()
        try:
            for number, row in enumerate(rows, start=1):
                device = matcher.match(row.place)
                waiting.append(pool.submit(make_one, number, row, device, context))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def make_one(
    number: int, row: CsvRow, device: Device, context: ExportContext
) -> MadeSheet | LeftOut:
    """Make the sheet of one row."""
    sheet = sheet_for(row.place, device, context)
    title = _title(row.place)
    try:
        made = fit_sheet(sheet, context.paper)
    except AppError as error:
        return LeftOut(line=row.line, name=title, error=error)
    return MadeSheet(
        file=RenderedFile(
            path=f"sheets/{number:03}-{_slug(title)}.pdf", content=made.pdf, drawing=made.drawing
        ),
        listed=ListedSheet(
            place=row.place,
            title=make_visible(title),
            model=make_visible(model_of(sheet)),
            pages=made.pages,
        ),
    )


def sheet_for(place: DevicePlace, device: Device, context: ExportContext) -> SheetContext:
    """Take a row's own sender and recipient over the client's."""
    settings = replace(
        context.settings,
        from_address=place.from_address or context.settings.from_address,
        from_name=place.from_name or context.settings.from_name,
    )
    return SheetContext(
        device=device,
        settings=settings,
        client_name=context.client_name,
        domain=context.domain,
        made_on=context.made_on,
        version=context.version,
        place=place,
        recipient=context.recipient,
        language=context.language,
        tenant_id=context.tenant_id,
        application_id=context.application_id,
    )


def join_sheets(cover: bytes, sheets: Iterable[bytes], out: BinaryIO) -> int:
    """Write the cover and all sheets as one tagged PDF; give the number of pages."""
    joiner = PdfJoiner(out)
    joiner.add(cover)
    for sheet in sheets:
        joiner.add(sheet)
    joiner.finish()
    return joiner.pages


def _title(place: DevicePlace) -> str:
    return place.name or f"{place.vendor} {place.model}".strip()


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "device"
