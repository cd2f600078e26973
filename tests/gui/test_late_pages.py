"""Prepare, Export and Hand-over: what is ticked, checked, copied and saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QListWidget, QPlainTextEdit, QPushButton

from app.domain.path import SendingPath
from app.flow.journey import Step
from app.gui.pages.export.page import ExportPage
from tests.gui import audit
from tests.gui.driver import Driver
from tests.gui.test_journey import practise, save_through_dialog, take_path


def _go_to_prepare(driver: Driver, scenario: str, path: SendingPath) -> None:
    practise(driver, scenario)
    driver.next()
    driver.next()
    take_path(driver, path)
    assert driver.next() is Step.PREPARE


def go_to_export(driver: Driver) -> None:
    _go_to_prepare(driver, "all_well", SendingPath.RELAY_IP)
    driver.next()
    driver.press("test.run")
    driver.settle()
    assert driver.next() is Step.EXPORT


def test_check_sees_that_the_connector_is_there(driver: Driver) -> None:
    _go_to_prepare(driver, "all_well", SendingPath.RELAY_IP)
    driver.press("prepare.relay.connector_ip.open")
    driver.press("prepare.relay.connector_ip.check")
    driver.settle()
    assert driver.find("prepare.relay.connector_ip.done", QCheckBox).isChecked()
    assert "Seen from outside: it is done." in driver.shown_texts()
    client = driver.wizard.desk.client
    assert client is not None
    assert client.prepared == ("relay.connector_ip",)


def test_check_says_where_it_stopped(driver: Driver) -> None:
    _go_to_prepare(driver, "connector_mismatch", SendingPath.RELAY_IP)
    driver.press("prepare.relay.connector_ip.open")
    driver.press("prepare.relay.connector_ip.check")
    driver.settle()
    assert not driver.find("prepare.relay.connector_ip.done", QCheckBox).isChecked()
    assert "Not seen yet. The checks stopped here:" in driver.shown_texts()


def test_step_says_who_must_act_and_what_nobody_can_see(driver: Driver) -> None:
    _go_to_prepare(driver, "all_well", SendingPath.RELAY_IP)
    driver.press("prepare.relay.spf.open")
    assert "whoever keeps the domain’s DNS" in driver.shown_texts()
    assert "Nobody can see from outside" not in driver.shown_texts()
    driver.press("prepare.relay.firewall.open")
    assert "Nobody can see from outside whether it is done." in driver.shown_texts()


def test_steps_hold_the_clients_values_and_copy_whole(driver: Driver) -> None:
    _go_to_prepare(driver, "all_well", SendingPath.RELAY_IP)
    driver.press("prepare.relay.connector_ip.open")
    driver.press("prepare.relay.connector_ip.powershell.copy")
    copied = QGuiApplication.clipboard().text()
    assert "New-InboundConnector" in copied
    assert "127.0.0.1" in copied


def test_application_id_is_needed_and_taken(driver: Driver) -> None:
    _go_to_prepare(driver, "all_well", SendingPath.SMTP_AUTH_OAUTH)
    driver.type("prepare.application", "")
    driver.settle()
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sign_in.application_id == ""
    driver.type("prepare.application", "3a6e0d4c-91b2-4f08-8c57-d2e4b6a81f39")
    driver.settle()
    assert driver.text("window.why") == ""


def test_open_steps_are_whole(driver: Driver) -> None:
    _go_to_prepare(driver, "all_well", SendingPath.SMTP_AUTH_OAUTH)
    for name in [name for name in driver.names() if name.endswith(".open")]:
        if not driver.find(name, QPushButton).isChecked():
            driver.press(name)
    assert audit.find_cut_off(driver.window) == []
    assert audit.find_unnamed(driver.window) == []
    assert audit.find_out_of_order(driver.window) == []


def test_export_shows_the_file_as_it_will_be_written(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    driver.type("export.search", "postfix relay")
    driver.tick_in_list("export.targets", "Postfix")
    driver.settle()
    shown = driver.find("export.preview", QPlainTextEdit).toPlainText()
    driver.press("export.save")
    save_through_dialog(driver, tmp_path / "main.cf")
    assert (tmp_path / "main.cf").read_text("utf-8").rstrip("\n") == shown.rstrip("\n")
    assert str(tmp_path / "main.cf") in driver.text("export.said").replace("\u200b", "")


def test_export_says_why_a_target_cannot_serve(driver: Driver) -> None:
    go_to_export(driver)
    view = driver.focus("export.targets")
    assert isinstance(view, QListWidget)
    view.setCurrentRow(view.count() - 1)
    driver.settle()
    assert not driver.has("export.preview")
    spoken = view.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "cannot send by the chosen way" in spoken


def test_search_without_a_match_says_so(driver: Driver) -> None:
    go_to_export(driver)
    driver.type("export.search", "zzzz")
    assert "Nothing matches." in driver.shown_texts()


def test_file_that_cannot_be_saved_is_told(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    driver.type("export.search", "postfix relay")
    driver.tick_in_list("export.targets", "Postfix")
    driver.settle()
    page = driver.window.page
    assert isinstance(page, ExportPage)
    file = page._preview.file()
    assert file is not None
    (tmp_path / "no-folder").touch()
    page._save(file, str(tmp_path / "no-folder" / "main.cf"))
    driver.settle()
    assert "A file could not be written" in driver.shown_texts()


def test_report_is_saved_as_pdf(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    assert driver.next() is Step.HAND_OVER
    driver.press("hand_over.save")
    save_through_dialog(driver, tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert audit.find_cut_off(driver.window) == []


def test_hand_over_tells_each_actor(driver: Driver) -> None:
    _go_to_prepare(driver, "connector_mismatch", SendingPath.RELAY_IP)
    driver.next()
    driver.press("test.run")
    driver.settle()
    driver.next()
    driver.next()
    assert driver.text("hand_over.verdict") == "Not finished yet"
    driver.press("hand_over.copy.tenant_admin")
    assert "connector" in QGuiApplication.clipboard().text()
