"""Sheets for a whole list of devices, made beside the list."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from app.domain.errors import AppError
from app.gui.buttons import Button
from app.gui.cards import Card, Fold
from app.gui.fields import Field
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.rows import FindingList, RowContent
from app.gui.tasks import Say, Task, in_thread_saying
from app.gui.text import one_line
from app.gui.words import count

if TYPE_CHECKING:
    from app.domain.client import Client
    from app.gui.desk import Desk
    from app.wiring.engine import Engine
    from app.wiring.sheets import SheetRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How far it has come."""

    done: int
    of: int


class SheetJob:
    """One list; `stop` may be called from another thread, and ends it after the sheet in hand."""

    def __init__(self, engine: Engine, client: Client, table: Path) -> None:
        self._engine, self._client, self._table = engine, client, table
        self._folder = table.with_name(f"{table.stem}-sheets")
        self._is_stopped = threading.Event()

    def stop(self) -> None:
        self._is_stopped.set()

    def run(self, say: Say) -> SheetRun:
        """Make the sheets; raises AppError where the list or the folder cannot be used."""
        from app.wiring.sheets import make_sheets  # brings Typst along

        def tell(done: int, of: int) -> bool:
            say(Made(done=done, of=of))
            return not self._is_stopped.is_set()

        return make_sheets(self._engine, self._client, self._table, self._folder, progress=tell)


class SheetsCard(Card):
    """A list to choose, the progress, and then what was left out and why."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: SheetJob | None = None
        self._task: Task | None = None
        self._folder = Path()
        self.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        fold = Fold("export.sheets", self, title=self.tr("Sheets for a list of devices"))
        self.body.addWidget(fold)
        self._build_form(fold)
        self._build_result(fold)
        self._show_running(running=False)

    @property
    def is_running(self) -> bool:
        return self._task is not None

    @Slot()
    def stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _build_form(self, fold: Fold) -> None:
        hint = self.tr(
            "A table with the columns name, vendor, model, location, address, from_address,"
            " from_name, recipient and notes, as Excel saves it. The PDFs go into a"
            " folder beside it."
        )
        self._field = Field(
            self.tr("&List of devices (CSV)"), "export.sheets.list", fold.body, hint=hint
        )
        browse = Button(self.tr("Bro&wse …"), "export.sheets.browse", fold.body, icon_name="folder")
        self._make = Button(self.tr("&Make the sheets"), "export.sheets.make", fold.body)
        self._cancel = Button(self.tr("C&ancel"), "export.sheets.cancel", fold.body)
        self._field.edited.connect(self._on_edited)
        browse.clicked.connect(self._on_browse)
        self._make.clicked.connect(self._on_make)
        self._cancel.clicked.connect(self.stop)
        row = FlowLayout()
        for button in (browse, self._make, self._cancel):
            row.addWidget(button)
        fold.inside.addWidget(self._field)
        fold.inside.addLayout(row)

    def _build_result(self, fold: Fold) -> None:
        self._bar = QProgressBar(fold.body)
        self._bar.setObjectName("export.sheets.progress")
        self._bar.setAccessibleName(self.tr("Progress of the sheets"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(Space.SMALL)
        self._said = Words("", fold.body)
        self._said.setObjectName("export.sheets.said")
        self._open = Button(
            self.tr("Open the &folder"), "export.sheets.open", fold.body, icon_name="open"
        )
        self._open.clicked.connect(self._on_open)
        self._notice = Notice(fold.body)
        self._rows = FindingList("export.sheets.findings", self._desk.message_for, fold.body)
        row = FlowLayout()
        row.addWidget(self._open)
        for widget in (self._bar, self._said):
            fold.inside.addWidget(widget)
        fold.inside.addLayout(row)
        fold.inside.addWidget(self._notice)
        fold.inside.addWidget(self._rows)
        self._said.hide()
        self._open.hide()

    def _show_running(self, *, running: bool) -> None:
        self._bar.setVisible(running)
        self._cancel.setVisible(running)
        self._make.setVisible(not running)
        self._make.setEnabled(bool(self._field.text()))
        self._field.edit.setEnabled(not running)

    @Slot()
    def _on_edited(self) -> None:
        self._make.setEnabled(bool(self._field.text()))

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a list of devices"))
        dialog.setObjectName("export.sheets.dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Tables (*.csv *.txt)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    @Slot(str)
    def _on_file_chosen(self, path: str) -> None:
        self._field.show_text(path)
        self._on_edited()

    @Slot()
    def _on_make(self) -> None:
        client = self._desk.client
        if client is None or self._task is not None:
            return
        table = Path(self._field.text()).expanduser()
        self._job = SheetJob(self._desk.engine, client, table)
        self._notice.show_error(None)
        self._rows.clear()
        self._said.hide()
        self._open.hide()
        self._bar.setRange(0, 0)
        task = self._task = self._desk.run(in_thread_saying(self._job.run))
        task.progress.connect(self._on_progress)
        task.succeeded.connect(self._on_made)
        task.failed.connect(self._on_failed)
        task.finished.connect(self._on_finished)
        self._show_running(running=True)
        self._cancel.setFocus()
        self._desk.set_busy(busy=True)

    @Slot(object)
    def _on_progress(self, made: Made) -> None:
        self._bar.setRange(0, max(made.of, 1))
        self._bar.setValue(made.done)

    @Slot(object)
    def _on_made(self, run: SheetRun) -> None:
        text = self.tr("No sheet was made.")
        if run.files:
            self._folder = run.files[0].path.parent
            there = self.tr("One file is in %2."), self.tr("%1 files are in %2.")
            text = count(len(run.files), *there).replace("%2", one_line(str(self._folder)))
        if run.was_stopped:
            text = f"{self.tr('Cancelled.')} {text}"
        self._said.set_tone(Tone.WARNING if run.was_stopped or run.findings else Tone.GOOD)
        self._said.setText(text)
        self._said.show()
        self._open.setVisible(bool(run.files))
        for finding in run.findings:
            self._rows.add(RowContent(finding=finding))

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self._notice.show_error(error)

    @Slot()
    def _on_finished(self) -> None:
        self._task = self._job = None
        self._show_running(running=False)
        self._desk.set_busy(busy=False)
        self._make.setFocus()
        self.changed.emit()

    @Slot()
    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
