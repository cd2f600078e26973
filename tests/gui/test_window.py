"""The frame: what blocks Next, what Esc does, what closing keeps, and what a bug looks like."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QMessageBox, QTextBrowser

from app.domain.organisation.client import Detection, SenderKind
from app.domain.organisation.draft import Draft
from app.flow.journey import Step
from app.gui.faults import FaultDialog
from app.gui.start import Wizard
from app.services.clients import draft_client
from app.services.engine import Engine
from tests.gui.driver import Driver
from tests.gui.test_journey import practise

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def _open_saved(driver: Driver, engine: Engine) -> None:
    """Put a client on disk and open it from the list."""
    drafted = draft_client(
        Draft(typed="printer@contoso.test", name="Contoso", kinds=("device",)),
        engine.clouds,
        engine.clients,
    )
    client = replace(drafted, detection=Detection(domain=drafted.domain))
    engine.clients.save(client)
    driver.wizard.desk.open_client(client)
    driver.settle()


def test_what_blocks_next_stands_beside_it(driver: Driver) -> None:
    assert driver.text("window.why") == "Type a mail domain, or open a client."
    assert not driver.wizard.window._footer._next.isEnabled()
    practise(driver)
    assert driver.text("window.why") == ""
    driver.next()
    driver.press("sender.kind.device")
    assert driver.text("window.why") == "Choose what will send."
    driver.type("sender.from", "")
    assert driver.text("window.why") == "Choose what will send. Enter the From address."


def test_mnemonics_walk_back_and_forth(driver: Driver) -> None:
    practise(driver)
    driver.key(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    driver.wait(lambda: driver.step is Step.SENDER)
    driver.settle()
    driver.key(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    driver.wait(lambda: driver.step is Step.CLIENT)


def test_step_list_reopens_a_done_step_by_keyboard(driver: Driver) -> None:
    practise(driver)
    driver.next()
    driver.next()
    steps = driver.focus("steps")
    assert isinstance(steps, QListWidget)
    driver.key(Qt.Key.Key_Home)
    driver.key(Qt.Key.Key_Return)
    driver.settle()
    assert driver.step is Step.CLIENT


def test_step_list_says_states_in_words(driver: Driver) -> None:
    practise(driver)
    driver.next()
    steps = driver.find("steps", QListWidget)
    spoken = [
        steps.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(steps.count())
    ]
    assert spoken[:3] == ["Client, done", "Sender, current step", "Path, done"] or spoken[:3] == [
        "Client, done",
        "Sender, current step",
        "Path, still ahead",
    ]
    assert not steps.item(7).flags() & Qt.ItemFlag.ItemIsEnabled


def test_focus_is_in_the_first_field_of_each_page(driver: Driver) -> None:
    practise(driver)
    assert QGuiApplication.focusObject().objectName() == "client.domain"
    driver.next()
    assert QGuiApplication.focusObject().objectName() == "sender.kind.device"


def test_f1_shows_the_help_of_the_step(driver: Driver) -> None:
    driver.key(Qt.Key.Key_F1)
    text = driver.find("guide.text", QTextBrowser)
    assert "An" not in text.toPlainText()[:2]
    assert "A client is one organisation" in text.toPlainText()
    practise(driver)
    driver.next()
    assert "What sends decides" in text.toPlainText()
    driver.key(Qt.Key.Key_F1)
    assert not driver.has("guide.text")


def test_closing_keeps_what_was_typed(driver: Driver, engine: Engine) -> None:
    _open_saved(driver, engine)
    driver.next()
    driver.press("sender.kind.app")
    driver.type("sender.from_name", "Copier")
    driver.window.close()
    client = engine.clients.list().clients[0]
    assert client.sender.from_name == "Copier"
    assert client.sender.kinds == (SenderKind.DEVICE, SenderKind.APP)
    assert client.step == "sender"


def test_saved_client_is_reopened_where_it_was_left(
    driver: Driver, engine: Engine, make_wizard: Callable[[], Wizard], qtbot: QtBot
) -> None:
    _open_saved(driver, engine)
    driver.next()
    driver.window.close()
    second = Driver(make_wizard(), qtbot)
    second.focus("client.list")
    second.key(Qt.Key.Key_Return)
    second.settle()
    assert second.step is Step.SENDER


def test_client_is_removed_after_a_question(driver: Driver, engine: Engine, qtbot: QtBot) -> None:
    _open_saved(driver, engine)
    driver.wizard.desk.close_client()
    driver.settle()
    driver.press("client.remove")
    qtbot.waitUntil(lambda: driver.has("client.remove.yes"))
    driver.press("client.remove.yes")
    driver.settle()
    assert engine.clients.list().clients == ()
    qtbot.waitUntil(lambda: not driver.has("client.list"))


def test_enter_removes_no_client(driver: Driver, engine: Engine, qtbot: QtBot) -> None:
    _open_saved(driver, engine)
    driver.wizard.desk.close_client()
    driver.settle()
    driver.press("client.remove")
    qtbot.waitUntil(lambda: driver.has("client.remove.question"))
    question = driver.find("client.remove.question", QMessageBox)
    assert "bin" in question.informativeText()
    QTest.keyClick(question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not driver.has("client.remove.question"))
    driver.settle()
    assert len(engine.clients.list().clients) == 1


def test_answers_that_cannot_be_saved_are_told(driver: Driver, engine: Engine) -> None:
    _open_saved(driver, engine)
    folder = engine.folders.data / "clients"
    shutil.rmtree(folder)
    folder.write_text("in the way")
    driver.next()
    driver.wizard.desk.keeper._timer.setInterval(0)
    driver.type("sender.from_name", "Copier")
    driver.wizard.desk.keeper._save()
    driver.settle()
    assert driver.wizard.desk.keeper.trouble is not None
    assert driver.wizard.window._notice.isVisible()
    folder.unlink()


def test_uncaught_exception_is_told_with_details_to_copy(driver: Driver, qtbot: QtBot) -> None:
    error = ValueError("a bug")
    sys.excepthook(ValueError, error, error.__traceback__)
    dialog = driver.window.findChild(FaultDialog)
    assert isinstance(dialog, FaultDialog)
    qtbot.waitUntil(dialog.isVisible)
    driver.press("fault.copy")
    assert "ValueError: a bug" in QGuiApplication.clipboard().text()
    assert "Sendwright" in QGuiApplication.clipboard().text()
    driver.press("fault.close")


def test_bug_in_a_task_is_told(driver: Driver, qtbot: QtBot) -> None:
    async def job(_say: object) -> None:
        raise RuntimeError("a bug on the network thread")

    driver.wizard.desk.run(job)
    driver.settle()
    dialog = driver.window.findChild(FaultDialog)
    assert isinstance(dialog, FaultDialog)
    assert "a bug on the network thread" in dialog.details()
    dialog.close()


def test_window_opens_on_the_folders_of_the_user(qapp: object, qtbot: QtBot) -> None:
    wizard = Wizard()
    qtbot.addWidget(wizard.window)
    wizard.window.show()
    qtbot.waitUntil(lambda: wizard.desk.is_ready)
    qtbot.waitUntil(lambda: not wizard.runner.is_busy)
    assert wizard.engine.clients.list().clients == ()
    wizard.window.close()
    wizard.close()


def test_program_opens_and_closes(tmp_path: Path) -> None:
    code = (
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from app.gui.start import make_application\n"
        "from app.gui.main import run\n"
        "make_application()\n"
        "QTimer.singleShot(1500, QApplication.closeAllWindows)\n"
        "raise SystemExit(run([]))\n"
    )
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "SENDWRIGHT_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
