"""Signing in with a browser elsewhere, and forgetting a sign-in."""

from __future__ import annotations

from typing import cast
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPRedirectHandler, Request, build_opener

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from app.practice.browser import find_form
from tests.gui import audit
from tests.gui.driver import Driver
from tests.gui.pages.sign_in.test_page import go_to_sign_in
from tests.gui.test_journey import audit_page, sign_in


class _Stay(HTTPRedirectHandler):
    """The page that the browser is sent to does not exist; its address is what counts."""

    def redirect_request(self, *_args: object) -> Request | None:
        return None


def _sign_in_elsewhere(link: str) -> str:
    """Do in another browser what a person does; return the address at which it ends."""
    assert link.startswith("http://localhost:")
    opener = build_opener(_Stay())
    with opener.open(link, timeout=10) as page:
        form = find_form(page.read().decode())
    assert form is not None
    body = urlencode({**form.values, "choice": "sign_in"}).encode()
    try:
        opener.open(urljoin(link, form.action), body, timeout=10)
    except HTTPError as error:
        error.close()
        return cast("str", error.headers["Location"])
    raise AssertionError("the page did not send the browser back")


def _begin(driver: Driver) -> str:
    driver.press("sign_in.elsewhere")
    driver.settle()
    driver.press("sign_in.paste.copy_link")
    return QGuiApplication.clipboard().text()


def test_pasted_address_signs_in_after_one_that_was_wrong(driver: Driver) -> None:
    go_to_sign_in(driver)
    link = _begin(driver)
    audit_page(driver)
    driver.type("sign_in.paste.address", "http://localhost/")
    driver.press("sign_in.paste.finish")
    driver.settle()
    assert "code=" in driver.shown_texts()
    assert audit.find_cut_off(driver.window) == []
    driver.type("sign_in.paste.address", _sign_in_elsewhere(link))
    driver.key(Qt.Key.Key_Return)
    driver.settle()
    assert "Signed in as" in driver.shown_texts()
    assert not driver.has("sign_in.paste.address")
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sign_in.method == "pasted"


def test_address_of_another_sign_in_is_refused(driver: Driver) -> None:
    go_to_sign_in(driver)
    old = _sign_in_elsewhere(_begin(driver))
    driver.press("sign_in.paste.cancel")
    driver.settle()
    _begin(driver)
    driver.type("sign_in.paste.address", old)
    driver.press("sign_in.paste.finish")
    driver.settle()
    assert "another sign-in" in driver.shown_texts().casefold()
    assert driver.has("sign_in.elsewhere")
    assert driver.text("window.why") == "Sign in first."


def test_escape_gives_pasting_up(driver: Driver) -> None:
    go_to_sign_in(driver)
    _begin(driver)
    driver.key(Qt.Key.Key_Escape)
    driver.settle()
    assert driver.find("sign_in.browser", QPushButton).hasFocus()
    sign_in(driver)
    assert "Signed in as" in driver.shown_texts()


def test_sign_in_says_until_when_it_is_good_and_is_forgotten(driver: Driver) -> None:
    go_to_sign_in(driver)
    sign_in(driver)
    assert "stays good until" in driver.text("sign_in.kept")
    audit_page(driver)
    _answer(driver, "sign_in.forget.no")
    assert driver.has("sign_in.again")
    _answer(driver, "sign_in.forget.yes")
    driver.settle()
    assert "The sign-in of this run is gone" in driver.text("sign_in.kept")  # there is no keyring
    assert "Revoke sessions" in driver.shown_texts()
    audit_page(driver)
    driver.press("sign_in.forgotten.copy")
    assert "Revoke sessions" in QGuiApplication.clipboard().text()
    assert driver.text("window.why") == "Sign in first."
    sign_in(driver)
    assert "stays good until" in driver.text("sign_in.kept")


def _answer(driver: Driver, name: str) -> None:
    driver.press("sign_in.forget")
    box = driver.find("sign_in.forget.question", QMessageBox)
    button = box.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    driver.settle()
