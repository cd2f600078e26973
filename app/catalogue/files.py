"""Reads the data files that came with the program, strictly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from app.domain.errors import AppError

T = TypeVar("T")


class CatalogueError(AppError):
    """A data file of the program is not what the program expects; a fault of the installation."""


def damaged(file: str, error: Exception) -> CatalogueError:
    """Tell of a file that is not what the program expects."""
    return CatalogueError("app.catalogue.damaged", values={"file": file}, evidence=str(error))


def read_entries(folder: Path, kind: type[T], *, key: str | None) -> Iterator[T]:
    """Read every file of a section; with a key, each file holds a list under it."""
    for path in sorted(folder.glob("*.toml")):
        try:
            if key is None:
                yield msgspec.toml.decode(path.read_bytes(), type=kind)
            else:
                yield from msgspec.toml.decode(path.read_bytes(), type=dict[str, list[kind]])[key]  # type: ignore[valid-type]  # the schema is a parameter here
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError) as exc:
            raise damaged(path.name, exc) from exc


def read_named(folder: Path, kind: type[T]) -> Mapping[str, T]:
    """Read every file of a section whose entries each stand under a name of their own."""
    read: dict[str, T] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            entries = msgspec.toml.decode(path.read_bytes(), type=dict[str, object])
            read |= {name: msgspec.convert(entry, kind) for name, entry in entries.items()}
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            raise damaged(f"{folder.parent.name}/{folder.name}/{path.name}", exc) from exc
    return read


def read_phrases(folder: Path) -> Mapping[str, str]:
    """Read every file of a section that says each English sentence by itself.

    The sentence is the key: one that has changed is not found, and is shown in English.
    """
    return read_named(folder, str)
