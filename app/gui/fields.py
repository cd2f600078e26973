"""Fields with a label above and a hint below that becomes the reason when the text is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.gui.buttons import CopyButton
from app.gui.cards import Card
from app.gui.labels import Words
from app.gui.look import Space, Tone, fixed_font

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Field(QWidget):
    """One line of text."""

    edited = Signal(str)
    """The person changed the text; filling it in by program does not count."""

    def __init__(
        self, label: str, name: str, parent: QWidget, *, hint: str = "", example: str = ""
    ) -> None:
        super().__init__(parent)
        self._hint_text = hint
        self.edit = QLineEdit(self)
        self.edit.setObjectName(name)
        self.edit.setPlaceholderText(example)
        self.edit.setTextMargins(Space.TINY, 0, Space.TINY, 0)
        self.edit.setMinimumHeight(round(self.edit.fontMetrics().height() * 1.9))
        self.edit.textEdited.connect(self.edited)
        caption = QLabel(label, self)
        caption.setBuddy(self.edit)
        caption.setWordWrap(True)
        self.edit.setAccessibleName(label.replace("&", ""))
        self._below = Words(hint, self, tone=Tone.QUIET)
        self._below.setVisible(bool(hint))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TINY)
        for widget in (caption, self.edit, self._below):
            column.addWidget(widget)

    def text(self) -> str:
        return self.edit.text().strip()

    def show_text(self, text: str) -> None:
        """Fill in, without moving the cursor of a person who types the same."""
        if text != self.text():
            self.edit.setText(text)

    def hide_letters(self) -> None:
        """Show dots instead of what is typed."""
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)

    def show_error(self, reason: str) -> None:
        """Say below why the text is refused; an empty reason brings the hint back."""
        self._below.setText(reason or self._hint_text)
        self._below.set_tone(Tone.BAD if reason else Tone.QUIET)
        self._below.setVisible(bool(reason or self._hint_text))
        self.edit.setAccessibleDescription(reason or self._hint_text)

    def show_hint(self, hint: str) -> None:
        self._hint_text = hint
        self.show_error("")


class Choices(QWidget):
    """Radio buttons under each other, of which one is chosen."""

    chosen = Signal(str)

    def __init__(self, name: str, title: str, labels: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for value, label in labels.items():
            button = QRadioButton(label, self)
            button.setObjectName(f"{name}.{value}")
            button.setAccessibleName(label.replace("&", ""))
            button.setAccessibleDescription(title)
            self._group.addButton(button)
            self._buttons[value] = button
            column.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)

    def value(self) -> str:
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def show_value(self, value: str) -> None:
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def _on_clicked(self, _button: QAbstractButton) -> None:
        self.chosen.emit(self.value())


class Tick(QWidget):
    """A check box with an explanation under its name."""

    toggled = Signal()

    def __init__(self, label: str, hint: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.box = QCheckBox(label, self)
        self.box.setObjectName(name)
        self.box.setAccessibleDescription(hint)
        self.box.clicked.connect(self.toggled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TINY)
        column.addWidget(self.box)
        if hint:
            row = QHBoxLayout()
            row.addSpacing(Space.WIDE)
            row.addWidget(Words(hint, self, tone=Tone.QUIET), 1)
            column.addLayout(row)


class CodeBlock(Card):
    """Text to be copied whole: a script, a configuration, a link."""

    LONGEST_IN_LINES = 14

    def __init__(self, text: str, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.QUIET)
        self._text = text
        self.body.setContentsMargins(Space.SMALL, Space.SMALL, Space.SMALL, Space.SMALL)
        self.body.setSpacing(Space.SMALL)
        self._view = QPlainTextEdit(self)
        self._view.setObjectName(f"{name}.text")
        self._view.setAccessibleName(title)
        self._view.setReadOnly(True)
        self._view.setTabChangesFocus(True)
        self._view.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self._view.viewport().setAutoFillBackground(False)
        self._view.setFont(fixed_font())
        self._view.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.addWidget(Words(title, self, tone=Tone.QUIET), 1)
        row.addWidget(CopyButton(self.tr("Copy"), f"{name}.copy", self.text, self))
        self.body.addLayout(row)
        self.body.addWidget(self._view)
        self.show_text(text)

    def text(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        self._text = text
        self._view.setPlainText(text)
        lines = min(max(text.count("\n") + 1, 2), self.LONGEST_IN_LINES)
        spacing = QFontMetrics(fixed_font()).lineSpacing()
        margin = round(self._view.document().documentMargin() * 2)
        self._view.setFixedHeight(lines * spacing + margin + Space.LARGE)


def join_lines(lines: Sequence[str]) -> str:
    """Put sentences under each other, numbered where there are several."""
    if len(lines) < 2:
        return "".join(lines)
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
