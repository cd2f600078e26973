"""A value that a step waits for is typed in the step itself, and its PowerShell fills in."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.domain.path import SendingPath
from app.flow.journey import Step
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page, practise, take_path

OBJECT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
STEP = "prepare.app.rbac"
FIELD = f"{STEP}.value.enterprise_object_id"


def _open_step(driver: Driver) -> None:
    practise(driver)
    driver.next()
    driver.next()
    take_path(driver, SendingPath.SMTP_AUTH_OAUTH)
    assert driver.next() is Step.PREPARE
    driver.press(f"{STEP}.open")
    driver.settle()


def _powershell(driver: Driver) -> str:
    return driver.find(f"{STEP}.powershell.text", QPlainTextEdit).toPlainText()


def test_object_id_is_typed_where_it_is_missing(driver: Driver) -> None:
    _open_step(driver)
    assert "«enterprise object id»" in _powershell(driver)
    driver.type(FIELD, OBJECT)
    driver.settle()
    assert f"$objectId = '{OBJECT}'" in _powershell(driver)
    assert driver.find(FIELD, QLineEdit).hasFocus()
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sign_in.enterprise_object_id == OBJECT
    assert driver.text("window.why") == ""
    audit_page(driver)


def test_usual_mistakes_are_told_in_place_and_can_be_mended(driver: Driver) -> None:
    _open_step(driver)
    client = driver.wizard.desk.client
    assert client is not None
    driver.type(FIELD, client.sign_in.application_id)
    driver.settle()
    assert "This is the Application (client) ID" in driver.shown_texts()
    assert "This is the Application (client) ID" in driver.text("window.why")
    assert "«enterprise object id»" in _powershell(driver)
    audit_page(driver)
    driver.type(FIELD, "Sendwright")
    assert "not under App registrations" in driver.shown_texts()
    driver.type(FIELD, OBJECT)
    driver.settle()
    assert OBJECT in _powershell(driver)
    driver.type(FIELD, OBJECT.replace("3f25", "4f25"))
    driver.settle()
    assert "4f2504e0" in _powershell(driver)
    assert driver.text("window.why") == ""


def test_value_stays_to_be_seen_and_changed_later(driver: Driver) -> None:
    _open_step(driver)
    driver.type(FIELD, OBJECT)
    driver.settle()
    driver.press("window.back")
    driver.settle()
    assert driver.next() is Step.PREPARE
    assert driver.find(FIELD, QLineEdit).text() == OBJECT
    driver.press("prepare.app.service_principal.open")
    other = driver.find("prepare.app.service_principal.value.enterprise_object_id", QLineEdit)
    assert other.text() == OBJECT


def test_server_has_an_application_id_of_its_own(driver: Driver) -> None:
    _open_step(driver)
    client = driver.wizard.desk.client
    assert client is not None
    people = client.sign_in.application_id
    assert f"$appId = '{people}'" in _powershell(driver)
    driver.type(f"{STEP}.value.server_application_id", OBJECT)
    driver.settle()
    assert f"$appId = '{OBJECT}'" in _powershell(driver)
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sign_in.application_id == people
