"""The place in the window where an error is pasted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from app.gui.explain import ExplainDialog
from app.gui.rows import FindingRow
from tests.gui import audit
from tests.gui.driver import Driver
from tests.wording import in_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

REFUSED = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
REFUSED += "Tenant. [AM6PR02CA0042.eurprd02.prod.outlook.com 2026-11-23T09:00:00.000Z 08DE2A3B4C5D]"


def paste(driver: Driver, text: str) -> None:
    view = driver.find("explain.text", QPlainTextEdit)
    view.setFocus()
    QGuiApplication.clipboard().setText(text)
    QTest.keySequence(view, "Ctrl+A")
    QTest.keySequence(view, "Ctrl+V")


def shown(dialog: ExplainDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def codes(driver: Driver) -> list[str]:
    rows = driver.window.findChildren(FindingRow)
    return [row.content.finding.code for row in rows if row.isVisible()]


def test_pasted_error_is_explained_at_any_step(driver: Driver, qtbot: QtBot) -> None:
    QTest.keySequence(driver.window, "Ctrl+E")
    dialog = driver.find("explain", ExplainDialog)
    assert audit.find_unnamed(driver.window) == []
    paste(driver, REFUSED)
    qtbot.waitUntil(lambda: codes(driver) == ["smtp.auth.disabled_for_tenant"])
    assert "your Microsoft 365 admin" in shown(dialog)
    assert "08DE2A3B4C5D" in shown(dialog)
    paste(driver, "msmtp: cannot connect to smtp.office365.com, port 587: Connection refused")
    qtbot.waitUntil(lambda: codes(driver) == ["program.connect.refused"])
    paste(driver, " ")
    qtbot.waitUntil(lambda: codes(driver) == [])
    QTest.keyClick(driver.find("explain.close", QPushButton), Qt.Key.Key_Space)
    assert not driver.has("explain")


def test_advice_names_the_mailbox_of_the_client_in_hand(driver: Driver, qtbot: QtBot) -> None:
    driver.press("client.practise")
    driver.settle()
    driver.press("window.explain")
    paste(driver, REFUSED)
    qtbot.waitUntil(lambda: bool(codes(driver)))
    (row,) = (row for row in driver.window.findChildren(FindingRow) if row.isVisible())
    assert "'printer@contoso.test'" in " ".join(in_words(row.content.finding).fix)


def test_file_is_read_like_a_paste_and_one_that_is_not_there_is_said(
    driver: Driver, qtbot: QtBot, tmp_path: Path
) -> None:
    driver.press("window.explain")
    dialog = driver.find("explain", ExplainDialog)
    dialog.read_file(str(tmp_path / "none.eml"))
    qtbot.waitUntil(lambda: "The file cannot be read" in shown(dialog))
    log = tmp_path / "mail.log"
    log.write_bytes(b"\xff Nov 25 postfix: " + REFUSED.encode())
    dialog.read_file(str(log))
    qtbot.waitUntil(lambda: codes(driver) == ["smtp.auth.disabled_for_tenant"])


def test_low_window_leaves_the_room_to_the_steps_and_the_help_explains(
    driver: Driver, qtbot: QtBot
) -> None:
    driver.window.resize(1024, driver.window.fontMetrics().lineSpacing() * 20)
    qtbot.waitUntil(lambda: not driver.has("window.explain"))
    driver.press("window.help")
    driver.press("guide.explain")
    assert driver.has("explain")
