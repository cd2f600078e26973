"""Writes what the data files of a bundle were when it was made; its self-test compares them."""

from __future__ import annotations

import hashlib
from pathlib import Path


def write_sums(folder: Path, out: Path) -> None:
    """Write the SHA-256 of every file below the folder, as sha256sum does."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n"
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]
    out.write_text("".join(lines), "utf-8", newline="\n")
