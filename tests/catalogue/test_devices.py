"""Every device family: its facts are whole, its words are sentences, its values are known ones."""

from __future__ import annotations

import re
import warnings
from datetime import date, timedelta

import pytest

from app.catalogue import Catalogue, Confidence, Device

DEVICES = Catalogue().devices
EACH = pytest.mark.parametrize("device", DEVICES.values(), ids=lambda device: device.id)
SECURITY_WORDS = {
    "starttls", "implicit", "none", "on", "required", "auto", "implicit_or_starttls",
    "starttls_opportunistic",
}  # fmt: skip
LEFTOVER = re.compile(
    r"file id|exact-string|stored (page|text|material)|not read here|wizard|excerpt|\bTODO\b", re.I
)


def prose(device: Device) -> tuple[str, ...]:
    texts = (*device.quirks, *device.unverified, device.doubt, device.oauth, device.from_rule)
    return tuple(filter(None, texts))


def test_all_families_of_the_survey_are_there() -> None:
    assert len([device for device in DEVICES.values() if not device.is_note]) >= 124
    assert len({device.vendor for device in DEVICES.values()}) >= 90


def test_no_two_files_define_the_same_id() -> None:
    text = "".join(path.read_text() for path in (Catalogue()._folder / "devices").glob("*.toml"))
    assert len(re.findall(r"(?m)^id = ", text)) == len(DEVICES)


@EACH
def test_id_is_short_and_made_of_words(device: Device) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", device.id)
    assert len(device.id) <= 44


@EACH
def test_facts_have_sources_that_can_be_looked_up(device: Device) -> None:
    assert device.sources
    assert device.checked <= date.today()
    if date.today() - device.checked > timedelta(days=366):
        warnings.warn(f"{device.id} was checked over a year ago", stacklevel=1)


@EACH
def test_what_is_not_confirmed_says_so(device: Device) -> None:
    assert bool(device.doubt) == (device.confidence is not Confidence.CONFIRMED)


@EACH
def test_sentences_are_sentences(device: Device) -> None:
    for text in prose(device):
        assert text.endswith((".", "!", "?", ")")), text
        assert "  " not in text
        assert text == text.strip()
        assert not LEFTOVER.search(text), text


@EACH
def test_fields_have_labels_and_known_values(device: Device) -> None:
    for field in device.fields:
        assert field.label.strip() == field.label != ""
        assert re.fullmatch(r"[a-z0-9_]+", field.value)
        assert 0 <= field.max_length <= 512
    assert set(device.security_labels) <= SECURITY_WORDS
    assert device.oauth_ability in ("yes", "no", "partly", "unknown")
