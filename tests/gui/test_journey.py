"""The whole wizard, by keyboard, against the practice tenant."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.domain.path import SendingPath
from app.flow.journey import Step
from tests.gui import audit
from tests.gui.driver import Driver


def practise(driver: Driver, scenario: str = "all_well") -> None:
    driver.choose("client.scenario", scenario)
    driver.press("client.practise")
    driver.settle()


def take_path(driver: Driver, path: SendingPath) -> None:
    client = driver.wizard.desk.client
    assert client is not None
    if client.path is not path:
        if driver.has(f"path.option.{path.value}"):
            driver.press(f"path.option.{path.value}")
        driver.press(f"path.use.{path.value}")
    assert driver.wizard.desk.client is not None
    assert driver.wizard.desk.client.path is path


def sign_in(driver: Driver) -> None:
    driver.press("sign_in.browser")
    driver.until_enabled("sign_in.wait.approve")
    driver.press("sign_in.wait.approve")
    driver.settle()


def save_through_dialog(driver: Driver, path: Path) -> None:
    """Type a path into Qt's own dialog, as offscreen has no other."""
    dialogs = [item for item in driver.window.findChildren(QFileDialog) if item.isVisible()]
    assert len(dialogs) == 1
    edit = dialogs[0].findChildren(QLineEdit)[0]
    edit.setText(str(path))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    driver.settle()


def audit_page(driver: Driver) -> None:
    assert audit.find_unnamed(driver.window) == []
    assert audit.find_double_mnemonics(driver.window) == []
    assert audit.find_cut_off(driver.window) == []
    assert audit.find_out_of_order(driver.window) == []


@pytest.mark.timeout(120)
def test_oauth_journey_by_keyboard(driver: Driver, tmp_path: Path) -> None:
    audit_page(driver)
    practise(driver)
    assert "contoso.test" in driver.shown_texts().replace("\u200b", "")
    audit_page(driver)
    assert driver.next() is Step.SENDER
    audit_page(driver)
    assert driver.next() is Step.PATH
    take_path(driver, SendingPath.SMTP_AUTH_OAUTH)
    audit_page(driver)
    assert driver.next() is Step.PREPARE
    audit_page(driver)
    assert driver.next() is Step.SIGN_IN
    assert driver.text("window.why") == "Sign in first."
    audit_page(driver)
    sign_in(driver)
    audit_page(driver)
    assert driver.next() is Step.TEST
    driver.press("test.run")
    driver.settle()
    audit_page(driver)
    practice = driver.wizard.engine.clouds.practice
    assert practice is not None
    recipients = {address for item in practice.messages() for address in item.recipients}
    assert recipients == {str(address) for address in practice.recipients}
    assert driver.next() is Step.EXPORT
    driver.tick_in_list("export.targets", "msmtp")
    audit_page(driver)
    driver.press("export.zip")
    save_through_dialog(driver, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert "msmtp/msmtprc" in archive.namelist()
    assert driver.next() is Step.HAND_OVER
    audit_page(driver)
    driver.press("window.next")
    driver.settle()
    assert driver.step is Step.CLIENT
    assert driver.wizard.desk.client is None


@pytest.mark.timeout(120)
def test_relay_journey_by_keyboard(driver: Driver) -> None:
    practise(driver)
    driver.next()
    driver.next()
    take_path(driver, SendingPath.RELAY_IP)
    assert driver.next() is Step.PREPARE
    driver.press("prepare.relay.accepted_domain.done")
    assert driver.next() is Step.TEST
    driver.press("test.run")
    driver.settle()
    practice = driver.wizard.engine.clouds.practice
    assert practice is not None
    assert len(practice.messages()) == 2
    assert driver.next() is Step.EXPORT
    assert driver.next() is Step.HAND_OVER
    assert "See that the sender's domain is an accepted domain" in driver.shown_texts()
