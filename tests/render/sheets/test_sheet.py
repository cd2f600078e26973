"""The printed sheet, read back from the PDF as a person, a screen reader and a telephone do."""

from __future__ import annotations

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.catalogue import Catalogue, Device
from app.catalogue.devices.reading import read_ability
from app.domain.devices.ability import OAuthWord
from app.domain.devices.fit import expect_needs, find_misfits
from app.domain.devices.sheet import DevicePlace
from app.domain.errors import AppError
from app.domain.path import Authentication, SendingPath, SendingSettings
from app.render.context import ExportContext
from app.render.sheets.sheet import SheetContext, render_sheet, sheet_data
from app.render.targets import render_target
from tests.render.conftest import SETTINGS

CATALOGUE = Catalogue()
DEVICES = CATALOGUE.devices
MENU_MARK = " \u203a "
PLACE = DevicePlace(
    name="Copier 2nd floor", location="Main building, room 214", address="192.168.20.31"
)
LONG_HOST = "a" * 63 + "." + "b" * 63 + "." + "c" * 63 + ".mail.protection.outlook.com"
HOSTILE = '#panic("x") *bold* _it_ $x^2$ @ref <label> `raw` \\ // = [a](b) #import "x"'
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils")
needs_zbar = pytest.mark.skipif(shutil.which("zbarimg") is None, reason="no zbar-tools")
BY_TOKEN = SendingPath.SMTP_AUTH_OAUTH
Settings = dict[SendingPath, SendingSettings]


def sheet_of(device: str, settings: SendingSettings, place: DevicePlace = PLACE) -> SheetContext:
    return SheetContext(
        device=DEVICES[device],
        settings=settings,
        client_name="Contoso & Söhne",
        domain="contoso.com",
        made_on=date(2026, 11, 23),
        version="0.1.0",
        place=place,
        recipient="office@contoso.com",
    )


def may_sign_in(device: Device) -> bool:
    return read_ability(device).oauth_over_smtp is not OAuthWord.NO


def gets_sheet(device: Device, settings: SendingSettings) -> bool:
    tell = CATALOGUE.teller(device.id)
    return not find_misfits(read_ability(device), expect_needs(settings), tell)


def text_of(pdf: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def assert_in_order(parts: list[str], text: str) -> None:
    at, squeezed_text = 0, squeezed(text)
    for part in parts:
        found = squeezed_text.find(squeezed(part), at)
        assert found >= 0, f"{part!r} is not after {squeezed_text[max(0, at - 40) : at]!r}"
        at = found


@needs_poppler
@pytest.mark.parametrize("path", SendingPath)
@pytest.mark.parametrize(
    "device",
    ["generic-smtp-device", "ricoh-im-c-series", "epson-workforce-pro", "proxmox-ve", "opnsense"],
)
def test_labels_and_values_stand_in_the_vendors_order(
    device: str, path: SendingPath, settings_of: Settings
) -> None:
    sheet = sheet_of(device, settings_of[path])
    by_token = settings_of[path].authentication is Authentication.XOAUTH2
    if by_token and not may_sign_in(DEVICES[device]):
        with pytest.raises(AppError, match=r"device_oauth_not_served|sends_by_graph"):
            render_sheet(sheet)
        return
    text = text_of(render_sheet(sheet))
    rows = sheet_data(sheet)["rows"]
    assert isinstance(rows, list)
    assert_in_order([row["label"] for row in rows], text)
    for row in rows:
        assert squeezed(row["label"] + row["action"] + row["value"] + row["note"]) in squeezed(
            text.replace("general words; only if asked for", "")
        ) or squeezed(row["value"]) in squeezed(text)


@needs_poppler
@pytest.mark.parametrize("device", sorted(DEVICES))
def test_every_family_has_a_sheet_with_its_server_and_menu(
    device: str, settings_of: Settings
) -> None:
    settings = settings_of[SendingPath.RELAY_IP]
    pdf = render_sheet(sheet_of(device, settings))
    text = squeezed(text_of(pdf))
    assert settings.server.host in text
    assert settings.from_address in text
    assert squeezed(MENU_MARK.join(DEVICES[device].menu_path)) in text
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize(
    "device", sorted(name for name, one in DEVICES.items() if gets_sheet(one, SETTINGS[BY_TOKEN]))
)
def test_every_family_that_may_sign_in_fits_one_page(device: str, settings_of: Settings) -> None:
    pdf = render_sheet(sheet_of(device, settings_of[SendingPath.SMTP_AUTH_OAUTH]), "us-letter")
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_sheet_is_a_tagged_accessible_pdf(paper: str, settings_of: Settings) -> None:
    sheet = sheet_of("proxmox-ve", settings_of[SendingPath.RELAY_IP])
    reader = PdfReader(BytesIO(render_sheet(sheet, paper)))
    catalog: Any = reader.trailer["/Root"]
    assert bool(catalog["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in catalog
    assert str(catalog["/Lang"]).startswith("en")
    assert bool(catalog["/ViewerPreferences"]["/DisplayDocTitle"])
    assert b"pdfuaid:part>1<" in catalog["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert "Copier 2nd floor" in str(reader.metadata.title)
    width = {"a4": 595, "us-letter": 612}[paper]
    assert round(float(reader.pages[0].mediabox.width)) == width
    assert all("/FontFile" in str(font) for font in _fonts(reader))


def _fonts(reader: PdfReader) -> list[str]:
    resources: Any = reader.pages[0]["/Resources"]
    return [
        str(font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object())
        for font in resources["/Font"].values()
    ]


@needs_poppler
def test_no_ligature_changes_a_host_name(settings_of: Settings) -> None:
    settings = replace(
        settings_of[SendingPath.SMTP_AUTH_BASIC], from_address="office.fi.fl.ffi@contoso.com"
    )
    text = text_of(render_sheet(sheet_of("epson-workforce-pro", settings)))
    assert "smtp.office365.com" in text
    assert "office.fi.fl.ffi@contoso.com" in text
    assert not re.search("[\ufb00-\ufb06]", text)


@needs_poppler
def test_markup_in_values_stays_text(settings_of: Settings) -> None:
    place = DevicePlace(name=HOSTILE, location=HOSTILE, notes=HOSTILE, address="x")
    settings = replace(settings_of[SendingPath.RELAY_IP], from_name=HOSTILE)
    text = squeezed(text_of(render_sheet(sheet_of("proxmox-ve", settings, place))))
    assert text.count(squeezed(HOSTILE)) >= 4


@needs_poppler
def test_longest_values_are_whole_and_inside_the_page(settings_of: Settings) -> None:
    settings = replace(
        settings_of[SendingPath.RELAY_IP],
        server=replace(settings_of[SendingPath.RELAY_IP].server, host=LONG_HOST),
        from_address="x" * 64 + "@" + "y" * 60 + ".contoso.com",
        from_name="W" * 255,
    )
    place = DevicePlace(name="N" * 120, location="L" * 255, address="h" * 60 + ".contoso.com")
    pdf = render_sheet(sheet_of("proxmox-ve", settings, place))
    text = squeezed(text_of(pdf))
    for value in (LONG_HOST, settings.from_address, "W" * 255, "N" * 120, "L" * 255):
        assert value in text
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert max(edges) <= 595 - 40


@needs_poppler
@pytest.mark.parametrize(
    "name", ["طابعة الطابق الثاني", "プリンター二階", "Drucker 😀 groß", "Ξερόξ Ж"]
)
def test_other_scripts_do_not_stop_the_sheet(name: str, settings_of: Settings) -> None:
    place = replace(PLACE, name=name)
    pdf = render_sheet(sheet_of("ricoh-im-c-series", settings_of[SendingPath.RELAY_IP], place))
    text = text_of(pdf)
    assert squeezed(name)[:2] in squeezed(text) or "could not be printed" in text


@needs_poppler
def test_character_that_no_font_has_is_said_on_the_page(settings_of: Settings) -> None:
    place = replace(PLACE, name="Copier \U00030000")
    pdf = render_sheet(sheet_of("ricoh-im-c-series", settings_of[SendingPath.RELAY_IP], place))
    assert "could not be printed with the fonts" in text_of(pdf)


@needs_zbar
@needs_poppler
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.168.20.31", "http://192.168.20.31/"),
        ("https://copier.contoso.com:8443/x", "https://copier.contoso.com:8443/x"),
        ("fe80::1", "http://[fe80::1]/"),
        ("copier:8000/a/b.html", "http://copier:8000/a/b.html"),
    ],
)
def test_qr_code_opens_the_devices_page(
    address: str, expected: str, settings_of: Settings, tmp_path: Path
) -> None:
    place = replace(PLACE, address=address)
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(
        render_sheet(sheet_of("ricoh-im-c-series", settings_of[SendingPath.RELAY_IP], place))
    )
    subprocess.run(["pdftoppm", "-r", "150", "-png", pdf, tmp_path / "page"], check=True)
    page = next(tmp_path.glob("page*.png"))
    read = subprocess.run(["zbarimg", "-q", "--raw", page], capture_output=True, check=True)
    assert read.stdout.decode().strip() == expected


@needs_poppler
def test_password_is_a_blank_and_relay_has_no_user(settings_of: Settings) -> None:
    def rows(path: SendingPath) -> dict[str, tuple[str, str]]:
        found = sheet_data(sheet_of("epson-workforce-pro", settings_of[path]))["rows"]
        assert isinstance(found, list)
        return {row["label"]: (row["kind"], row["value"]) for row in found}

    basic, relay = rows(SendingPath.SMTP_AUTH_BASIC), rows(SendingPath.RELAY_IP)
    assert basic["Authenticated Password"] == ("by_hand", "")
    assert basic["Secure Connection"] == ("choose", "STARTTLS")
    assert relay["Authenticated Account"] == ("empty", "")
    assert relay["Authenticated Password"] == ("empty", "")
    assert relay["Authentication Method"] == ("choose", "Off")


def test_value_that_a_form_would_cut_is_said(settings_of: Settings) -> None:
    device = DEVICES["epson-workforce-pro"]
    assert any(field.max_length == 255 for field in device.fields)
    settings = replace(settings_of[SendingPath.RELAY_IP], from_address="x" * 250 + "@contoso.com")
    notices = sheet_data(sheet_of("epson-workforce-pro", settings))["notices"]
    assert isinstance(notices, tuple)
    assert any("takes at most 255 characters" in notice for notice in notices)


def test_same_values_give_the_same_bytes(settings_of: Settings) -> None:
    sheet = sheet_of("ricoh-im-c-series", settings_of[SendingPath.RELAY_IP])
    assert render_sheet(sheet) == render_sheet(sheet)


def test_threads_may_print_at_the_same_time(settings_of: Settings) -> None:
    sheet = sheet_of("ricoh-im-c-series", settings_of[SendingPath.RELAY_IP])
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(lambda _: render_sheet(sheet), range(8)))) == 1


def test_sheet_target_makes_one_page_a_device(
    context: ExportContext, settings_of: Settings
) -> None:
    target = Catalogue().targets["sheet"]
    devices = (DEVICES["generic-smtp-device"], DEVICES["ricoh-im-c-series"])
    for settings in settings_of.values():
        files = render_target(target, replace(context, devices=devices, settings=settings))
        assert [file.path for file in files] == [
            "sheet/generic-smtp-device.pdf", "sheet/ricoh-im-c-series.pdf", "sheet/README.txt",
        ]  # fmt: skip
        assert files[0].content.startswith(b"%PDF-")


def test_without_a_device_the_generic_sheet_is_made(context: ExportContext) -> None:
    files = render_target(Catalogue().targets["sheet"], context)
    assert files[0].path == "sheet/generic-smtp-device.pdf"
