"""What a pasted error means: a reply, a bounce, a log, or a program's own words."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.gui.buttons import Button
from app.gui.labels import Words
from app.gui.look import Space, Tone, fixed_font
from app.gui.notice import Notice
from app.gui.rows import FindingList, RowContent
from app.gui.speaking import announce
from app.gui.tasks import in_thread
from app.gui.text import visible

if TYPE_CHECKING:
    from app.catalogue import Catalogue
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.gui.tasks import Task
    from app.services.explaining import Explained

_READ_AFTER_MS = 250
_COLUMNS, _LINES, _PASTED_LINES = 92, 38, 7


class ExplainDialog(QDialog):
    """Reads while a person pastes or types, without any network; opened with `open()`."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task | None = None
        self.setObjectName("explain")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Explain an error"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.LARGE)
        self._column.setSpacing(Space.MEDIUM)
        self._build_text()
        self._build_answer()
        self._build_buttons()
        metrics = self.fontMetrics()
        wish = QSize(metrics.averageCharWidth() * _COLUMNS, metrics.lineSpacing() * _LINES)
        self.resize(wish.boundedTo(self.screen().availableSize()))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_READ_AFTER_MS)
        self._text.textChanged.connect(self._timer.start)
        self._timer.timeout.connect(self._read)

    def _build_text(self) -> None:
        caption = QLabel(
            self.tr("&Paste what the device, the program or the bounced message says"), self
        )
        caption.setWordWrap(True)
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("explain.text")
        self._text.setAccessibleName(caption.text().replace("&", ""))
        self._text.setFont(fixed_font())
        self._text.setTabChangesFocus(True)
        self._text.setPlaceholderText(
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled …"
        )
        self._text.setFixedHeight(self._text.fontMetrics().lineSpacing() * _PASTED_LINES)
        caption.setBuddy(self._text)
        note = self.tr("Nothing leaves this computer. A log or a whole message is fine.")
        for widget in (caption, self._text, Words(note, self, tone=Tone.QUIET)):
            self._column.addWidget(widget)

    def _build_answer(self) -> None:
        inside = QWidget(self)
        inside.setBackgroundRole(QPalette.ColorRole.Window)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        self._notice = Notice(inside)
        column.addWidget(self._notice)
        self._verdict = Words("", inside, bold=True)
        self._verdict.setObjectName("explain.verdict")
        self._rows = FindingList("explain.rows", self._desk.message_for, inside)
        self._support = Words("", inside, tone=Tone.QUIET)
        self._support.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for widget in (self._verdict, self._rows, self._support):
            column.addWidget(widget)
            widget.hide()
        column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self._column.addWidget(area, 1)

    def _build_buttons(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setObjectName("explain.close")
        buttons.rejected.connect(self.reject)
        load = Button(self.tr("&Open a file …"), "explain.open", self, icon_name="folder")
        load.setToolTip(self.tr("A log, or a message that was saved as .eml"))
        load.clicked.connect(self._on_open)
        buttons.addButton(load, QDialogButtonBox.ButtonRole.ActionRole)
        self._column.addWidget(buttons)

    @Slot()
    def _on_open(self) -> None:
        dialog = QFileDialog(self, self.tr("Open a log or a message"))
        dialog.setObjectName("explain.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read_file)
        dialog.open()

    @Slot(str)
    def read_file(self, path: str) -> None:
        """Show a file as if it had been pasted."""
        self._notice.show_error(None)
        task = self._desk.run(in_thread(partial(_read_file, Path(path))))
        task.succeeded.connect(self._text.setPlainText)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._notice.show_error(error if isinstance(error, AppError) else None)

    @Slot()
    def _read(self) -> None:
        if self._task is not None:
            self._task.cancel()
        desk = self._desk
        work = partial(_explain, desk.engine.catalogue, self._text.toPlainText(), desk.client)
        self._task = desk.run(in_thread(work))
        self._task.succeeded.connect(self._on_read)
        self._task.finished.connect(self._on_finished)

    @Slot()
    def _on_finished(self) -> None:
        if self.sender() is self._task:
            self._task = None

    @Slot(object)
    def _on_read(self, explained: Explained | None) -> None:
        self._rows.clear()
        self._support.hide()
        if explained is None:
            self._verdict.hide()
            return
        for finding in explained.findings:
            self._rows.add(RowContent(finding=finding))
        self._rows.rows[0].set_open(is_open=True)
        self._show_support(explained.details["support"])
        self._say(self._judge(explained))

    def _judge(self, explained: Explained) -> str:
        if not explained.recognised:
            return self.tr("These words are not known; this is a general reading.")
        if len(explained.findings) == 1:
            return self.tr("This is known.")
        return self.tr("%1 things are said here; the worst stands first.").replace(
            "%1", str(len(explained.findings))
        )

    def _show_support(self, support: dict[str, str]) -> None:
        """Name what Microsoft's support asks for, where the text has it."""
        told = [f"{name} {visible(value)}" for name, value in support.items() if value]
        text = self.tr("For Microsoft's support: %1").replace("%1", ", ".join(told))
        self._support.setText(text)
        self._support.setVisible(bool(told))

    def _say(self, text: str) -> None:
        self._verdict.setText(text)
        self._verdict.show()
        announce(self, text)


def _read_file(path: Path) -> str:
    from app.services.pasting import read_pasted_file

    return read_pasted_file(path)


def _explain(catalogue: Catalogue, text: str, client: Client | None) -> Explained | None:
    from app.services.explaining import explain

    return explain(catalogue, text, client) if text.strip() else None
