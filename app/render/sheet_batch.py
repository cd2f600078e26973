"""Sheets for a whole list of devices: one PDF each, and all in one with a cover to tick."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from app.catalogue.schema import Device
from app.domain.device_search import DeviceSearch, SearchEntry
from app.domain.errors import AppError
from app.domain.sheet import DevicePlace
from app.render.context import ExportContext, RenderedFile
from app.render.devices_csv import CsvRow
from app.render.sheet import TEMPLATE, SheetContext, fit_sheet
from app.render.sheet_target import GENERIC_DEVICE
from app.render.sheet_words import load_words
from app.render.typesetting import typeset

COMBINED = "all-sheets.pdf"
_SURE_ENOUGH = 0.35
Progress = Callable[[int, int], bool]
"""Told how many of how many are made; says whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A device that got no sheet, and why."""

    line: int
    name: str
    error: AppError


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What came of a list."""

    files: tuple[RenderedFile, ...]
    """One PDF a device in the order of the list, then the one with all of them."""
    left_out: tuple[LeftOut, ...] = ()
    was_stopped: bool = False


class DeviceMatcher:
    """Finds the family that a row of a list means."""

    def __init__(self, devices: Mapping[str, Device]) -> None:
        self._devices = devices
        self._search = DeviceSearch(
            SearchEntry(
                id=device.id, vendor=device.vendor, family=device.family, aliases=device.aliases
            )
            for device in devices.values()
            if not device.is_note and device.id != GENERIC_DEVICE
        )

    def match(self, place: DevicePlace) -> Device:
        """Give the family of the same vendor that fits best, else the generic device."""
        vendor = place.vendor.casefold()
        typed = f"{place.vendor} {place.model}".strip() or place.name
        for hit in self._search.search(typed, limit=5):
            device = self._devices[hit.id]
            names = " ".join((device.vendor, *device.aliases)).casefold()
            if hit.score >= _SURE_ENOUGH and (not vendor or vendor.split()[0] in names):
                return device
        return self._devices[GENERIC_DEVICE]


def render_batch(
    rows: Iterable[CsvRow],
    context: ExportContext,
    devices: Mapping[str, Device],
    progress: Progress = lambda _done, _of: True,
) -> Batch:
    """Set a sheet for each row; a device that cannot be served is left out with its reason."""
    listed, matcher = tuple(rows), DeviceMatcher(devices)
    sheets: list[tuple[SheetContext, dict[str, object]]] = []
    files: list[RenderedFile] = []
    left_out: list[LeftOut] = []
    for number, row in enumerate(listed, start=1):
        if not progress(number - 1, len(listed)):
            return Batch(files=tuple(files), left_out=tuple(left_out), was_stopped=True)
        sheet = sheet_for(row.place, matcher.match(row.place), context)
        try:
            content, data = fit_sheet(sheet, context.paper)
        except AppError as error:
            left_out.append(LeftOut(line=row.line, name=_title(row.place), error=error))
            continue
        sheets.append((sheet, data))
        files.append(
            RenderedFile(path=f"sheets/{number:03}-{_slug(_title(row.place))}.pdf", content=content)
        )
    if sheets:
        combined = render_combined(sheets, left_out, context)
        files.append(RenderedFile(path=f"sheets/{COMBINED}", content=combined))
    progress(len(listed), len(listed))
    return Batch(files=tuple(files), left_out=tuple(left_out))


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


def render_combined(
    sheets: Iterable[tuple[SheetContext, dict[str, object]]],
    left_out: Iterable[LeftOut],
    context: ExportContext,
) -> bytes:
    """Set a cover with a line to tick for each device, then all sheets as they were fitted."""
    listed = tuple(sheets)
    page = load_words(context.language).page
    cover = {
        "title": page["cover_title"].format(client=context.client_name),
        "count": page["cover_count"].format(count=len(listed)),
        "rows": [
            [_title(sheet.place), sheet.place.location, sheet.place.address] for sheet, _ in listed
        ],
        "left_out": [[item.name, item.error.title] for item in left_out],
    }
    data = {
        "paper": context.paper,
        "title": cover["title"],
        "cover": cover,
        "sheets": [fitted for _, fitted in listed],
    }
    return typeset(TEMPLATE, data)


def _title(place: DevicePlace) -> str:
    return place.name or f"{place.vendor} {place.model}".strip()


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "device"
