"""One target: what it is, its files as they will be written, and how to use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Size, Tone
from app.gui.pages.export.notes import NotesView
from app.gui.pages.export.view import FileView
from app.gui.text import one_line, visible
from app.gui.words import word

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.exporting import Offer, Preview
    from app.services.made_files import RenderedFile


class PreviewCard(Card):
    """A target that cannot send by the chosen way says why, and leads to the other ways."""

    save_asked = Signal(object)
    pages_asked = Signal(object)
    path_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = Words("", self, size=Size.LEAD, bold=True)
        self._summary = Words(self.tr("Choose a target to see its files."), self, tone=Tone.QUIET)
        self._ways = Words("", self)
        self._other_path = Button(self.tr("Ch&oose another path"), "export.other_path", self)
        self._files = FileView(self)
        self._notes = NotesView(self)
        row = FlowLayout()
        row.addWidget(self._other_path)
        for widget in (self._title, self._summary, self._ways):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.body.addWidget(self._files, 1)
        self.body.addWidget(self._notes)
        self.body.addStretch(0)
        self._files.save_asked.connect(self.save_asked)
        self._files.pages_asked.connect(self.pages_asked)
        self._other_path.clicked.connect(self._on_other_path)
        self._show_parts(can_serve=False, ways=())

    def show_loading(self, offer: Offer) -> None:
        self._head(offer, offer.target.summary)

    def show_refusal(self, offer: Offer) -> None:
        assert offer.refusal is not None
        said = word(offer.refusal)
        self._head(offer, visible(said.cause or said.title))
        self._show_parts(can_serve=False, ways=said.fix)

    def show_preview(self, preview: Preview) -> None:
        self._show_parts(can_serve=True, ways=())
        self._files.show_files(preview.files)
        self._notes.show_notes(preview.notes)

    def file(self) -> RenderedFile | None:
        """Return the file that is shown."""
        return self._files.file()

    def _head(self, offer: Offer, text: str) -> None:
        self._title.setText(one_line(offer.target.name))
        self._summary.setText(text)
        self._summary.setVisible(bool(text))

    def _show_parts(self, *, can_serve: bool, ways: tuple[str, ...]) -> None:
        self._files.setVisible(can_serve)
        self._notes.setVisible(can_serve)
        self._ways.setText("\n\n".join(ways))
        self._ways.setVisible(bool(ways))
        self._other_path.setVisible(bool(ways))

    @Slot()
    def _on_other_path(self) -> None:
        self.path_asked.emit()
