"""The gallery: found by words, filtered by path, looked at, saved without losing anything."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QPlainTextEdit

from app.domain.path import SendingPath
from app.flow.journey import Step
from app.gui.pages.export.page import ExportPage
from tests.gui import audit
from tests.gui.driver import Driver
from tests.gui.test_journey import save_through_dialog
from tests.gui.test_late_pages import go_to_export

if TYPE_CHECKING:
    import pytest


def shown(driver: Driver) -> list[str]:
    view = driver.find("export.targets", QListWidget)
    items = (view.item(row) for row in range(view.count()))
    return [str(item.data(Qt.ItemDataRole.UserRole)) for item in items if not item.isHidden()]


def test_search_finds_a_device_and_shows_its_values(driver: Driver) -> None:
    go_to_export(driver)
    driver.type("export.search", "synology")
    assert shown(driver) == ["synology"]
    driver.settle()
    text = driver.find("export.preview", QPlainTextEdit).toPlainText()
    assert "Synology" in text
    assert driver.find("export.wrap", QCheckBox).isChecked()
    assert audit.find_cut_off(driver.window) == []


def test_targets_are_filtered_by_the_path_that_they_serve(driver: Driver) -> None:
    go_to_export(driver)
    driver.choose("export.kind", "server")
    driver.choose("export.path", SendingPath.RELAY_CERTIFICATE.value)
    assert shown(driver) == ["postfix-relay"]


def test_preview_says_how_to_apply_check_and_undo(driver: Driver) -> None:
    go_to_export(driver)
    driver.type("export.search", "postfix relay")
    driver.settle()
    texts = driver.shown_texts()
    for title in ("Where it belongs", "To apply", "To check without sending", "To undo"):
        assert title in texts
    assert "postfix check" in texts


def test_target_that_cannot_serve_leads_to_other_paths(driver: Driver) -> None:
    go_to_export(driver)
    driver.type("export.search", "iphone password")
    driver.settle()
    assert not driver.has("export.preview")
    driver.press("export.other_path")
    assert driver.wizard.desk.journey.current is Step.PATH


def test_file_that_was_there_is_kept_under_another_name(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    driver.type("export.search", "postfix relay")
    driver.settle()
    (tmp_path / "main.cf").write_text("mine", "utf-8")
    page = driver.window.page
    assert isinstance(page, ExportPage)
    file = page._preview.file()
    assert file is not None
    page._save(file, str(tmp_path / "main.cf"))
    driver.settle()
    assert (tmp_path / "main.cf.bak").read_text("utf-8") == "mine"
    assert "main.cf.bak" in driver.text("export.said")


def test_a_program_that_cannot_hold_a_value_does_not_keep_the_others_from_being_saved(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "C: Anna Müller"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    go_to_export(driver)
    driver.press("export.all")
    target = tmp_path / "all.zip"
    save_through_dialog(driver, target)
    said = driver.text("export.said")
    assert "Left out" in said
    assert "sendmail" in said
    with zipfile.ZipFile(target) as packed:
        folders = {name.partition("/")[0] for name in packed.namelist()}
    assert "postfix-relay" in folders
    assert "sendmail" not in folders
    assert audit.find_cut_off(driver.window) == []


def test_everything_that_fits_is_saved_as_one_zip(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    driver.press("export.all")
    save_through_dialog(driver, tmp_path / "all.zip")
    names = zipfile.ZipFile(tmp_path / "all.zip").namelist()
    folders = {name.partition("/")[0] for name in names}
    assert {"postfix-relay", "msmtp", "synology", "sheet"} <= folders
    assert "thunderbird" not in folders
