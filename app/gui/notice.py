"""A failure of our own work, shown where it happened: what, why, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.catalogue.actors import name_actor
from app.domain.errors import AppError
from app.domain.finding import Actor, Finding
from app.domain.worded import Worded
from app.gui.buttons import CopyButton, LinkButton
from app.gui.cards import Card
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Glyph, Words
from app.gui.look import Space, Tone
from app.gui.quote import Quote
from app.gui.text import visible
from app.gui.words import copy_label, word


def _pages(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Sources that can be opened; others are titles of documents."""
    return tuple(source for source in sources if source.startswith("https://"))


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

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show the first, and below it in a line each what it is about; or nothing."""
        first = AppError.from_finding(findings[0]) if findings else None
        self.show_error(first, beside=findings[1:])

    def show_error(self, error: AppError | None, *, beside: tuple[Finding, ...] = ()) -> None:
        """Show a failure, or nothing."""
        self._clear()
        if error is not None:
            self._inside = self._build(error, beside)
            self.body.addWidget(self._inside)
            self.setAccessibleName(visible(word(error.finding).title))
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

    def _build_buttons(self, said: Worded, inside: QWidget) -> FlowLayout:
        row = FlowLayout()
        others = said.who_acts not in (Actor.YOU, Actor.NOBODY)
        if others and self._message_for is not None:
            message = partial(self._message_for, (said.finding,), said.who_acts)
            row.addWidget(CopyButton(copy_label(said.who_acts), "notice.copy", message, inside))
        for source in _pages(said.sources)[:1]:
            row.addWidget(LinkButton(self.tr("Source"), "notice.source", source, inside))
        return row

    def _build(self, error: AppError, beside: tuple[Finding, ...]) -> QWidget:
        inside, said = QWidget(self), word(error.as_finding(""))
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.MEDIUM)
        icon = "error" if self._tone_now is Tone.BAD else "warning"
        row.addWidget(Glyph(icon, inside, tone=self._tone_now), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(Space.SMALL)
        column.addWidget(Words(visible(said.title), inside, bold=True))
        if said.cause:
            column.addWidget(Words(visible(said.cause), inside))
        for one in beside:
            column.addWidget(Words(visible(word(one).in_one), inside))
        for step in said.fix:
            column.addWidget(Words(f"→ {visible(step)}", inside))
        if error.evidence:
            title = self.tr("What was seen")
            column.addWidget(Quote(visible(error.evidence), "notice.seen", title, inside))
        if said.who_acts not in (Actor.YOU, Actor.NOBODY):
            who = self.tr("Who must act: %1.").replace("%1", name_actor(said.who_acts))
            column.addWidget(Words(who, inside, tone=Tone.QUIET))
        column.addLayout(self._build_buttons(said, inside))
        row.addLayout(column, 1)
        return inside
