"""Targets by kind, and sheets for a list of devices."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QListWidget, QPushButton

from app.domain.path import SendingPath
from app.gui.pages.export.sheets.list import SheetsList
from app.gui.pages.export.sheets.model import MATCH, SHOWN, DeviceModel
from app.gui.pages.export.sheets.pages import PagesDialog
from app.gui.pages.export.sheets.table import DeviceTable
from tests.gui import audit
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page
from tests.gui.test_late_pages import go_to_export

LIST = """name,vendor,model,location,address,from_address,colour
Copier,Ricoh,IM C3000,Hall,192.0.2.10,copier@contoso.test,grey
Scanner,Ricoh,IM C300,Office,192.0.2.11,not an address,grey
"""
COPIED = "Copier\tRicoh\tIM C3000\tHall\nBox\tAcme\tZ9\tCellar\n"


def _shown(driver: Driver) -> set[str]:
    view = driver.find("export.targets", QListWidget)
    items = (view.item(row) for row in range(view.count()))
    return {str(item.data(Qt.ItemDataRole.UserRole)) for item in items if not item.isHidden()}


def _open_card(driver: Driver, folder: Path) -> DeviceTable:
    go_to_export(driver)
    driver.press("export.sheets")
    driver.type("export.sheets.folder", str(folder))
    return driver.find("export.sheets.table", DeviceTable)


def _list_of(table: DeviceTable) -> SheetsList:
    inside = table.parent()
    assert isinstance(inside, SheetsList)
    return inside


def _model(table: DeviceTable) -> DeviceModel:
    return _list_of(table).model


def _cell(table: DeviceTable, row: int, column: str, role: Qt.ItemDataRole) -> object:
    return _model(table).index(row, SHOWN.index(column)).data(role)


def _copy(text: str) -> None:
    data = QMimeData()
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def _all_judged(driver: Driver, table: DeviceTable) -> None:
    driver.wait(lambda: _model(table).count()[2])


def test_targets_are_filtered_by_kind_and_oauth(driver: Driver) -> None:
    go_to_export(driver)
    catalogue = driver.wizard.engine.catalogue
    targets = {**catalogue.targets, **catalogue.device_targets}.values()
    driver.choose("export.kind", "mail_program")
    programs = {target.id for target in targets if target.kind == "mail_program"}
    assert _shown(driver) == programs
    driver.press("export.oauth")
    assert _shown(driver) == {one.id for one in targets if one.id in programs and one.oauth}
    driver.choose("export.kind", "")
    assert _shown(driver) == {one.id for one in targets if one.oauth}


def test_opened_list_shows_its_faults_in_place_and_becomes_sheets(
    driver: Driver, tmp_path: Path
) -> None:
    table = _open_card(driver, tmp_path / "out")
    assert not driver.find("export.sheets.make", QPushButton).isEnabled()
    file = tmp_path / "devices.csv"
    file.write_text(LIST, encoding="utf-8")
    _list_of(table).open_file(str(file))
    driver.settle()
    _all_judged(driver, table)
    assert "colour" in driver.text("export.sheets.told")
    tip = _cell(table, 1, "from_address", Qt.ItemDataRole.ToolTipRole)
    assert tip
    assert _cell(table, 1, "from_address", Qt.ItemDataRole.AccessibleDescriptionRole) == tip
    assert _cell(table, 1, "from_address", Qt.ItemDataRole.DecorationRole)
    assert _cell(table, 0, "from_address", Qt.ItemDataRole.DecorationRole) is None
    assert _cell(table, 1, MATCH, Qt.ItemDataRole.DecorationRole)
    table.move_to(1)
    assert "Sender's address: " in driver.text("export.sheets.reason")
    assert driver.text("export.sheets.count") == "2 devices, one gets a sheet."
    driver.press("export.sheets.make")
    driver.settle()
    names = sorted(pdf.name for pdf in (tmp_path / "out").rglob("*.pdf"))
    assert names == ["001-copier.pdf", "all-sheets.pdf", "checklist.pdf"]
    said = driver.text("export.sheets.said").replace("\u200b", "")
    assert said.startswith("3 files are in")
    for name in ("open", "combined", "checklist"):
        assert driver.has(f"export.sheets.{name}")
    audit_page(driver)


def test_cells_of_a_spreadsheet_are_pasted_and_matched(driver: Driver, tmp_path: Path) -> None:
    table = _open_card(driver, tmp_path)
    _copy(COPIED)
    driver.press("export.sheets.paste")
    _all_judged(driver, table)
    assert "IM C" in str(_cell(table, 0, MATCH, Qt.ItemDataRole.DisplayRole))
    general = "any device, in general words"
    assert _cell(table, 1, MATCH, Qt.ItemDataRole.DisplayRole) == general
    assert driver.text("export.sheets.count") == "2 devices, 2 get a sheet."
    table.move_to(1, SHOWN.index("location"))
    _copy("Attic\t192.0.2.7\n\tx y\n")
    driver.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    rows = _model(table).raw_rows()
    assert rows[1].values["location"] == "Attic"
    assert rows[1].values["address"] == "192.0.2.7"
    assert "blanks" in _model(table).reason(2, "address")


def test_table_is_worked_by_keyboard_alone(driver: Driver, tmp_path: Path) -> None:
    table = _open_card(driver, tmp_path)
    driver.press("export.sheets.add")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "Copier")
    driver.key(Qt.Key.Key_Return)
    driver.wait(lambda: _model(table).rows[0].values == {"name": "Copier"})
    table.setFocus()
    driver.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Copier"
    driver.key(Qt.Key.Key_Delete)
    assert _model(table).rows[0].values == {"name": ""}
    driver.key(Qt.Key.Key_Tab)
    assert not table.hasFocus()
    driver.press("export.sheets.remove")
    assert _model(table).rows == []


def test_several_rows_are_deleted_at_once(driver: Driver, tmp_path: Path) -> None:
    table = _open_card(driver, tmp_path)
    _copy("\n".join("abcde"))
    driver.press("export.sheets.paste")
    model = _model(table)
    flag = QItemSelectionModel.SelectionFlag.Select
    table.clearSelection()
    for row in (1, 3):
        table.selectionModel().select(model.index(row, 0), flag)
    driver.press("export.sheets.remove")
    assert [row.values["name"] for row in model.rows] == ["a", "c", "e"]


def test_list_that_was_edited_is_kept_as_csv(driver: Driver, tmp_path: Path) -> None:
    table = _open_card(driver, tmp_path)
    _copy(COPIED)
    driver.press("export.sheets.paste")
    kept = tmp_path / "kept.csv"
    _list_of(table)._keep_as(str(kept))
    driver.settle()
    before = _model(table).raw_rows()
    _list_of(table).open_file(str(kept))
    driver.settle()
    shown = [{key: text for key, text in row.values.items() if text} for row in
             _model(table).raw_rows()]  # fmt: skip
    assert shown == [dict(row.values) for row in before]


def test_list_that_is_not_there_is_told(driver: Driver, tmp_path: Path) -> None:
    table = _open_card(driver, tmp_path)
    _list_of(table).open_file(str(tmp_path / "none.csv"))
    driver.settle()
    assert "The file cannot be read" in driver.shown_texts()
    assert audit.find_cut_off(driver.window) == []


def test_escape_ends_a_long_list(driver: Driver, tmp_path: Path) -> None:
    table = _open_card(driver, tmp_path / "many")
    _copy("".join(f"Copier {number}\tRicoh\tIM C3000\n" for number in range(2000)))
    driver.press("export.sheets.paste")
    driver.press("export.sheets.make")
    assert "Sheets are being made" in driver.text("window.why")
    assert not table.isEnabled()
    driver.key(Qt.Key.Key_Escape)
    driver.settle()
    assert driver.text("export.sheets.said").startswith("Cancelled.")
    assert len(list((tmp_path / "many").rglob("*.pdf"))) < 2000
    assert driver.find("window.next", QPushButton).isEnabled()


def test_ten_thousand_rows_never_hold_the_window_up(driver: Driver, tmp_path: Path) -> None:
    table = _open_card(driver, tmp_path)
    lines = "".join(
        f"Copier {number}\tRicoh\tIM C{number % 90}00\tRoom\t192.0.2.1\tc{number}@contoso.test\n"
        for number in range(10_000)
    )
    _copy(lines)
    driver.press("export.sheets.paste")
    model = _model(table)
    assert model.rowCount() == 10_000
    longest = 0.0
    while not model.count()[2]:
        started = time.process_time()
        model._judge_some()
        longest = max(longest, time.process_time() - started)
    assert longest < 1.0
    started = time.process_time()
    table.move_to(9_999)
    table.grab()
    assert time.process_time() - started < 2.0


def test_sheet_of_a_row_is_looked_at_turned_enlarged_and_printed(
    driver: Driver, tmp_path: Path
) -> None:
    table = _open_card(driver, tmp_path)
    _copy(COPIED)
    driver.press("export.sheets.paste")
    table.move_to(0)
    driver.press("export.sheets.preview")
    driver.wait(lambda: bool(driver.window.findChildren(PagesDialog)))
    dialog = driver.window.findChildren(PagesDialog)[0]
    driver.wait(lambda: bool(dialog._pages))
    assert dialog._said.text() == "Page 1 of 1"
    width = dialog._pages[0].width()
    dialog._on_larger()
    driver.wait(lambda: dialog._pages[0].width() > width)
    printed = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(printed))
    dialog.print_to(printer)
    driver.wait(lambda: "handed to the printer" in dialog._said.text())
    assert len(PdfReader(printed).pages) == 1
    assert printed.stat().st_size > 50_000
    saved = tmp_path / "saved.pdf"
    dialog._save_to(str(saved))
    driver.wait(saved.exists)
    dialog.close()


def test_sheet_among_the_targets_shows_its_real_page(driver: Driver) -> None:
    go_to_export(driver)
    view = driver.find("export.targets", QListWidget)
    for row in range(view.count()):
        if view.item(row).data(Qt.ItemDataRole.UserRole) == "sheet":
            view.setCurrentRow(row)
    driver.settle()
    files = driver.find("export.file", QComboBox)
    assert files.currentText().endswith(".pdf")
    driver.press("export.pages")
    driver.wait(lambda: bool(driver.window.findChildren(PagesDialog)))
    dialog = driver.window.findChildren(PagesDialog)[0]
    driver.wait(lambda: bool(dialog._pages))
    assert dialog._pages[0].height() > dialog._pages[0].width() > 500
    dialog.close()


def test_device_that_cannot_is_told_in_the_table(driver: Driver, tmp_path: Path) -> None:
    table = _open_card(driver, tmp_path)
    client = driver.wizard.desk.client
    assert client is not None
    by_token = replace(client, path=SendingPath.SMTP_AUTH_OAUTH)
    _list_of(table).show_client(by_token, paper="a4", language="en")
    _copy("Box\tProxmox\tVE 9\n")
    driver.press("export.sheets.paste")
    _all_judged(driver, table)
    assert "No sheet" in str(_cell(table, 0, MATCH, Qt.ItemDataRole.DisplayRole))
    assert "relay" in driver.text("export.sheets.reason")
