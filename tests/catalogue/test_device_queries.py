"""What people really type finds the family they mean; the table is `device_queries.tsv`."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.catalogue.devices.index import DeviceIndex
from app.domain.devices.search import DeviceSearch, SearchEntry

TABLE = Path(__file__).with_name("device_queries.tsv")
ROWS = [
    tuple(line.split("\t"))
    for line in TABLE.read_text("utf-8").splitlines()
    if not line.startswith("#")
]
DEVICES = Catalogue().devices
INDEX = DeviceIndex(Catalogue().devices)


@pytest.mark.parametrize(("typed", "family"), ROWS, ids=[row[0] for row in ROWS])
def test_query_finds_its_family_first(typed: str, family: str) -> None:
    found = [device.id for device in INDEX.find(typed, limit=3)]
    assert found[:1] == [family], found


def test_table_is_long_and_says_nothing_twice() -> None:
    typed = [row[0] for row in ROWS]
    assert len(typed) >= 60
    assert len(set(typed)) == len(typed)


def test_big_catalogue_finds_the_same() -> None:
    """A thousand families more, of vendors that sound different, push none of ours away."""
    ours = [
        SearchEntry(
            id=device.id, vendor=device.vendor, family=device.family, aliases=device.aliases
        )
        for device in DEVICES.values()
    ]
    others = [
        SearchEntry(
            id=f"other-{number}",
            vendor=f"{chr(97 + number % 26)}{chr(97 + number % 23)}ovq{number}",
            family=f"zw-{number} class",
        )
        for number in range(1000)
    ]
    search = DeviceSearch([*others, *ours])
    missed = [row for row in ROWS if search.search(row[0], limit=1)[0].id != row[1]]
    assert not missed


@pytest.mark.parametrize("typed", ["asdfgh qwertz", "12345", "qqqqzzzz", "….", "zzz9999"])
def test_nonsense_finds_nothing_that_is_meant(typed: str) -> None:
    found = INDEX.find(typed)
    assert found in ((), tuple(DEVICES.values()))


@pytest.mark.parametrize("vendor", ["OKI", "Olivetti", "Samsung", "Eaton", "SonicWall", "3CX"])
def test_vendor_without_known_labels_is_found_by_its_name(vendor: str) -> None:
    found = INDEX.find(vendor)[0]
    assert found.vendor == vendor
    assert not found.fields
    assert found.confidence.value == "unconfirmed"
