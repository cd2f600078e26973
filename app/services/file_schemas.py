"""JSON Schemas of the files that contributors write, for editors that complete and check TOML."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from app.catalogue.devices.schema import DeviceFile
from app.catalogue.resources import CATALOGUE
from app.catalogue.schema.cloud import Cloud
from app.catalogue.schema.finding import FindingFile
from app.catalogue.schema.target import TargetList
from app.services.result import schema_of

if TYPE_CHECKING:
    from msgspec import Struct


class FileKind(StrEnum):
    """What a file of the catalogue holds; the name is that of its folder."""

    DEVICES = "devices"
    TARGETS = "targets"
    FINDINGS = "findings"
    CLOUDS = "clouds"

    @property
    def words(self) -> str:
        """What such a file is called."""
        return _shape_of(self)[1]

    @property
    def shape(self) -> type[Struct]:
        """What such a file is read into."""
        return _shape_of(self)[0]

    @property
    def schema_file(self) -> Path:
        """The copy that editors read; a test keeps it the same as `file_schema`."""
        return CATALOGUE / f"{self}.schema.json"


def file_schema(kind: FileKind) -> dict[str, Any]:
    """Return the JSON Schema of a file of this kind."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{kind.words.capitalize()}, for Sendwright",
        **schema_of(kind.shape),
    }


def _shape_of(kind: FileKind) -> tuple[type[Struct], str]:
    match kind:
        case FileKind.DEVICES:
            return DeviceFile, "a file of devices"
        case FileKind.TARGETS:
            return TargetList, "a file of targets"
        case FileKind.FINDINGS:
            return FindingFile, "a file of findings and the replies that mean them"
        case FileKind.CLOUDS:
            return Cloud, "a cloud file"
        case _:
            assert_never(kind)
