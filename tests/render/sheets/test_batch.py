"""A list of devices becomes a folder of sheets and one file to print."""

from __future__ import annotations

import re
import subprocess
import time
from dataclasses import replace
from io import BytesIO

import page
import pytest
from pypdf import PdfReader

from app.catalogue import Catalogue
from app.domain.devices.sheet import DevicePlace
from app.domain.path import SendingPath, SendingSettings
from app.render.context import ExportContext
from app.render.devices_csv import CsvRow
from app.render.pdf.join import PdfJoiner
from app.render.pdf.part import UnknownPdfError
from app.render.sheets.batch import DeviceMatcher, MadeSheet, join_sheets, make_each
from app.render.sheets.lists import LeftOut, ListedSheet, render_checklist, render_cover
from tests.wording import in_words

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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HP M428 in the hall", "hp-laserjet-pro-mfp"),
        ("TASKalfa 3. OG", "kyocera-command-center-rx"),
        ("bizhub C258 2nd floor", "konica-minolta-bizhub-ineo"),
        ("Main office", "generic-smtp-device"),
        ("Printer reception", "generic-smtp-device"),
        ("Scanner in hall", "generic-smtp-device"),
        ("IP camera door", "generic-smtp-device"),
        ("Drucker im Flur", "generic-smtp-device"),
    ],
)
def test_row_without_a_vendor_gets_a_family_only_where_its_name_says_one(
    name: str, expected: str
) -> None:
    assert DeviceMatcher(DEVICES).match(DevicePlace(name=name)).id == expected


@pytest.mark.parametrize("vendor", ["OKI", "Olivetti", "Samsung"])
def test_row_of_a_vendor_without_known_labels_gets_the_sheet_that_names_it(vendor: str) -> None:
    device = DeviceMatcher(DEVICES).match(DevicePlace(vendor=vendor, model="X-1234"))
    assert device.vendor == vendor
    assert not device.fields


def made_of(context: ExportContext) -> tuple[list[MadeSheet], list[LeftOut]]:
    each = list(make_each(ROWS, context, DEVICES))
    made = [one for one in each if isinstance(one, MadeSheet)]
    return made, [one for one in each if isinstance(one, LeftOut)]


def joined(made: list[MadeSheet], left_out: list[LeftOut], context: ExportContext) -> bytes:
    out = BytesIO()
    cover = render_cover([one.listed for one in made], left_out, context)
    join_sheets(cover, [one.file.content for one in made], out)
    return out.getvalue()


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True)
    return done.stdout.decode()


@pytest.fixture(scope="module")
def relay(context: ExportContext, settings_of: dict[SendingPath, SendingSettings]) -> ExportContext:
    return replace(context, settings=settings_of[SendingPath.RELAY_IP])


def test_each_device_gets_its_sheet_and_a_line_on_the_cover(relay: ExportContext) -> None:
    made, left_out = made_of(relay)
    assert [one.file.path for one in made] == [
        "sheets/001-copier-south.pdf", "sheets/002-drucker-sud-2.pdf", "sheets/003-box.pdf",
        "sheets/004-proxmox-ve-9.pdf",
    ]  # fmt: skip
    combined = joined(made, left_out, relay)
    assert len(PdfReader(BytesIO(combined)).pages) == 5
    cover, *pages = text_of(combined).split("\f")
    for number, name in enumerate(("Copier south", "Drucker Süd / 2", "Box", "Proxmox VE 9"), 2):
        assert re.search(rf"{name}.*?\b{number}$", cover, re.DOTALL | re.MULTILINE)
        assert name in pages[number - 2]
    assert "box@contoso.com" in pages[2]


def test_joined_file_is_tagged_and_has_an_entry_for_each_sheet(relay: ExportContext) -> None:
    made, left_out = made_of(relay)
    combined = joined(made, left_out, relay)
    report = page.validate_pdf_bytes(combined, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    assert report.rules.passed > 100
    reader = PdfReader(BytesIO(combined), strict=True)
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles == ["Sheets for Contoso & Söhne", *(one.listed.title for one in made)]
    assert str(reader.metadata and reader.metadata.title) == titles[0]
    for number, one in enumerate(made, start=1):
        alone = PdfReader(BytesIO(one.file.content)).pages[0]
        assert reader.pages[number].extract_text() == alone.extract_text()


def test_names_that_look_like_pdf_stay_names(relay: ExportContext) -> None:
    name = r"Copier 12 0 R (U1x0y0) \) /ID(x) /StructParents 7"
    rows = (CsvRow(line=2, place=DevicePlace(name=name, vendor="Ricoh", model="IM C3000")),)
    made = [one for one in make_each(rows, relay, DEVICES) if isinstance(one, MadeSheet)]
    combined = joined([*made, *made], [], relay)
    assert page.is_pdf_compliant_bytes(combined, profile="ua1")
    outline = PdfReader(BytesIO(combined), strict=True).outline
    assert [entry.title for entry in outline if not isinstance(entry, list)][1:] == [name, name]


def test_file_of_another_program_is_not_joined() -> None:
    with pytest.raises(UnknownPdfError):
        PdfJoiner(BytesIO()).add(b"%PDF-1.4\nsomething else\nstartxref\n9\n%%EOF\n")


def test_checklist_goes_from_place_to_place(relay: ExportContext) -> None:
    places = ("Room 10", "Room 9", "", "hall")
    sheets = [
        ListedSheet(
            place=DevicePlace(name=f"Box {number}", location=place, address="10.0.0.7"),
            title=f"Box {number}",
            model="Ricoh",
            pages=1,
        )
        for number, place in enumerate(places)
    ]
    pdf = render_checklist(sheets, relay)
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert re.findall(r"Box \d", text_of(pdf)) == ["Box 3", "Box 1", "Box 0", "Box 2"]


def test_long_cover_gives_the_page_of_each_sheet(relay: ExportContext) -> None:
    place = DevicePlace(name="Box", location="Hall")
    sheets = [
        ListedSheet(place=place, title=f"Box {number}", model="M" * (number % 90), pages=1)
        for number in range(120)
    ]
    pdf = render_cover(sheets, [], relay)
    first = len(PdfReader(BytesIO(pdf)).pages) + 1
    pages = [int(page) for page in re.findall(r"(?m)Hall (\d+)$", text_of(pdf))]
    assert pages == list(range(first, first + 120))


def test_device_that_cannot_is_left_out_with_its_reason(context: ExportContext) -> None:
    made, left_out = made_of(context)
    assert [(item.line, item.name) for item in left_out] == [
        (3, "Drucker Süd / 2"), (5, "Proxmox VE 9"),
    ]  # fmt: skip
    assert all(in_words(item.error).fix for item in left_out)
    assert len(made) == 2
    assert "This device cannot sign in with OAuth" in text_of(joined(made, left_out, context))


def test_iterator_that_is_closed_makes_no_more(relay: ExportContext) -> None:
    rows = ROWS * 500
    each = make_each(rows, relay, DEVICES)
    assert isinstance(next(each), MadeSheet)
    started = time.perf_counter()
    each.close()
    assert time.perf_counter() - started < 10


def test_no_rows_make_nothing(relay: ExportContext) -> None:
    assert list(make_each((), relay, DEVICES)) == []
