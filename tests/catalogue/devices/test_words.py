"""Remarks on devices in other languages: of sentences that stand in the catalogue today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.catalogue import Catalogue, CatalogueError, Device, DeviceField
from app.catalogue.devices.schema import LocalLabels
from app.catalogue.devices.words import (
    in_language,
    load_device_phrases,
    remarks_of,
    say,
    say_note,
    spoken_oauth,
)
from app.catalogue.files import read_phrases
from app.catalogue.message_words import message_languages
from tests.wording import all_of

LANGUAGES = tuple(language for language in message_languages() if language != "en")
EACH = pytest.mark.parametrize("language", LANGUAGES)
DEVICES = [device for device in Catalogue().devices.values() if not device.is_note]
OFFICE = (
    "Brother", "Canon", "Epson", "FUJIFILM", "Fuji Xerox", "Generic", "HP", "Konica", "Kyocera",
    "Lexmark", "QNAP", "Ricoh", "Sharp", "Synology", "Toshiba", "Xerox",
)  # fmt: skip
TO_KEEP = re.compile(r"https?://[^\s,;)”»“]+[\w/]|\b[a-z]+_[a-z_]+\b|\b\d{3,}\b|\[[A-Z][^\]]*\]")
"""What a reader copies or compares letter by letter."""


def pairs(language: str) -> Iterator[tuple[str, str]]:
    yield from load_device_phrases(language).items()


def needs_words(text: str) -> bool:
    """Say whether a remark has words of ours: not a name, a number or a list of choices."""
    is_list = " | " in text or " / " in text
    return bool(re.search(r"(?:^|[ (])[a-z]{3,}", text)) and not is_list


@EACH
def test_every_translation_is_of_a_remark_that_stands_there(language: str) -> None:
    """Where one fails, its English has changed: translate it anew, or take the line out."""
    remarks = {text for device in DEVICES for text in remarks_of(device)}
    assert [text for text in load_device_phrases(language) if text not in remarks] == []


@EACH
def test_devices_of_offices_speak_the_language(language: str) -> None:
    """A new remark may wait for its translation; many at once are a language forgotten."""
    phrases = load_device_phrases(language)
    left = [
        f"{device.id}: {text}"
        for device in DEVICES
        if device.vendor.startswith(OFFICE) and device.vendor != "HPE"
        for text in remarks_of(device)
        if needs_words(text) and text not in phrases
    ]
    assert len(left) < 10, left


@EACH
def test_what_is_copied_stays_and_sentences_end_alike(language: str) -> None:
    for english, said in pairs(language):
        lost = [text for text in TO_KEEP.findall(english) if text not in said and "<" not in text]
        assert lost == [], english
        assert said.endswith(".") == english.endswith("."), english
        assert "  " not in said
        assert said


@EACH
def test_typography_is_that_of_the_language(language: str) -> None:
    for _, said in pairs(language):
        if language == "fr":
            assert not re.search(r"\w [:;?!»]|« \w", said), said
        if language != "de":
            assert "„" not in said
        if language == "de":
            assert "ß" in said or not re.search(r"\b(du|dein|Du|Dein)\b", said), said


def test_english_reads_no_file_and_stays_what_it_is() -> None:
    assert dict(load_device_phrases("en")) == {}
    assert say("Default port 25.", "en") == "Default port 25."


def test_changed_english_is_shown_rather_than_an_old_translation() -> None:
    english, said = next(pairs("de"))
    assert say(english, "de") == said
    assert say(f"{english} Not any more.", "de") == f"{english} Not any more."


def test_note_is_said_part_by_part() -> None:
    assert say_note("default 25; made of 7 parts", "de") == "Vorgabe 25; made of 7 parts"


def test_answer_before_the_oauth_sentence_is_not_said() -> None:
    device = replace(DEVICES[0], oauth="Partly: by model.")
    assert spoken_oauth(device) == "By model."
    assert spoken_oauth(replace(device, oauth="No page was found.")) == "No page was found."


def test_labels_of_the_device_are_taken_where_they_are_known() -> None:
    device = Device(
        id="acme",
        vendor="Acme",
        family="Laser",
        kind="mfp",
        menu_path=("Network",),
        fields=(
            DeviceField(label="Server", value="server"),
            DeviceField(label="Port", value="port"),
        ),
        security_labels={"none": "Off", "implicit": "SSL"},
        local={
            "de": LocalLabels(
                menu_path=("Netzwerk",),
                labels={"Server": "Postausgang"},
                security_labels={"none": "Aus"},
            )
        },
        sources=(),
        checked=DEVICES[0].checked,
    )
    german = in_language(device, "de")
    assert german.menu_path == ("Netzwerk",)
    assert [field.label for field in german.fields] == ["Postausgang", "Port"]
    assert german.security_labels == {"none": "Aus", "implicit": "SSL"}
    assert in_language(device, "fr") == device


@pytest.mark.parametrize("device", [one for one in DEVICES if one.local], ids=lambda one: one.id)
def test_local_labels_are_of_fields_that_are_there(device: Device) -> None:
    for words in device.local.values():
        assert words.labels.keys() <= {field.label for field in device.fields}
        assert words.security_labels.keys() <= device.security_labels.keys()
        assert not words.menu_path or device.menu_path


def test_general_labels_are_translated_and_vendors_labels_are_not() -> None:
    by_id = {device.id: device for device in DEVICES}
    generic = in_language(by_id["generic-smtp-device"], "de")
    assert generic.fields[0].label.startswith("Mailserver")
    ricoh = by_id["ricoh-im-c-series"]
    assert in_language(ricoh, "de").fields == ricoh.fields


@pytest.mark.parametrize("line", ['"a" = 3', "= ", '["a"]\nb = "c"'])
def test_damaged_file_is_named(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "de" / "devices"
    folder.mkdir(parents=True)
    (folder / "acme.toml").write_text(line, "utf-8")
    with pytest.raises(CatalogueError, match=r"app\.catalogue\.damaged") as caught:
        read_phrases(folder)
    assert "de/devices/acme.toml" in all_of(caught.value)
