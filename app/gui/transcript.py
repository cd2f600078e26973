"""Shows what this computer and a server said to each other, word for word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.check import Speaker, TranscriptLine
from app.gui.buttons import CopyButton
from app.gui.labels import Words
from app.gui.look import Space, Tone, fixed_font
from app.gui.text import visible

_ARROWS = {Speaker.CLIENT: "→", Speaker.SERVER: "←", Speaker.NOTE: "·"}


def write_transcript(lines: tuple[TranscriptLine, ...]) -> str:
    """Write a session as text: seconds, who spoke, and the words."""
    return "\n".join(
        f"{line.at_s:7.3f} {_ARROWS[line.speaker]} {visible(line.text)}" for line in lines
    )


class TranscriptDialog(QDialog):
    """A session to read and to copy; opened with `open()`."""

    def __init__(self, title: str, lines: tuple[TranscriptLine, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._text = write_transcript(lines)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setSpacing(Space.MEDIUM)
        note = self.tr("→ this computer, ← the server. Passwords and tokens have been taken out.")
        column.addWidget(Words(note, self, tone=Tone.QUIET))
        column.addWidget(self._build_view(), 1)
        column.addWidget(self._build_buttons())

    def _build_view(self) -> QPlainTextEdit:
        view = QPlainTextEdit(self)
        view.setObjectName("transcript.text")
        view.setAccessibleName(self.tr("Transcript"))
        view.setReadOnly(True)
        view.setFont(fixed_font())
        view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        view.setPlainText(self._text)
        view.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        metrics = QFontMetrics(fixed_font())
        view.setMinimumSize(metrics.averageCharWidth() * 60, metrics.lineSpacing() * 14)
        return view

    def _build_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        box.button(QDialogButtonBox.StandardButton.Close).setObjectName("transcript.close")
        copy = CopyButton(self.tr("&Copy"), "transcript.copy", self.text, self)
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        return box

    def text(self) -> str:
        return self._text
