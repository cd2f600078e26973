"""A failure of our own work, shown where it happened: what, why, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.finding import Actor, Finding
from app.gui.buttons import CopyButton, LinkButton
from app.gui.cards import Card
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Glyph, Words
from app.gui.look import Space, Tone
from app.gui.quote import Quote
from app.gui.text import visible
from app.gui.words import actor_name, copy_label

MessageFor = Callable[[tuple[Finding, ...], Actor], str]
"""Writes a message to whoever must act."""


class Notice(Card):
    """Empty and hidden while all is well."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        tone: Tone = Tone.BAD,
        message_for: MessageFor | None = None,
    ) -> None:
        super().__init__(parent, tone=tone)
        self._tone_now, self._message_for = tone, message_for
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

    @Slot(object)
    def show_failure(self, error: object) -> None:
        """Show what a task ended with; a fault of the program is told elsewhere."""
        if isinstance(error, AppError):
            self.show_error(error)

    def _clear(self) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None

    def _build_buttons(self, error: AppError, inside: QWidget) -> FlowLayout:
        row = FlowLayout()
        others = error.who_acts not in (Actor.YOU, Actor.NOBODY)
        if others and self._message_for is not None:
            finding = error.as_finding("")
            message = partial(self._message_for, (finding,), error.who_acts)
            row.addWidget(CopyButton(copy_label(error.who_acts), "notice.copy", message, inside))
        for source in error.sources[:1]:
            row.addWidget(LinkButton(self.tr("Source"), "notice.source", source, inside))
        return row

    def _build(self, error: AppError) -> QWidget:
        inside = QWidget(self)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.MEDIUM)
        icon = "error" if self._tone_now is Tone.BAD else "warning"
        row.addWidget(Glyph(icon, inside, tone=self._tone_now), 0, Qt.AlignmentFlag.AlignTop)
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
        if error.who_acts not in (Actor.YOU, Actor.NOBODY):
            who = self.tr("Who must act: %1.").replace("%1", actor_name(error.who_acts))
            column.addWidget(Words(who, inside, tone=Tone.QUIET))
        column.addLayout(self._build_buttons(error, inside))
        row.addLayout(column, 1)
        return inside
