"""The seventh step: finished settings for every program, to look at, copy and save."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.flow.journey import Step
from app.gui.buttons import Button
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.page import Page
from app.gui.pages.export_list import TargetCard
from app.gui.pages.export_preview import PreviewCard
from app.gui.pages.export_sheets import SheetsCard
from app.gui.pages.sheet_pages import PagesDialog
from app.gui.saving import ask_where, write_file
from app.gui.tasks import in_thread
from app.gui.text import one_line

if TYPE_CHECKING:
    from app.domain.client import Client
    from app.gui.desk import Desk
    from app.render.context import RenderedFile
    from app.wiring.exporting import Offer


class ExportPage(Page):
    """A gallery at the side, the files of the target in hand beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.EXPORT, desk)
        self._asked = ""
        self._notice = Notice(self)
        self._said = Words("", self, tone=Tone.GOOD)
        self._said.setObjectName("export.said")
        self._said.hide()
        self._targets = TargetCard(self)
        self._preview = PreviewCard(self)
        self._sheets = SheetsCard(desk, self)
        self._sheets.changed.connect(self.changed)
        self._build()
        self._targets.looked_at.connect(self._on_looked_at)
        self._targets.ticked.connect(self._on_ticked)
        self._preview.save_asked.connect(self._on_save_asked)
        self._preview.pages_asked.connect(self._on_pages_asked)

    @property
    def busy(self) -> str:
        running = self._sheets.is_running
        return self.tr("Sheets are being made. Press Esc to cancel.") if running else ""

    @Slot()
    def cancel(self) -> None:
        self._sheets.stop()

    def enter(self) -> None:
        self._notice.show_error(None)
        self._said.hide()
        client = self.client_now()
        self._sheets.show_client()
        task = self.desk.run(in_thread(partial(self._list_offers, client)))
        task.succeeded.connect(self._on_offers)
        task.failed.connect(self._on_failed)

    def first_field(self) -> QWidget:
        return self._targets.first_field()

    def _build(self) -> None:
        gallery = QHBoxLayout()
        gallery.setSpacing(Space.LARGE)
        gallery.addWidget(self._targets, 2)
        gallery.addWidget(self._preview, 3)
        self._zip = Button(
            self.tr("Save ticked as &ZIP …"), "export.zip", self, icon_name="save", prime=True
        )
        self._zip.clicked.connect(self._on_zip)
        buttons = FlowLayout()
        buttons.addWidget(self._zip)
        foot = QVBoxLayout()
        foot.setSpacing(Space.SMALL)
        foot.addLayout(buttons)
        foot.addWidget(self._said)
        self.column.addWidget(self._notice)
        self.column.addLayout(gallery)
        self.column.addLayout(foot)
        self.column.addWidget(self._sheets)

    def _list_offers(self, client: Client) -> tuple[Offer, ...]:
        return self.desk.engine.exports(client).offers()

    @Slot(object)
    def _on_offers(self, offers: tuple[Offer, ...]) -> None:
        if self.desk.client is None:
            return
        self._targets.show_offers(offers, self.client_now().targets)
        self._zip.setEnabled(bool(self._targets.ticked_ids()))

    @Slot(str)
    def _on_looked_at(self, target_id: str) -> None:
        offer = self._targets.offer(target_id)
        if offer is None:
            return
        self._asked = target_id
        if not offer.can_serve:
            self._preview.show_refusal(offer)
            return
        self._preview.show_loading(offer)
        call = partial(self._render, self.client_now(), target_id)
        task = self.desk.run(in_thread(call))
        task.succeeded.connect(partial(self._on_rendered, target_id))
        task.failed.connect(self._on_failed)

    def _render(self, client: Client, target_id: str) -> tuple[RenderedFile, ...]:
        return self.desk.engine.exports(client).render(target_id)

    def _on_rendered(self, target_id: str, files: object) -> None:
        if target_id == self._asked and isinstance(files, tuple):
            self._preview.show_files(files)

    @Slot()
    def _on_ticked(self) -> None:
        ids = self._targets.ticked_ids()
        self.desk.take(replace(self.client_now(), targets=ids))
        self._zip.setEnabled(bool(ids))

    @Slot(object)
    def _on_pages_asked(self, file: RenderedFile) -> None:
        PagesDialog(self.desk, file, self).open()

    @Slot(object)
    def _on_save_asked(self, file: RenderedFile) -> None:
        name = file.path.rpartition("/")[2]
        ask_where(
            self, self.tr("Save %1").replace("%1", one_line(name)), name, partial(self._save, file)
        )

    def _save(self, file: RenderedFile, path: str) -> None:
        self._run_saving(partial(write_file, Path(path), file.content, file.mode))

    @Slot()
    def _on_zip(self) -> None:
        client = self.client_now()
        name = f"sendwright-{client.id}.zip"
        ask_where(self, self.tr("Save everything ticked"), name, partial(self._save_zip, client))

    def _save_zip(self, client: Client, path: str) -> None:
        self._run_saving(partial(self._write_zip, client, Path(path)))

    def _write_zip(self, client: Client, path: Path) -> Path:
        exports = self.desk.engine.exports(client)
        archive = exports.archive(exports.render_all(client.targets))
        return write_file(path, archive.content, archive.mode)

    def _run_saving(self, call: partial[Path]) -> None:
        self._notice.show_error(None)
        self._said.hide()
        task = self.desk.run(in_thread(call))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_saved(self, path: object) -> None:
        self._said.setText(self.tr("Saved to %1").replace("%1", one_line(str(path))))
        self._said.show()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self._notice.show_error(error)
