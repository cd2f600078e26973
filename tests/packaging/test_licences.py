"""What is written beside a bundle about its parts, for people and for machines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

pytest.importorskip("PyInstaller", reason="only where bundles are made")

from common.licences import all_parts, bill_of_materials, write_licences

from app.services.installation.licences import Part


def test_every_part_brings_its_text() -> None:
    without = [part.name for part in all_parts() if not part.texts]
    assert set(without) <= {"Python"}


def test_qt_is_under_lgpl_with_both_texts() -> None:
    (qt,) = [part for part in all_parts() if part.name == "PySide6_Essentials"]
    assert qt.licence == "LGPL-3.0-only"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.texts[0]
    assert "GNU GENERAL PUBLIC LICENSE" in qt.texts[1]


def test_written_file_is_what_about_reads(tmp_path: Path) -> None:
    write_licences(tmp_path, all_parts())
    read = msgspec.json.decode((tmp_path / "licences.json").read_bytes(), type=tuple[Part, ...])
    assert read == all_parts()
    assert "OpenSSL" in (tmp_path / "THIRD-PARTY.txt").read_text("utf-8")


def test_list_for_machines_is_cyclonedx_and_repeatable() -> None:
    made = datetime(2026, 11, 23, tzinfo=UTC)
    first = bill_of_materials(all_parts(), made=made, system="linux x86_64")
    document = json.loads(first)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    refs = [component["bom-ref"] for component in document["components"]]
    assert len(refs) == len(set(refs)) > 20
    assert bill_of_materials(all_parts(), made=made, system="linux x86_64") == first
