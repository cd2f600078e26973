"""The device catalogue as a whole; what each file must keep is the linter's to say."""

from __future__ import annotations

import re
import warnings
from datetime import date, timedelta

import pytest

from app.catalogue import Catalogue, Device

DEVICES = Catalogue().devices
EACH = pytest.mark.parametrize("device", DEVICES.values(), ids=lambda device: device.id)
LEFTOVER = re.compile(
    r"file id|exact-string|stored (page|text|material)|not read here|wizard|excerpt|\bTODO\b", re.I
)


def test_all_families_of_the_survey_are_there() -> None:
    assert len([device for device in DEVICES.values() if not device.is_note]) >= 124
    assert len({device.vendor for device in DEVICES.values()}) >= 90


def test_no_two_files_define_the_same_id() -> None:
    text = "".join(
        path.read_text("utf-8") for path in (Catalogue()._folder / "devices").glob("*.toml")
    )
    assert len(re.findall(r"(?m)^id = ", text)) == len(DEVICES)


@EACH
def test_facts_are_looked_up_again_every_year(device: Device) -> None:
    """A warning and no failure: a test must not break by waiting."""
    if date.today() - device.checked > timedelta(days=366):
        warnings.warn(f"{device.id} was checked over a year ago", stacklevel=1)


@EACH
def test_no_word_of_how_a_fact_was_found_is_left(device: Device) -> None:
    texts = (
        *(remark.text for remark in device.remarks),
        *device.unverified,
        device.doubt,
        device.oauth,
        device.from_rule,
    )
    assert not [text for text in texts if LEFTOVER.search(text)]
