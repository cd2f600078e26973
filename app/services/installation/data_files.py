"""Finds data files of the program that were lost or changed since it was installed."""

from __future__ import annotations

import hashlib
from pathlib import Path

SUMS = "SHA256SUMS"
"""Bundles have it beside their data; a checkout has none, it is meant to be changed."""


def damaged_files(root: Path) -> tuple[str, ...]:
    """Name the files whose content is not what the list of sums says; none without a list."""
    sums = root / SUMS
    if not sums.is_file():
        return ()
    pairs = (line.split("  ", 1) for line in sums.read_text("utf-8").splitlines())
    return tuple(name for wanted, name in pairs if _sum_of(root / name) != wanted)


def _sum_of(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
