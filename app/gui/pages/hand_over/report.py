"""Saves what the last page shows: as a PDF, as a web page, and as a plan that opens again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.organisation.plan_file import PLAN_SUFFIX
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Glyph, Words
from app.gui.look import Size, Space, Tone
from app.gui.notice import Notice
from app.gui.saving import ask_where, write_file
from app.gui.tasks import in_thread
from app.gui.text import one_line
from app.services.exporting import Exports

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.services.engine import Engine

Make = Callable[["Engine", "Client"], bytes]


class ReportCard(Card):
    """Three buttons, and what came of them."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.ACCENT)
        self._desk = desk
        self.save = Button(
            self.tr("&Save report …"), "hand_over.save", self, icon_name="save", prime=True
        )
        self._page = Button(self.tr("Save as &web page …"), "hand_over.save_page", self)
        self._plan = Button(self.tr("Save the &plan …"), "hand_over.save_plan", self)
        self.save.clicked.connect(self._on_save)
        self._page.clicked.connect(self._on_save_page)
        self._plan.clicked.connect(self._on_save_plan)
        self._said = Words("", self, tone=Tone.QUIET)
        self._said.setObjectName("hand_over.said")
        self._notice = Notice(self)
        self._lay_out()
        self.rest()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.MEDIUM)
        head.addWidget(Glyph("report", self, tone=Tone.ACCENT, size=Size.HEADING))
        head.addWidget(self._said, 1)
        row = FlowLayout()
        for button in (self.save, self._page, self._plan):
            row.addWidget(button)
        self.body.addLayout(head)
        self.body.addLayout(row)
        self.body.addWidget(self._notice)

    def rest(self) -> None:
        self._notice.show_error(None)
        self._said.setText(
            self.tr(
                "The report holds all of this page, as a PDF or a web page. The plan holds the"
                " client, to be opened again here or on another computer. No secret is in either."
            )
        )

    @Slot()
    def _on_save(self) -> None:
        self._ask(self.tr("Save the report"), "sendwright-%1.pdf", _make_pdf)

    @Slot()
    def _on_save_page(self) -> None:
        self._ask(self.tr("Save the report"), "sendwright-%1.html", _make_page)

    @Slot()
    def _on_save_plan(self) -> None:
        self._ask(self.tr("Save the plan"), f"%1{PLAN_SUFFIX}", _make_plan)

    def _ask(self, title: str, name: str, make: Make) -> None:
        client = self._desk.client
        if client is not None:
            ask_where(
                self, title, name.replace("%1", client.id), partial(self._write, client, make)
            )

    def _write(self, client: Client, make: Make, path: str) -> None:
        self._allow(is_allowed=False)
        task = self._desk.run(in_thread(partial(self._make, client, make, Path(path))))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._notice.show_failure)
        task.finished.connect(self._on_finished)

    def _make(self, client: Client, make: Make, path: Path) -> Path:
        return write_file(path, make(self._desk.engine, client))

    def _allow(self, *, is_allowed: bool) -> None:
        for button in (self.save, self._page, self._plan):
            button.setEnabled(is_allowed)

    @Slot(object)
    def _on_saved(self, path: object) -> None:
        self._notice.show_error(None)
        self._said.setText(self.tr("Saved to %1").replace("%1", one_line(str(path))))

    @Slot()
    def _on_finished(self) -> None:
        self._allow(is_allowed=True)


def _exports(engine: Engine, client: Client) -> Exports:
    return Exports(client, engine.clouds, engine.translation(client.message_language))


def _make_pdf(engine: Engine, client: Client) -> bytes:
    return _exports(engine, client).report().content


def _make_page(engine: Engine, client: Client) -> bytes:
    return _exports(engine, client).report_page().content


def _make_plan(engine: Engine, client: Client) -> bytes:
    return engine.clients.to_bytes(client)
