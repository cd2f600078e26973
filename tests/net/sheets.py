"""Every family's sheet by every path, as what the template is filled with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from app.catalogue import Catalogue, Device
from app.domain.devices.sheet import DevicePlace
from app.domain.errors import AppError
from app.domain.organisation.client import GENERIC_DEVICE
from app.domain.path import SendingPath
from app.render.sheets.fit import guess_density
from app.render.sheets.served import check_device_served
from app.render.sheets.sheet import SheetContext, sheet_data
from app.render.sheets.words import LANGUAGES
from tests.net.families import LEGEND, MARKS, by_vendor, families
from tests.net.merging import merge
from tests.render.conftest import SETTINGS
from tests.wording import in_words

PLACE = DevicePlace(
    name="Copier 2nd floor", location="Room 214", address="192.168.20.31", notes="Key at the desk"
)
_SAME_FOR_ALL = ("words", "language", "qr")
_MOSTLY_SAME = ("tests", "errors")
_PAPERS = ("a4", "us-letter")


def record_sheets() -> dict[str, str]:
    """Sheets in English in full, a file for each first letter."""
    catalogue = Catalogue()
    files = {
        f"sheets/{letter}.txt": "\n".join(_in_full(devices)) + "\n"
        for letter, devices in by_vendor(catalogue)
    }
    return {**files, "sheets/_usual.txt": "\n".join(_usual_words(catalogue)) + "\n"}


def record_other_languages() -> dict[str, str]:
    """Of the other languages a digest of each sheet."""
    devices = sorted(families(Catalogue()), key=lambda device: device.id)
    return {
        f"sheets/_digests.{language}.txt": "".join(
            f"{device.id}: {' '.join(_digest(device, path, language) for path in MARKS)}\n"
            for device in devices
        )
        for language in LANGUAGES
        if language != "en"
    }


def _in_full(devices: tuple[Device, ...]) -> Iterator[str]:
    yield LEGEND
    for device in devices:
        yield ""
        yield f"== {device.id}"
        yield from merge({mark: _lines(device, path) for path, mark in MARKS.items()})


def _usual_words(catalogue: Catalogue) -> Iterator[str]:
    """What is the same on every sheet, and what is so on nearly all of a path."""
    yield from _flat("words", _fill(families(catalogue)[0], SendingPath.RELAY_IP, "en")["words"])
    yield from merge({mark: [*_usual(path)] for path, mark in MARKS.items()})


@cache
def _usual(path: SendingPath) -> tuple[str, ...]:
    data = _fill(Catalogue().devices[GENERIC_DEVICE], path, "en")
    return tuple(line for name in _MOSTLY_SAME for line in _flat(name, data[name]))


def _lines(device: Device, path: SendingPath) -> list[str]:
    try:
        check_device_served(device, SETTINGS[path])
    except AppError as error:
        said = in_words(error)
        return [f"refused: {said.in_one} {said.evidence} {' '.join(said.fix)}"]
    data = _fill(device, path, "en")
    sizes = ", ".join(f"{paper} {guess_density(data, paper)}" for paper in _PAPERS)
    return [*_all_lines(data, path), f"density: {sizes}"]


def _all_lines(data: dict[str, Any], path: SendingPath) -> Iterator[str]:
    usual = frozenset(_usual(path))
    for name, value in data.items():
        if name in _SAME_FOR_ALL:
            continue
        lines = tuple(_flat(name, value))
        is_usual = name in _MOSTLY_SAME and usual.issuperset(lines) and lines
        yield from (f"{name}: as in _usual.txt, {len(lines)}",) if is_usual else lines


def _flat(name: str, value: Any) -> Iterator[str]:
    """Write one value a line; what is in a list or a table stands under the name of it."""
    match value:
        case dict() if name == "words":
            yield from (f"{name}.{key}: {text}" for key, text in value.items())
        case dict():
            yield f"{name}: " + " | ".join(f"{key}={part}" for key, part in value.items() if part)
        case list() if value and isinstance(value[0], list):
            yield from (f"{name}: " + " | ".join(map(str, row)) for row in value)
        case list() | tuple():
            for one in value:
                yield from _flat(name, one)
        case _:
            yield from (f"{name}: {line}" for line in str(value).splitlines())


def _digest(device: Device, path: SendingPath, language: str) -> str:
    text = json.dumps(_fill(device, path, language), ensure_ascii=False, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _fill(device: Device, path: SendingPath, language: str) -> dict[str, Any]:
    return sheet_data(
        SheetContext(
            device=device,
            settings=SETTINGS[path],
            client_name="Contoso & Söhne",
            domain="contoso.com",
            made_on=date(2026, 11, 23),
            version="0.1.0",
            place=PLACE,
            recipient="office@contoso.com",
            language=language,
        )
    )
