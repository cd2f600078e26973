"""Finding a device by what is written on its front."""

from __future__ import annotations

import pytest

from app.catalogue import Catalogue
from app.domain.devices.search import DeviceSearch, SearchEntry

DEVICES = Catalogue().devices


@pytest.fixture(scope="module")
def search() -> DeviceSearch:
    return DeviceSearch(
        SearchEntry(
            id=device.id, vendor=device.vendor, family=device.family, aliases=device.aliases
        )
        for device in DEVICES.values()
    )


@pytest.mark.parametrize(
    ("typed", "vendor"),
    [
        ("bizhub c258", "Konica Minolta"),
        ("imagerunner 2630", "Canon"),
        ("image runner 2630", "Canon"),
        ("imagruner", "Canon"),
        ("hp m428", "HP"),
        ("hp laserjet pro m428fdw", "HP"),
        ("kyocrea", "Kyocera"),
        ("TASKalfa 2554ci", "Kyocera"),
        ("xeroks versalink", "Xerox"),
        ("ricoh imc3000", "Ricoh"),
        ("Ricoh IM C3000", "Ricoh"),
        ("synolgy", "Synology"),
        ("pfsense", "Netgate"),
        ("proxmox", "Proxmox"),
        ("lexmark", "Lexmark"),
        ("brother mfc-l8900", "Brother"),
        ("konica", "Konica Minolta"),
        ("idrac", "Dell"),
        ("e-studio", "Toshiba"),
    ],
)
def test_first_hit_is_of_the_vendor_that_is_meant(
    typed: str, vendor: str, search: DeviceSearch
) -> None:
    hits = search.search(typed)
    assert hits
    assert DEVICES[hits[0].id].vendor.startswith(vendor), [hit.id for hit in hits]


def test_model_decides_between_families_of_one_vendor(search: DeviceSearch) -> None:
    assert search.search("hp m428")[0].id == "hp-laserjet-pro-mfp"
    assert search.search("epson wf-4730")[0].id == "epson-workforce-pro"
    assert search.search("ricoh im c")[0].id == "ricoh-im-c-series"


@pytest.mark.parametrize("typed", ["qqqqzzzz", "🖨", "--", "%", "12345678901"])
def test_nonsense_finds_nothing_or_everything_but_never_fails(
    typed: str, search: DeviceSearch
) -> None:
    hits = search.search(typed)
    assert all(hit.score < 0.6 for hit in hits)


def test_nothing_typed_shows_the_catalogue_in_its_order(search: DeviceSearch) -> None:
    assert [hit.id for hit in search.search("  ", limit=5)] == list(DEVICES)[:5]


def test_scores_fall_and_stay_below_one(search: DeviceSearch) -> None:
    scores = [hit.score for hit in search.search("hp laserjet")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_thousands_of_entries_and_long_texts_are_searched_alike() -> None:
    many = DeviceSearch(
        SearchEntry(id=f"d{n}", vendor=f"Vendor{n % 90}", family=f"Series{n} X{n:04}")
        for n in range(1000)
    )
    assert many.search("vendor7 x0007")[0].id == "d7"
    assert many.search("series7 " + "x" * 100_000)
