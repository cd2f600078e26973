"""The last step: found, changed, still open by who must act, undo, and what to keep up."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.catalogue.actors import name_actor
from app.catalogue.message_words import message_languages
from app.domain.finding import State
from app.domain.handover.contents import Handover, OpenPoints
from app.domain.handover.message import ENGLISH
from app.flow.journey import Step
from app.gui.buttons import CopyButton
from app.gui.cards import Card, Fold
from app.gui.fields import CodeBlock
from app.gui.labels import Glyph, Spinner, Words
from app.gui.look import Size, Space, Tone
from app.gui.notice import Notice
from app.gui.page import Page
from app.gui.pages.hand_over.report import ReportCard
from app.gui.rows import FindingList, RowContent, icon_line
from app.gui.tasks import in_thread
from app.gui.text import visible
from app.gui.words import copy_label, day, language_name, look_of, step_texts
from app.services.handing_over import hand_over

if TYPE_CHECKING:
    from app.domain.handover.admin_step import PreparedStep
    from app.domain.handover.contents import ChecklistItem
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.services.engine import Engine


class HandOverPage(Page):
    """Gathers everything anew whenever it is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.HAND_OVER, desk)
        self._summary: Summary | None = None
        self._is_choosing = False
        self._spinner = Spinner(self)
        self._notice = Notice(self)
        self._report = ReportCard(desk, self)
        for widget in (self._spinner, self._notice, self._report):
            self.column.addWidget(widget)

    def enter(self) -> None:
        self._notice.show_error(None)
        self._spinner.setVisible(self._summary is None)
        self._report.rest()
        self._gather()

    def _gather(self) -> None:
        task = self.desk.run(in_thread(partial(_gather, self.desk.engine, self.client_now())))
        task.succeeded.connect(self._on_gathered)
        task.failed.connect(self._on_failed)

    def first_field(self) -> QWidget:
        return self._report.save

    @Slot(object)
    def _on_gathered(self, handover: object) -> None:
        self._spinner.hide()
        if not isinstance(handover, Handover):
            return
        if self._summary is not None:
            self._summary.hide()
            self._summary.deleteLater()
        self._summary = Summary(handover, self.desk, self)
        self._summary.language_chosen.connect(self._on_language_chosen)
        self.column.insertWidget(self.column.count(), self._summary)
        if self._is_choosing:
            self._is_choosing = False
            self._summary.focus_language()

    @Slot()
    def _on_language_chosen(self) -> None:
        self._is_choosing = True
        self._gather()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._spinner.hide()
        self._notice.show_failure(error)


def _gather(engine: Engine, client: Client) -> Handover:
    """What the person reads is in the window's language, what others read in theirs."""
    handover = hand_over(client, engine.clouds, engine.translation("en"))
    if client.message_language == ENGLISH.language:
        return handover
    theirs = hand_over(client, engine.clouds, engine.translation(client.message_language)).open
    told = (
        replace(own, subject=other.subject, message=other.message)
        for own, other in zip(handover.open, theirs, strict=True)
    )
    return replace(handover, open=tuple(told))


class Summary(QWidget):
    """One handover, laid out to be read from top to bottom."""

    language_chosen = Signal()

    def __init__(self, handover: Handover, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._handover = desk, handover
        self._languages: QComboBox | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.LARGE)
        self._add_verdict()
        self._add_open()
        self._add_changes()
        self._add_checklist()
        self._add_found()

    def _add_verdict(self) -> None:
        handover = self._handover
        tone = Tone.GOOD if handover.is_ready else Tone.WARNING
        card = Card(self, tone=tone)
        text = self.tr("Ready") if handover.is_ready else self.tr("Not finished yet")
        title = Words(text, card, size=Size.HEADING, bold=True, tone=tone)
        title.setObjectName("hand_over.verdict")
        card.body.addWidget(title)
        if handover.chosen is not None:
            facts = self._desk.engine.catalogue.paths[handover.chosen.path]
            way = self.tr("Mail leaves by: %1.").replace("%1", facts.name)
            card.body.addWidget(Words(way, card))
        review = self.tr("Look at it again by %1.").replace("%1", day(handover.review_on))
        card.body.addWidget(Words(review, card, tone=Tone.QUIET))
        self._column.addWidget(card)

    def _add_open(self) -> None:
        handover = self._handover
        card = Card(self, title=self.tr("Still open"))
        for step in handover.to_do:
            card.body.addLayout(icon_line(card, step_texts(step).title, "ring", Tone.QUIET))
        card.body.addLayout(self._build_languages(card))
        for points in handover.open:
            card.body.addWidget(OpenGroup(points, card))
        if not handover.to_do and not handover.open:
            card.body.addLayout(icon_line(card, self.tr("Nothing."), "ok", Tone.GOOD))
        self._column.addWidget(card)

    def _build_languages(self, card: Card) -> QHBoxLayout:
        """The reader of a message need not speak the language of the window."""
        box = self._languages = QComboBox(card)
        box.setObjectName("hand_over.language")
        box.setMinimumHeight(round(self.fontMetrics().height() * 1.9))
        for language in message_languages():
            box.addItem(language_name(language), language)
        client = self._desk.client
        box.setCurrentIndex(box.findData(client.message_language if client else ENGLISH.language))
        box.activated.connect(self._on_language_chosen)
        caption = QLabel(self.tr("&Language of messages and report"), card)
        caption.setBuddy(box)
        box.setAccessibleName(self.tr("Language of messages and report"))
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(caption)
        row.addWidget(box)
        row.addStretch(1)
        return row

    def focus_language(self) -> None:
        """Leave the keyboard where it was when the messages were written anew."""
        if self._languages is not None:
            self._languages.setFocus()

    @Slot()
    def _on_language_chosen(self) -> None:
        client = self._desk.client
        if client is not None and self._languages is not None:
            language = str(self._languages.currentData())
            self._desk.take(replace(client, message_language=language))
            self.language_chosen.emit()

    def _add_changes(self) -> None:
        handover = self._handover
        card = Card(self, title=self.tr("Changed at Microsoft 365"))
        if not handover.changed:
            card.body.addWidget(
                Words(self.tr("Nothing was ticked as done."), card, tone=Tone.QUIET)
            )
        for step in handover.changed:
            card.body.addLayout(icon_line(card, step_texts(step).title, "check", Tone.GOOD))
        if handover.undo:
            card.body.addWidget(UndoAll(handover.undo, card))
        self._column.addWidget(card)

    def _add_checklist(self) -> None:
        if self._handover.checklist:
            card = Card(self, title=self.tr("Security checklist"))
            for item in self._handover.checklist:
                card.body.addWidget(ChecklistRow(item, card))
            self._column.addWidget(card)

    def _add_found(self) -> None:
        if not self._handover.found:
            return
        text = self.tr("Everything that was found")
        self._column.addWidget(Words(text, self, size=Size.LEAD, bold=True))
        rows = FindingList("hand_over.findings", self._desk.message_for, self)
        for finding in self._handover.found:
            rows.add(RowContent(finding=finding.finding))
        self._column.addWidget(rows)


class OpenGroup(QWidget):
    """What one party has to do, with a message that tells them."""

    def __init__(self, points: OpenPoints, parent: QWidget) -> None:
        super().__init__(parent)
        self._points = points
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        heading = self.tr("For %1").replace("%1", name_actor(points.actor))
        column.addWidget(Words(heading, self, bold=True))
        for finding in points.findings:
            icon_name, tone, _name = look_of(finding)
            column.addLayout(icon_line(self, finding.title, icon_name, tone))
        name = f"hand_over.copy.{points.actor.value}"
        copy = CopyButton(copy_label(points.actor), name, self.message, self)
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeading)

    def message(self) -> str:
        return self._points.message


class ChecklistRow(Fold):
    """One point: kept, not kept, or nobody has looked."""

    def __init__(self, item: ChecklistItem, parent: QWidget) -> None:
        super().__init__(f"hand_over.check.{item.id}", parent)
        self._item = item
        icon_name, tone, word = {
            State.FOUND: ("ok", Tone.GOOD, self.tr("Kept")),
            State.ABSENT: ("error", Tone.BAD, self.tr("Not kept")),
            State.UNTOLD: ("untold", Tone.WARNING, self.tr("Not looked at")),
        }[item.state]
        self.header.fill(
            Glyph(icon_name, self.header, tone=tone), Words(visible(item.title), self.header)
        )
        self.header.row.insertWidget(2, Words(word, self.header, tone=tone, wrap=False))
        self.header.setAccessibleName(f"{word}: {visible(item.title)}")

    def build_body(self) -> None:
        self.inside.addWidget(Words(visible(self._item.why), self.body))
        for seen in self._item.told_by:
            self.inside.addLayout(icon_line(self.body, seen, "info", Tone.QUIET))


class UndoAll(Fold):
    """How to take all changes back, the last one first."""

    def __init__(self, steps: tuple[PreparedStep, ...], parent: QWidget) -> None:
        super().__init__("hand_over.undo", parent, title=parent.tr("How to undo all of it"))
        self._steps = steps

    def build_body(self) -> None:
        for step in map(step_texts, self._steps):
            self.inside.addWidget(Words(visible(step.title), self.body, bold=True))
            for click in step.undo_clicks:
                self.inside.addWidget(Words(f"• {visible(click)}", self.body))
            if step.undo:
                name = f"hand_over.undo.{step.id}"
                block = CodeBlock(step.undo, name, self.tr("In PowerShell"), self.body)
                self.inside.addWidget(block)
