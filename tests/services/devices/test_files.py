"""Checking files of devices where a contributor puts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalogue.resources import CATALOGUE
from app.domain.errors import InputError
from app.services.devices.files import lint_device_files

DEVICES = CATALOGUE / "devices"
KYOCERA = (DEVICES / "kyocera.toml").read_text("utf-8")


def test_file_of_the_catalogue_does_not_clash_with_itself() -> None:
    (linted,) = lint_device_files([DEVICES / "kyocera.toml"])
    assert linted.faults == ()


def test_copy_elsewhere_clashes_with_the_catalogue(tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    copy.write_text(KYOCERA, "utf-8")
    (linted,) = lint_device_files([copy])
    assert next(fault.where for fault in linted.faults) == "device[0].id"


def test_two_new_files_clash_with_each_other(tmp_path: Path) -> None:
    text = KYOCERA.replace('id = "kyocera-', 'id = "new-')
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(text, "utf-8")
    first, second = lint_device_files([tmp_path / "a.toml", tmp_path / "b.toml"])
    assert first.faults == ()
    assert {fault.where for fault in second.faults} >= {"device[0].id"}


def test_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"input\.file\.unreadable"):
        lint_device_files([tmp_path / "none.toml"])
