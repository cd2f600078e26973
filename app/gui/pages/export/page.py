"""The seventh step: finished settings for every program, to look at, copy and save."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.flow.journey import Step
from app.gui.buttons import Button
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.page import Page
from app.gui.pages.export.filter import TargetFilter
from app.gui.pages.export.preview import PreviewCard
from app.gui.pages.export.sheets.card import SheetsCard
from app.gui.pages.export.sheets.pages import PagesDialog
from app.gui.pages.export.targets import TargetCard
from app.gui.saving import ask_where
from app.gui.tasks import in_thread
from app.gui.text import one_line
from app.gui.words import word
from app.services.exporting import Exports

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.domain.finding import Finding
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.services.exporting import Offer, Preview
    from app.services.made_files import RenderedFile, WrittenFile

_SIDE_BY_SIDE = 85
"""Characters that the page must hold before list and preview stand side by side."""


class ExportPage(Page):
    """A gallery at the side, the files of the target in hand beside it."""

    is_wide = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.EXPORT, desk)
        self._asked = ""
        self._notice = Notice(self)
        self._said = Words("", self, tone=Tone.GOOD)
        self._said.setObjectName("export.said")
        self._said.hide()
        paths = desk.engine.catalogue.paths.values()
        self._filter = TargetFilter(paths, self)
        self._targets = TargetCard(self._filter, self)
        self._preview = PreviewCard(self)
        self._sheets = SheetsCard(desk, self)
        self._sheets.changed.connect(self.changed)
        self._build()
        self._targets.looked_at.connect(self._on_looked_at)
        self._targets.ticked.connect(self._on_ticked)
        self._preview.save_asked.connect(self._on_save_asked)
        self._preview.pages_asked.connect(self._on_pages_asked)
        self._preview.path_asked.connect(self._on_path_asked)

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
        task.failed.connect(self._notice.show_failure)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE
        ways = QBoxLayout.Direction
        self._targets.set_short(is_short=is_narrow)
        self._gallery.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    def first_field(self) -> QWidget:
        return self._filter.search.edit

    def _build(self) -> None:
        self._gallery = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._gallery.setSpacing(Space.LARGE)
        self._gallery.addLayout(self._side(), 2)
        self._gallery.addWidget(self._preview, 3)
        for widget in (self._notice, self._filter, self._said):
            self.column.addWidget(widget)
        self.column.addLayout(self._gallery)
        self.column.addWidget(self._sheets)

    def _side(self) -> QVBoxLayout:
        self._zip = Button(
            self.tr("Save ticked as &ZIP …"), "export.zip", self, icon_name="save", prime=True
        )
        self._all = Button(
            self.tr("Save &everything that fits …"), "export.all", self, icon_name="save"
        )
        self._zip.clicked.connect(self._on_zip)
        self._all.clicked.connect(self._on_all)
        buttons = FlowLayout()
        buttons.addWidget(self._zip)
        buttons.addWidget(self._all)
        side = QVBoxLayout()
        side.setSpacing(Space.SMALL)
        side.addWidget(self._targets)
        side.addLayout(buttons)
        side.addStretch(1)
        return side

    def _exports(self, client: Client) -> Exports:
        engine = self.desk.engine
        return Exports(client, engine.clouds, engine.translation("en"))

    def _list_offers(self, client: Client) -> tuple[Offer, ...]:
        return self._exports(client).offers(every_device=True)

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
        task.failed.connect(self._notice.show_failure)

    def _render(self, client: Client, target_id: str) -> Preview:
        return self._exports(client).preview(target_id)

    def _on_rendered(self, target_id: str, preview: Preview) -> None:
        if target_id == self._asked:
            self._preview.show_preview(preview)

    @Slot(object)
    def _on_pages_asked(self, file: RenderedFile) -> None:
        PagesDialog(self.desk, file, self).open()

    @Slot()
    def _on_path_asked(self) -> None:
        self.desk.go_to(Step.PATH)

    @Slot()
    def _on_ticked(self) -> None:
        ids = self._targets.ticked_ids()
        self.desk.take(replace(self.client_now(), targets=ids))
        self._zip.setEnabled(bool(ids))

    @Slot(object)
    def _on_save_asked(self, file: RenderedFile) -> None:
        name = file.path.rpartition("/")[2]
        ask_where(
            self, self.tr("Save %1").replace("%1", one_line(name)), name, partial(self._save, file)
        )

    def _save(self, file: RenderedFile, path: str) -> None:
        self._run_saving(partial(_write, file, Path(path)))

    @Slot()
    def _on_zip(self) -> None:
        self._ask_zip(self.tr("Save everything ticked"), self.client_now().targets)

    @Slot()
    def _on_all(self) -> None:
        self._ask_zip(self.tr("Save everything that fits"), self._targets.serving_ids())

    def _ask_zip(self, title: str, ids: tuple[str, ...]) -> None:
        client = self.client_now()
        ask_where(self, title, f"sendwright-{client.id}.zip", partial(self._save_zip, client, ids))

    def _save_zip(self, client: Client, ids: tuple[str, ...], path: str) -> None:
        self._run_saving(partial(self._write_zip, client, ids, Path(path)))

    def _write_zip(self, client: Client, ids: tuple[str, ...], path: Path) -> _Saved:
        exports = self._exports(client)
        fitting = exports.render_fitting(ids)
        return replace(_write(exports.archive(fitting.files), path), left_out=fitting.left_out)

    def _run_saving(self, call: partial[_Saved]) -> None:
        self._notice.show_error(None)
        self._said.hide()
        task = self.desk.run(in_thread(call))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._notice.show_failure)

    @Slot(object)
    def _on_saved(self, saved: _Saved) -> None:
        said = [self.tr("Saved to %1").replace("%1", one_line(str(saved.file.path)))]
        if saved.file.backup is not None:
            kept = self.tr("The file that was there is now %1.")
            said.append(kept.replace("%1", one_line(saved.file.backup.name)))
        if saved.left_out:
            said.append(self.tr("Left out:"))
            said += (one_line(word(one).in_one) for one in saved.left_out)
        self._said.setText("\n".join(said))
        self._said.show()


@dataclass(frozen=True, slots=True)
class _Saved:
    file: WrittenFile
    left_out: tuple[Finding, ...] = ()
    """One a target that could not be written."""


def _write(file: RenderedFile, path: Path) -> _Saved:
    """Write to the place that a person chose; a file that was there keeps a name of its own."""
    from app.services.made_files import write_files

    (written,) = write_files((replace(file, path=path.name),), path.parent)
    return _Saved(written)
