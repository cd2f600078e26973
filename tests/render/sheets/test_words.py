"""The sheet's words in every language: the same keys, the same places to fill, nothing empty."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from app.catalogue import Catalogue
from app.domain.devices.sheet import DevicePlace, RowAction
from app.domain.path import Authentication, SendingPath, SendingSettings
from app.render.sheets.sheet import SheetContext, render_sheet, sheet_data
from app.render.sheets.words import LANGUAGES, SheetWords, load_words

DEVICES = Catalogue().devices
PLACE = re.compile(r"\{(\w*)\}")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils")


def flat(words: SheetWords) -> dict[str, str]:
    found: dict[str, str] = {}
    for section, entries in msgspec.to_builtins(words).items():
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, str):
                found[f"{section}.{key}"] = entry
                continue
            for number, item in enumerate(entry):
                found |= {f"{section}.{key}.{number}.{part}": text for part, text in item.items()}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    english, other = flat(load_words("en")), flat(load_words(language))
    assert other.keys() == english.keys()
    for key, text in other.items():
        assert text.strip() == text != ""
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(english[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_exist_for_everything_that_is_asked_for(language: str) -> None:
    words = load_words(language)
    assert set(words.actions) == {action.value for action in RowAction}
    assert set(words.paths) == {path.value for path in SendingPath}
    assert all(len(errors) == 3 for errors in words.errors.values())
    assert words.language == language


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_translation_is_a_translation(language: str) -> None:
    english, other = flat(load_words("en")), flat(load_words(language))
    same = [key for key in other if other[key] == english[key] and " " in other[key]]
    assert set(same) <= {
        "paths.high_volume", "paths.azure_communication", "values.oauth",
        *(key for key in same if key.endswith(".message")),
    }  # fmt: skip


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_fullest_sheet_fits_one_page_in_every_language(
    language: str, paper: str, settings_of: dict[SendingPath, SendingSettings]
) -> None:
    sheet = SheetContext(
        device=DEVICES["proxmox-ve"],
        settings=settings_of[SendingPath.RELAY_IP],
        client_name="Contoso",
        domain="contoso.com",
        made_on=date(2026, 11, 23),
        version="0.1.0",
        place=DevicePlace(name="Copier", location="Room 1", address="10.0.0.1", notes="None"),
        recipient="office@contoso.com",
        language=language,
    )
    pdf = render_sheet(sheet, paper)
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) == 1
    root: Any = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith(language)
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True)
    text = " ".join(done.stdout.decode().split())
    words = load_words(language)
    for part in (words.page["fill"], words.actions["choose"], words.page["signature"]):
        assert part in text


def test_what_nobody_can_see_is_shown_as_its_code(
    settings_of: dict[SendingPath, SendingSettings],
) -> None:
    place = DevicePlace(name="a\0b\x1bc\u202ed\ud800e", notes="two\nlines")
    settings = replace(settings_of[SendingPath.RELAY_IP], from_name="x\0")
    sheet = SheetContext(
        device=DEVICES["generic-smtp-device"],
        settings=settings,
        client_name="Con\x00toso",
        domain="contoso.com",
        made_on=date(2026, 11, 23),
        version="0.1.0",
        place=place,
    )
    data = sheet_data(sheet)
    assert data["title"] == r"a\u0000b\u001bc\u202ed\ud800e"
    assert "two lines" in str(data["facts"])
    assert render_sheet(sheet).startswith(b"%PDF")


def test_device_says_how_it_signs_in_and_that_a_sender_of_its_own_needs_a_right(
    settings_of: dict[SendingPath, SendingSettings],
) -> None:
    settings = replace(settings_of[SendingPath.SMTP_AUTH_OAUTH], from_address="copier@contoso.com")
    sheet = SheetContext(
        device=DEVICES["epson-web-config-oauth"],
        settings=settings,
        client_name="Contoso",
        domain="contoso.com",
        made_on=date(2026, 11, 23),
        version="0.1.0",
    )
    data = sheet_data(sheet)
    assert str(data["sign_in"]).startswith("Device-code flow")
    assert "Send As" in str(data["notices"])


def test_every_authentication_has_a_choice_in_words(
    settings_of: dict[SendingPath, SendingSettings],
) -> None:
    for authentication in Authentication:
        settings = replace(settings_of[SendingPath.RELAY_IP], authentication=authentication)
        sheet = SheetContext(
            device=DEVICES["generic-smtp-device"],
            settings=settings,
            client_name="Contoso",
            domain="contoso.com",
            made_on=date(2026, 11, 23),
            version="0.1.0",
        )
        rows = sheet_data(sheet)["rows"]
        assert isinstance(rows, list)
        assert next(row["value"] for row in rows if row["label"].startswith("Authentication"))
