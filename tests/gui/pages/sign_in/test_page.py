"""Signing in: by browser and by code, cancelled, refused, and again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.domain.path import SendingPath
from app.flow.journey import Step
from tests.gui import audit
from tests.gui.driver import Driver
from tests.gui.test_journey import practise, sign_in, take_path


def go_to_sign_in(driver: Driver, scenario: str = "all_well") -> None:
    practise(driver, scenario)
    driver.next()
    driver.next()
    take_path(driver, SendingPath.SMTP_AUTH_OAUTH)
    driver.next()
    assert driver.next() is Step.SIGN_IN


def test_browser_sign_in_says_who_and_where_the_token_is(driver: Driver) -> None:
    go_to_sign_in(driver)
    sign_in(driver)
    shown = driver.shown_texts().replace("\u200b", "")
    assert "Signed in as printer@contoso.test" in shown
    assert "The token is kept in memory and ends with this window." in shown


def test_device_code_is_shown_large_and_approved(driver: Driver) -> None:
    go_to_sign_in(driver)
    driver.press("sign_in.code")
    driver.until_enabled("sign_in.device.approve")
    code = driver.text("sign_in.device.code")
    assert len(code) >= 8
    assert audit.find_cut_off(driver.window) == []
    assert audit.find_unnamed(driver.window) == []
    assert audit.find_double_mnemonics(driver.window) == []
    driver.press("sign_in.device.copy_code")
    assert QGuiApplication.clipboard().text() == code
    driver.press("sign_in.device.approve")
    driver.settle()
    assert "Signed in as" in driver.shown_texts()


def test_escape_cancels_a_sign_in_and_it_can_be_begun_again(driver: Driver) -> None:
    go_to_sign_in(driver)
    driver.press("sign_in.browser")
    driver.until_enabled("sign_in.wait.approve")
    assert "Press Esc to cancel" in driver.text("window.why")
    assert not driver.wizard.window._footer._back.isEnabled()
    driver.key(Qt.Key.Key_Escape)
    driver.settle()
    assert driver.text("window.why") == "Sign in first."
    sign_in(driver)
    assert "Signed in as" in driver.shown_texts()


def test_link_can_be_copied_while_waiting(driver: Driver) -> None:
    go_to_sign_in(driver)
    driver.press("sign_in.browser")
    driver.until_enabled("sign_in.wait.copy_link")
    driver.press("sign_in.wait.copy_link")
    assert QGuiApplication.clipboard().text().startswith("http://localhost:")
    driver.press("sign_in.wait.cancel")
    driver.settle()
    assert driver.has("sign_in.browser")


def test_refusal_says_what_happened_and_what_to_do(driver: Driver) -> None:
    go_to_sign_in(driver, "consent_missing")
    sign_in(driver)
    shown = driver.shown_texts()
    assert "AADSTS" in driver.quoted()
    assert "→" in shown
    assert "Who must act: your Microsoft 365 admin." in shown
    driver.press("notice.copy")
    assert "AADSTS" in QGuiApplication.clipboard().text()
    assert driver.text("window.why") == "Sign in first."
    assert audit.find_cut_off(driver.window) == []


def test_wrong_login_is_told_and_stops_the_buttons(driver: Driver) -> None:
    go_to_sign_in(driver)
    driver.type("sign_in.login", "nobody")
    assert "not an e-mail address" in driver.shown_texts()
    assert not driver.find("sign_in.browser", QPushButton).isEnabled()
    driver.type("sign_in.login", "admin@contoso.test")
    client = driver.wizard.desk.client
    assert client is not None
    assert str(client.login) == "admin@contoso.test"


def test_signing_in_again_asks_anew(driver: Driver) -> None:
    go_to_sign_in(driver)
    sign_in(driver)
    driver.press("sign_in.again")
    driver.settle()
    assert driver.has("sign_in.browser")
    sign_in(driver)
    assert "Signed in as" in driver.shown_texts()
