"""What Sendwright is made of, from the help."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPlainTextEdit, QPushButton

from app import __version__
from app.gui.about import AboutDialog
from app.services.installation.licences import load_parts
from tests.gui import audit
from tests.gui.driver import Driver


def test_about_lists_every_part_with_its_licence(driver: Driver) -> None:
    driver.press("window.help")
    assert audit.find_double_mnemonics(driver.window) == []
    assert audit.find_unnamed(driver.window) == []
    driver.press("guide.about")
    driver.settle()
    dialog = driver.find("about", AboutDialog)
    assert __version__ in " ".join(label.text() for label in dialog.findChildren(QLabel))
    view = driver.find("about.parts", QListWidget)
    parts = load_parts()
    assert view.count() == len(parts)
    assert all(part.licence in view.item(at).text() for at, part in enumerate(parts))
    QTest.keyClick(view, Qt.Key.Key_End)
    last = next(iter(parts[-1].texts), "")
    assert last[:40].strip() in driver.find("about.text", QPlainTextEdit).toPlainText()
    assert audit.find_unnamed(driver.window) == []
    close = driver.find("about.close", QPushButton)
    QTest.keyClick(close, Qt.Key.Key_Space)
    assert not driver.has("about")
