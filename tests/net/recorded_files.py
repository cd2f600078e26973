"""The recordings in the tree, and how far a fresh one is from them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

RECORDED = Path(__file__).with_name("recorded")
MOST_LINES = 60


def save(files: Mapping[str, str], folder: Path) -> None:
    """Write files under a folder; what is the same already keeps its date."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if read(path) != text:
            path.write_text(text, "utf-8", newline="\n")


def read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.txt")}


def differences(
    fresh: Mapping[str, str], folder: Path = RECORDED, *, most: int = MOST_LINES
) -> Iterator[str]:
    """Show file by file what is different, each of them up to so many lines."""
    for name, text in sorted(fresh.items()):
        known = read(folder / name)
        if known != text:
            yield from _difference(name, known or "", text, most)


def _difference(name: str, known: str, text: str, most: int) -> Iterator[str]:
    lines = difflib.unified_diff(
        known.splitlines(), text.splitlines(), f"recorded/{name}", f"fresh/{name}", "", "", 2, ""
    )
    yield from islice(lines, most)
    if left := sum(1 for _ in lines):
        yield f"… and {left} lines more in {name}"
