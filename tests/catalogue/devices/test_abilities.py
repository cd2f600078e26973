"""The abilities that were decided by hand against the vendor files they were read from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.catalogue import Catalogue

TABLE: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("abilities.toml").read_text("utf-8")
)["family"]
DEVICES = Catalogue().devices
EACH = pytest.mark.parametrize("family", TABLE, ids=lambda family: str(family["id"]))
CLAIMS = ("tls", "encryption", "mechanisms", "oauth")
NO_HELO = {"value": "unknown", "told_by": "", "source": ""}


def test_every_family_that_was_decided_is_there_once() -> None:
    """Families that came later have no row; the linter holds their claims to their sources."""
    decided = [family["id"] for family in TABLE]
    assert decided == [id_ for id_ in DEVICES if id_ in set(decided)]


@EACH
def test_every_claim_has_words_and_a_source(family: dict[str, Any]) -> None:
    for kind in CLAIMS:
        for claim in family["right"][kind]:
            assert claim["told_by"].strip()
            assert claim["source"].strip()


@EACH
def test_what_is_not_known_names_what_would_settle_it(family: dict[str, Any]) -> None:
    right, device = family["right"], DEVICES[family["id"]]
    is_one_device = device.vendor != "Generic" and not device.is_note
    if is_one_device and not right["tls"] and not right["encryption"]:
        assert right["settle"]


@EACH
def test_vendor_file_says_what_was_decided(family: dict[str, Any]) -> None:
    said = msgspec.json.decode(msgspec.json.encode(DEVICES[family["id"]].ability))
    for kind in (*CLAIMS, "auth_labels"):
        assert [_plain(one) for one in said[kind]] == [
            _plain(one) for one in family["right"][kind]
        ], kind
    assert _plain(said["helo"] or NO_HELO) == _plain(family["right"]["helo"])
    assert said["settle"] == family["right"]["settle"]
    remarks = [one for one in DEVICES[family["id"]].remarks if one.confirmed]
    assert [{"text": one.text, "about": one.about} for one in remarks] == family["right"]["remarks"]


def _plain(claim: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is the same as nothing."""
    nothing = {"only": "", "since": "", "models": [], "app": "unknown", "over": "unknown"}
    return {key: value for key, value in claim.items() if nothing.get(key) != value}


def test_known_values_do_not_fall_below_what_was_known_before() -> None:
    """72, 116 and 124 before; what fell is silence that was read as no, row by row in `changed`."""
    told = [device.ability for device in DEVICES.values()]
    assert sum(bool(one.encryption) for one in told) >= 83
    assert sum(any(way.mechanism != "NONE" for way in one.mechanisms) for one in told) >= 122
    assert sum(bool(one.oauth) for one in told) >= 104


@EACH
def test_value_that_is_no_longer_known_is_listed_with_the_reason(family: dict[str, Any]) -> None:
    was_known = family["old"]["oauth_ability"] != "unknown"
    if was_known and not family["right"]["oauth"]:
        assert any(
            line.casefold().startswith("oauth") and " -> unknown: " in line
            for line in family["right"]["changed"]
        )
