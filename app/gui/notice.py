"""A failure of our own work, shown where it happened: what, why, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.gui.buttons import LinkButton
from app.gui.cards import Card
from app.gui.labels import Glyph, Words
from app.gui.look import Space, Tone
from app.gui.quote import Quote
from app.gui.text import visible


class Notice(Card):
    """Empty and hidden while all is well."""

    def __init__(self, parent: QWidget | None = None, *, tone: Tone = Tone.BAD) -> None:
        super().__init__(parent, tone=tone)
        self._tone_now = tone
        self._inside: QWidget | None = None
        self.hide()

    def show_error(self, error: AppError | None) -> None:
        """Show a failure, or nothing."""
        self._clear()
        if error is not None:
            self._inside = self._build(error)
            self.body.addWidget(self._inside)
            self.setAccessibleName(visible(error.title))
        self.setVisible(error is not None)

    def _clear(self) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None

    def _build(self, error: AppError) -> QWidget:
        inside = QWidget(self)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.MEDIUM)
        row.addWidget(Glyph("error", inside, tone=self._tone_now), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(Space.SMALL)
        column.addWidget(Words(visible(error.title), inside, bold=True))
        if error.detail:
            column.addWidget(Words(visible(error.detail), inside))
        for step in error.next_steps:
            column.addWidget(Words(f"→ {visible(step)}", inside))
        if error.raw:
            title = self.tr("What was seen")
            column.addWidget(Quote(visible(error.raw), "notice.seen", title, inside))
        for number, source in enumerate(error.sources[:1]):
            link = LinkButton(self.tr("Source"), f"notice.source{number}", source, inside)
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        row.addLayout(column, 1)
        return inside
