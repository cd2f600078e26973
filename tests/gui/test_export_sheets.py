"""Targets by kind, and sheets for a list of devices."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPushButton

from tests.gui import audit
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page
from tests.gui.test_late_pages import go_to_export

LIST = """name,vendor,model,location,address,from_address,colour
Copier,Ricoh,IM C3000,Hall,192.0.2.10,copier@contoso.test,grey
Scanner,Kyocera,ECOSYS M5526cdn,Office,192.0.2.11,not an address,grey
"""


def _shown(driver: Driver) -> set[str]:
    view = driver.find("export.targets", QListWidget)
    items = (view.item(row) for row in range(view.count()))
    return {str(item.data(Qt.ItemDataRole.UserRole)) for item in items if not item.isHidden()}


def test_targets_are_filtered_by_kind_and_oauth(driver: Driver) -> None:
    go_to_export(driver)
    targets = driver.wizard.engine.catalogue.targets.values()
    driver.choose("export.kind", "mail_program")
    programs = {target.id for target in targets if target.kind == "mail_program"}
    assert _shown(driver) == programs
    driver.press("export.oauth")
    assert _shown(driver) == {one.id for one in targets if one.id in programs and one.oauth}
    driver.choose("export.kind", "")
    assert _shown(driver) == {one.id for one in targets if one.oauth}


def test_list_becomes_sheets_and_says_what_was_wrong(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    driver.press("export.sheets")
    assert not driver.find("export.sheets.make", QPushButton).isEnabled()
    table = tmp_path / "devices.csv"
    table.write_text(LIST, encoding="utf-8")
    driver.type("export.sheets.list", str(table))
    driver.press("export.sheets.make")
    driver.settle()
    pdfs = sorted((tmp_path / "devices-sheets").rglob("*.pdf"))
    assert all(pdf.read_bytes().startswith(b"%PDF-") for pdf in pdfs)
    assert "all-sheets.pdf" in [pdf.name for pdf in pdfs]
    said = driver.text("export.sheets.said").replace("\u200b", "")
    assert said.startswith(f"{len(pdfs)} files are in")
    assert driver.has("export.sheets.open")
    assert "colour" in driver.shown_texts()
    audit_page(driver)


def test_list_that_is_not_there_is_told(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    driver.press("export.sheets")
    driver.type("export.sheets.list", str(tmp_path / "none.csv"))
    driver.press("export.sheets.make")
    driver.settle()
    assert "The list of devices cannot be read" in driver.shown_texts()
    assert audit.find_cut_off(driver.window) == []


def test_escape_ends_a_long_list(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    driver.press("export.sheets")
    table = tmp_path / "many.csv"
    rows = "".join(f"Copier {number},Ricoh,IM C3000\n" for number in range(2000))
    table.write_text(f"name,vendor,model\n{rows}", encoding="utf-8")
    driver.type("export.sheets.list", str(table))
    driver.press("export.sheets.make")
    assert "Sheets are being made" in driver.text("window.why")
    driver.key(Qt.Key.Key_Escape)
    driver.settle()
    assert driver.text("export.sheets.said").startswith("Cancelled.")
    assert len(list((tmp_path / "many-sheets").rglob("*.pdf"))) < 2000
    assert driver.find("window.next", QPushButton).isEnabled()
