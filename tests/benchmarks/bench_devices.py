"""How the search for devices grows with the catalogue.

Run it by hand: `python tests/benchmarks/bench_devices.py`. Every query of the table is searched in
the catalogue as it is and in one of 1,000 families, and each family is also compared by difflib
alone, as one would without an index. What counts are the ratios within one run.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.catalogue import Catalogue
from app.domain.devices.search import DeviceSearch, SearchEntry

TABLE = Path(__file__).resolve().parents[1] / "catalogue" / "device_queries.tsv"


def main() -> int:
    lines = TABLE.read_text("utf-8").splitlines()
    queries = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    own = len(Catalogue().devices)
    spent = {}
    for size in (own, 1000):
        entries = make_entries(size)
        started = time.perf_counter()
        search = DeviceSearch(entries)
        built = (time.perf_counter() - started) * 1000
        spent[size] = measure(search.search, queries)
        print(f"{size:5} families: built in {built:.0f} ms, {describe(spent[size])}")
    plain = measure(lambda text: compare_all(text, make_entries(1000)), queries[:20])
    print(f" 1000 families by difflib alone: {describe(plain)}")
    middle = statistics.median
    print(f"ratio of 1,000 to {own} families: {middle(spent[1000]) / middle(spent[own]):.1f}")
    print(f"ratio of difflib to the index:  {middle(plain) / middle(spent[1000]):.0f}")
    return 0


def make_entries(size: int) -> list[SearchEntry]:
    """The catalogue, and copies of it under other names up to a size."""
    devices = list(Catalogue().devices.values())
    entries = []
    for number in range(size):
        device, copy = devices[number % len(devices)], number // len(devices)
        mark = f" {chr(97 + copy)}{copy}x" if copy else ""
        entries.append(
            SearchEntry(
                id=f"{device.id}{mark}",
                vendor=device.vendor + mark,
                family=device.family + mark,
                aliases=tuple(alias + mark.strip() for alias in device.aliases),
            )
        )
    return entries


def measure(search: Callable[[str], object], queries: list[str]) -> list[float]:
    """Give the milliseconds of each query."""
    spent = []
    for query in queries:
        started = time.perf_counter()
        search(query)
        spent.append((time.perf_counter() - started) * 1000)
    return spent


def compare_all(text: str, entries: list[SearchEntry]) -> float:
    """Compare with every family, word by word of no index."""
    return max(
        SequenceMatcher(None, text, f"{entry.vendor} {entry.family}".casefold()).ratio()
        for entry in entries
    )


def describe(spent: list[float]) -> str:
    return f"median {statistics.median(spent):.2f} ms, slowest {max(spent):.1f} ms"


if __name__ == "__main__":
    raise SystemExit(main())
