"""How to use the files of a target: where they belong, how to apply, check and undo them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.text import visible

if TYPE_CHECKING:
    from app.services.exporting import TargetNotes


class NotesView(QWidget):
    """The parts of the README that a person needs before saving anything."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export.notes")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.SMALL)

    def show_notes(self, notes: TargetNotes) -> None:
        """Show these in place of those that were there."""
        self.clear()
        places = [f"{name}: {place}" if place else name for name, place in notes.places]
        self._add(self.tr("Know this first"), notes.warnings, tone=Tone.WARNING)
        self._add(self.tr("Where it belongs"), places)
        self._add(self.tr("To apply"), notes.apply, is_numbered=True)
        self._add(self.tr("To check without sending"), notes.verify)
        self._add(self.tr("To undo"), notes.undo, is_numbered=len(notes.undo) > 1)

    def clear(self) -> None:
        """Take everything away."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _add(
        self,
        title: str,
        texts: Sequence[str],
        *,
        tone: Tone = Tone.PLAIN,
        is_numbered: bool = False,
    ) -> None:
        if not texts:
            return
        self._column.addWidget(Words(title, self, bold=True, tone=tone))
        for number, text in enumerate(texts, 1):
            shown = f"{number}. {text}" if is_numbered else text
            self._column.addWidget(Words(visible(shown), self))
