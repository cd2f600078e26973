"""Drives the wizard as a person does who has no mouse: by focus, keys and what can be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from app.flow.journey import Step
from app.gui.start import Wizard

W = TypeVar("W", bound=QWidget)


class Patience(Protocol):
    """Lets the window work until something is so; pytest-qt's QtBot is one."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int = ...) -> None: ...


class Driver:
    """Finds widgets by object name; refuses those that a person could not use."""

    def __init__(self, wizard: Wizard, qtbot: Patience) -> None:
        self.wizard, self._qtbot = wizard, qtbot
        self.window = wizard.window

    @property
    def step(self) -> Step:
        return self.wizard.desk.journey.current

    def find(self, name: str, kind: type[W]) -> W:
        """Return the one visible widget of this name."""
        found = [widget for widget in self.window.findChildren(kind, name) if widget.isVisible()]
        assert len(found) == 1, f"{len(found)} visible widgets are called {name}"
        return found[0]

    def has(self, name: str) -> bool:
        return any(item.isVisible() for item in self.window.findChildren(QWidget, name))

    def focus(self, name: str) -> QWidget:
        widget = self.find(name, QWidget)
        assert widget.isEnabled(), f"{name} is disabled"
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        return widget

    def press(self, name: str) -> None:
        """Press a button, or tick a box, with the space bar."""
        widget = self.focus(name)
        assert isinstance(widget, QAbstractButton)
        QTest.keyClick(widget, Qt.Key.Key_Space)

    def type(self, name: str, text: str) -> None:
        """Replace the text of a field."""
        widget = self.focus(name)
        assert isinstance(widget, QLineEdit)
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        QTest.keyClicks(widget, text)

    def choose(self, name: str, data: str) -> None:
        """Go down in a combo box until the wanted entry is chosen."""
        box = self.focus(name)
        assert isinstance(box, QComboBox)
        QTest.keyClick(box, Qt.Key.Key_Home)
        while box.currentData() != data:
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            assert box.currentIndex() != before, f"{name} has no {data}"

    def tick_in_list(self, name: str, words: str) -> None:
        """Go down in a list to the entry with these words and tick it."""
        view = self.focus(name)
        assert isinstance(view, QListWidget)
        QTest.keyClick(view, Qt.Key.Key_Home)
        while words not in view.currentItem().text():
            before = view.currentRow()
            QTest.keyClick(view, Qt.Key.Key_Down)
            assert view.currentRow() != before, f"{name} has no {words}"
        QTest.keyClick(view, Qt.Key.Key_Space)

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        combined = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            combined |= modifier
        QTest.keyClick(self._target(), key, combined)

    def next(self) -> Step:
        """Go on, and wait until the new page stands still."""
        before = self.step
        self.press("window.next")
        self.settle()
        assert self.step is not before, self.text("window.why")
        return self.step

    def settle(self) -> None:
        """Wait until nothing runs."""
        self._qtbot.waitUntil(self._is_idle, timeout=20_000)
        for _ in range(12):  # new rows are shown, and laid out, one posted event at a time
            QCoreApplication.sendPostedEvents()

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=20_000)

    def until_enabled(self, name: str) -> None:
        def is_enabled() -> bool:
            return self.find(name, QWidget).isEnabled()

        self._qtbot.waitUntil(is_enabled, timeout=20_000)

    def text(self, name: str) -> str:
        return self.find(name, QLabel).text()

    def quoted(self) -> str:
        """All that machines said, as the page shows it."""
        views = self.window.page.findChildren(QPlainTextEdit)
        return "\n".join(view.toPlainText() for view in views if view.isVisible())

    def names(self) -> list[str]:
        """Object names of what is visible on the page."""
        widgets = self.window.page.findChildren(QWidget)
        return [widget.objectName() for widget in widgets if widget.isVisible()]

    def shown_texts(self) -> str:
        """All that can be read on the page."""
        labels = self.window.page.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def _target(self) -> QWidget:
        focused = QApplication.focusWidget()
        return self.window if focused is None else focused

    def _is_idle(self) -> bool:
        return not self.wizard.runner.is_busy
