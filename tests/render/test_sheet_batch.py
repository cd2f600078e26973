"""A list of devices becomes a folder of sheets and one file to print."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.catalogue import Catalogue
from app.domain.path import SendingPath, SendingSettings
from app.domain.sheet import DevicePlace
from app.render.archive import build_zip
from app.render.context import ExportContext
from app.render.devices_csv import CsvRow
from app.render.sheet_batch import DeviceMatcher, render_batch

DEVICES = Catalogue().devices
ROWS = tuple(
    CsvRow(line=number, place=place)
    for number, place in enumerate(
        (
            DevicePlace(name="Copier south", vendor="Ricoh", model="IM C3000", location="Room 1"),
            DevicePlace(name="Drucker Süd / 2", vendor="HP", model="M428fdw", address="10.0.0.7"),
            DevicePlace(name="Box", vendor="Acme", model="Z9", from_address="box@contoso.com"),
            DevicePlace(vendor="Proxmox", model="VE 9"),
        ),
        start=2,
    )
)


@pytest.mark.parametrize(
    ("vendor", "model", "expected"),
    [
        ("Ricoh", "IM C3000", "ricoh-im-c-series"),
        ("HP", "LaserJet Pro M428fdw", "hp-laserjet-pro-mfp"),
        ("Kyocera", "TASKalfa 2554ci", "kyocera-command-center-rx"),
        ("KONICA MINOLTA", "bizhub C3320i", "konica-minolta-bizhub-i-series"),
        ("Acme", "LaserJet", "generic-smtp-device"),
        ("", "", "generic-smtp-device"),
    ],
)
def test_row_gets_the_family_of_its_vendor(vendor: str, model: str, expected: str) -> None:
    place = DevicePlace(vendor=vendor, model=model)
    assert DeviceMatcher(DEVICES).match(place).id == expected


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils")
def test_each_device_gets_its_sheet_and_a_line_on_the_cover(
    context: ExportContext, settings_of: dict[SendingPath, SendingSettings]
) -> None:
    relay = replace(context, settings=settings_of[SendingPath.RELAY_IP])
    batch = render_batch(ROWS, relay, DEVICES)
    assert [file.path for file in batch.files] == [
        "sheets/001-copier-south.pdf", "sheets/002-drucker-sud-2.pdf", "sheets/003-box.pdf",
        "sheets/004-proxmox-ve-9.pdf", "sheets/all-sheets.pdf",
    ]  # fmt: skip
    combined = batch.files[-1].content
    assert len(PdfReader(BytesIO(combined)).pages) == 5
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=combined, capture_output=True)
    cover, *pages = done.stdout.decode().split("\f")
    for name in ("Copier south", "Drucker Süd / 2", "Box", "Proxmox VE 9"):
        assert name in cover
    assert "box@contoso.com" in pages[2]
    assert build_zip(batch.files)


def test_device_that_cannot_is_left_out_with_its_reason(context: ExportContext) -> None:
    batch = render_batch(ROWS, context, DEVICES)
    assert [(item.line, item.name) for item in batch.left_out] == [
        (3, "Drucker Süd / 2"), (5, "Proxmox VE 9"),
    ]  # fmt: skip
    assert all(item.error.next_steps for item in batch.left_out)
    assert len(batch.files) == 3


def test_progress_counts_and_can_stop(context: ExportContext) -> None:
    seen: list[tuple[int, int]] = []

    def go_on(done: int, of: int) -> bool:
        seen.append((done, of))
        return done < 1

    batch = render_batch(ROWS, context, DEVICES, go_on)
    assert batch.was_stopped
    assert seen == [(0, 4), (1, 4)]
    assert [file.path for file in batch.files] == ["sheets/001-copier-south.pdf"]


def test_no_rows_make_no_files(context: ExportContext) -> None:
    assert render_batch((), context, DEVICES).files == ()
