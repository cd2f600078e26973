"""Sheets for a whole list of devices: the list, where they go, and what came of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from app.catalogue.message_words import message_languages
from app.gui.buttons import Button
from app.gui.cards import Card, Fold
from app.gui.fields import Field
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space
from app.gui.notice import Notice
from app.gui.pages.export.sheets.list import SheetsList
from app.gui.pages.export.sheets.pages import PagesDialog
from app.gui.pages.export.sheets.result import SheetsResult
from app.gui.tasks import Say, Task, in_thread, in_thread_saying
from app.gui.words import language_name
from app.services.devices.lists import RawTable, check_table

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.services.devices.sheets import SheetRun
    from app.services.engine import Engine
    from app.services.made_files import RenderedFile

_LETTER_COUNTRIES = (QLocale.Country.UnitedStates, QLocale.Country.Canada, QLocale.Country.Mexico)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How far it has come."""

    done: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person asked for."""

    table: RawTable
    folder: Path
    paper: str
    language: str


class SheetJob:
    """One list; `stop` may be called from another thread, and ends it after the sheets in hand."""

    def __init__(self, engine: Engine, client: Client, order: Order) -> None:
        self._engine, self._client, self._order = engine, client, order
        self._is_stopped = threading.Event()

    def stop(self) -> None:
        self._is_stopped.set()

    def run(self, say: Say) -> SheetRun:
        """Make the sheets; raises AppError where the folder cannot be used."""
        from app.services.devices.sheets import make_sheets  # brings Typst along
        from app.services.export_context import export_context

        def tell(done: int, of: int) -> bool:
            say(Made(done=done, of=of))
            return not self._is_stopped.is_set()

        order, engine = self._order, self._engine
        said = engine.translation(order.language)
        context = export_context(self._client, engine.clouds, said, paper=order.paper)
        return make_sheets(
            check_table(order.table), order.folder, context, engine.catalogue, progress=tell
        )


class SheetsCard(Card):
    """The list, paper, language and folder; the progress; then what was left out and why."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: SheetJob | None = None
        self._task: Task | None = None
        self.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        fold = Fold("export.sheets", self, title=self.tr("Sheets for a list of devices"))
        self.body.addWidget(fold)
        self._build(fold)
        self._show_running(running=False)

    @property
    def is_running(self) -> bool:
        return self._task is not None

    @Slot()
    def stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def show_client(self) -> None:
        """The client or its path has changed."""
        client = self._desk.client
        self._list.show_client(
            client, paper=self._paper.currentData(), language=self._language.currentData()
        )
        if client is not None and not self._folder.text():
            documents = QStandardPaths.StandardLocation.DocumentsLocation
            home = QStandardPaths.writableLocation(documents)
            self._folder.show_text(str(Path(home) / f"{client.id}-sheets"))
        self._show_what_can_be_done()

    def _build(self, fold: Fold) -> None:
        hint = self.tr(
            "One row a device. Each gets a PDF of its own; one file has them all, and a checklist"
            " goes from place to place. Ctrl+V takes cells from a spreadsheet; F2 edits a cell."
        )
        self._list = SheetsList(self._desk, fold.body)
        self._list.changed.connect(self._on_list_changed)
        self._notice = Notice(fold.body)
        self._result = SheetsResult(self._desk, fold.body)
        fold.inside.addWidget(Words(hint, fold.body))
        fold.inside.addWidget(self._list)
        fold.inside.addLayout(self._build_choices(fold.body))
        fold.inside.addWidget(self._folder)
        fold.inside.addLayout(self._build_buttons(fold.body))
        fold.inside.addWidget(self._notice)
        fold.inside.addWidget(self._result)

    def _build_choices(self, parent: QWidget) -> FlowLayout:
        self._language = _box("export.sheets.language", self.tr("Language of the sheets"), parent)
        for language in message_languages():
            self._language.addItem(language_name(language), language)
        spoken = QLocale().name().partition("_")[0]
        self._language.setCurrentIndex(max(self._language.findData(spoken), 0))
        self._paper = _box("export.sheets.paper", self.tr("Paper"), parent)
        self._paper.addItem(self.tr("A4"), "a4")
        self._paper.addItem(self.tr("Letter"), "us-letter")
        self._paper.setCurrentIndex(int(QLocale().territory() in _LETTER_COUNTRIES))
        for box in (self._language, self._paper):
            box.currentIndexChanged.connect(self.show_client)
        self._folder = Field(self.tr("Folder for the sheets"), "export.sheets.folder", parent)
        self._folder.edited.connect(self._show_what_can_be_done)
        browse = Button(self.tr("Choose a &folder …"), "export.sheets.folder.browse", parent)
        browse.clicked.connect(self._on_browse)
        row = FlowLayout()
        for widget in (self._language, self._paper, browse):
            row.addWidget(widget)
        self._browse = browse
        return row

    def _build_buttons(self, parent: QWidget) -> FlowLayout:
        self._make = Button(self.tr("&Make the sheets"), "export.sheets.make", parent)
        self._preview = Button(self.tr("Look at this sheet"), "export.sheets.preview", parent)
        self._cancel = Button(self.tr("C&ancel"), "export.sheets.cancel", parent)
        self._make.clicked.connect(self._on_make)
        self._preview.clicked.connect(self._on_preview)
        self._cancel.clicked.connect(self.stop)
        row = FlowLayout()
        for button in (self._make, self._preview, self._cancel):
            row.addWidget(button)
        return row

    def _show_running(self, *, running: bool) -> None:
        self._result.show_running(running=running)
        self._cancel.setVisible(running)
        self._make.setVisible(not running)
        self._list.set_busy(busy=running)
        for widget in (self._folder, self._browse, self._language, self._paper):
            widget.setEnabled(not running)
        self._show_what_can_be_done()

    @Slot()
    def _show_what_can_be_done(self) -> None:
        has_rows = any(not row.is_empty for row in self._list.model.rows)
        self._make.setEnabled(has_rows and bool(self._folder.text()))
        self._preview.setEnabled(self._list.current() is not None and self._task is None)

    @Slot()
    def _on_list_changed(self) -> None:
        opened = self._list.opened
        if opened.name and self._folder_is_ours:
            self._folder.show_text(str(opened.with_name(f"{opened.stem}-sheets")))
        self._show_what_can_be_done()

    @property
    def _folder_is_ours(self) -> bool:
        """The person has not typed a folder."""
        return not self._folder.edit.isModified()

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a folder for the sheets"))
        dialog.setObjectName("export.sheets.folder.dialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_folder_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_folder_chosen(self, path: str) -> None:
        self._folder.show_text(path)
        self._folder.edit.setModified(True)
        self._show_what_can_be_done()

    @Slot()
    def _on_preview(self) -> None:
        judge, values = self._list.judge(), self._list.current()
        if judge is None or values is None:
            return
        self._notice.show_error(None)
        task = self._desk.run(in_thread(partial(judge.make, values)))
        task.succeeded.connect(self._on_previewed)
        task.failed.connect(self._notice.show_failure)

    @Slot(object)
    def _on_previewed(self, file: RenderedFile) -> None:
        PagesDialog(self._desk, file, self).open()

    @Slot()
    def _on_make(self) -> None:
        client = self._desk.client
        if client is None or self._task is not None:
            return
        order = Order(
            table=RawTable(rows=self._list.rows()),
            folder=Path(self._folder.text()).expanduser(),
            paper=self._paper.currentData(),
            language=self._language.currentData(),
        )
        self._job = SheetJob(self._desk.engine, client, order)
        self._notice.show_error(None)
        task = self._task = self._desk.run(in_thread_saying(self._job.run))
        task.progress.connect(self._on_progress)
        task.succeeded.connect(self._result.show_run)
        task.failed.connect(self._notice.show_failure)
        task.finished.connect(self._on_finished)
        self._show_running(running=True)
        self._cancel.setFocus()
        self._desk.set_busy(busy=True)

    @Slot(object)
    def _on_progress(self, made: Made) -> None:
        self._result.show_progress(made.done, made.of)

    @Slot()
    def _on_finished(self) -> None:
        self._task = self._job = None
        self._show_running(running=False)
        self._desk.set_busy(busy=False)
        self._make.setFocus()
        self.changed.emit()


def _box(name: str, title: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(title)
    box.setMinimumHeight(round(box.fontMetrics().height() * 1.9))
    return box
