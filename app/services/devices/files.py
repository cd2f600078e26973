"""Files of devices that a contributor writes: what is wrong with them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.catalogue.devices.fault import Fault
from app.catalogue.devices.lint import lint_devices
from app.catalogue.resources import CATALOGUE
from app.services.passed_files import read_passed

MOST_BYTES = 4 * 1024 * 1024
"""The largest vendor file has some 60 thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LintedFile:
    """One file and what is to be put right in it."""

    file: str
    faults: tuple[Fault, ...]


def lint_device_files(
    paths: Iterable[Path], folder: Path = CATALOGUE / "devices"
) -> tuple[LintedFile, ...]:
    """Read each file beside those of the catalogue; raises InputError for one that is not there."""
    asked = {path.resolve(): path for path in paths}
    taken = {
        id_
        for path in folder.glob("*.toml")
        if path.resolve() not in asked
        for id_ in _ids(path.read_bytes())
    }
    linted = []
    for path in asked.values():
        content = read_passed(path, MOST_BYTES)
        faults = lint_devices(content, taken, today=date.today())
        linted.append(LintedFile(file=str(path), faults=faults))
        taken |= _ids(content)
    return tuple(linted)


def _ids(content: bytes) -> set[str]:
    """The ids of a file, as far as it can be read at all."""
    try:
        families = tomllib.loads(content.decode("utf-8-sig")).get("device", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return set()
    if not isinstance(families, list):
        return set()
    return {str(one.get("id")) for one in families if isinstance(one, dict)}
