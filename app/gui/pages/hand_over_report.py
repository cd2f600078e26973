"""Saves the hand-over report, for the client's folder or the printer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import AppError
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.labels import Glyph, Words
from app.gui.look import Size, Space, Tone
from app.gui.notice import Notice
from app.gui.saving import ask_where, write_file
from app.gui.tasks import in_thread
from app.gui.text import one_line

if TYPE_CHECKING:
    from app.domain.client import Client
    from app.gui.desk import Desk


class ReportCard(Card):
    """One button, and what came of it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.ACCENT)
        self._desk = desk
        self.save = Button(
            self.tr("&Save report …"), "hand_over.save", self, icon_name="save", prime=True
        )
        self.save.clicked.connect(self._on_save)
        self._said = Words(self.tr("All of this page as a PDF."), self, tone=Tone.QUIET)
        self._notice = Notice(self)
        row = QHBoxLayout()
        row.setSpacing(Space.MEDIUM)
        row.addWidget(Glyph("report", self, tone=Tone.ACCENT, size=Size.HEADING))
        row.addWidget(self._said, 1)
        row.addWidget(self.save)
        self.body.addLayout(row)
        self.body.addWidget(self._notice)

    def rest(self) -> None:
        self._notice.show_error(None)
        self._said.setText(self.tr("All of this page as a PDF."))

    @Slot()
    def _on_save(self) -> None:
        client = self._desk.client
        if client is not None:
            name = f"sendwright-{client.id}.pdf"
            ask_where(self, self.tr("Save the report"), name, partial(self._write, client))

    def _write(self, client: Client, path: str) -> None:
        self.save.setEnabled(False)
        task = self._desk.run(in_thread(partial(self._render, client, Path(path))))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._on_failed)
        task.finished.connect(self._on_finished)

    def _render(self, client: Client, path: Path) -> Path:
        return write_file(path, self._desk.engine.exports(client).report().content)

    @Slot(object)
    def _on_saved(self, path: object) -> None:
        self._said.setText(self.tr("Saved to %1").replace("%1", one_line(str(path))))

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self._notice.show_error(error)

    @Slot()
    def _on_finished(self) -> None:
        self.save.setEnabled(True)
