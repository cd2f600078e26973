"""Findings as rows: a word and a title, and on opening what happened and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.catalogue.actors import name_actor
from app.domain.check import TranscriptLine
from app.domain.finding import Actor, Finding, Severity, rank_of
from app.gui.buttons import Button, CopyButton, LinkButton
from app.gui.cards import Card, Fold
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Glyph, Words
from app.gui.look import Space, Tone
from app.gui.notice import MessageFor
from app.gui.quote import Quote
from app.gui.text import one_line, visible
from app.gui.transcript import TranscriptDialog
from app.gui.words import copy_label, day, look_of, word


@dataclass(frozen=True, slots=True, kw_only=True)
class RowContent:
    """One finding, and the session in which it was made."""

    finding: Finding
    transcript: tuple[TranscriptLine, ...] = ()


class FactGrid(QWidget):
    """Facts with their names before them, aligned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.LARGE)
        self._grid.setVerticalSpacing(Space.SMALL)
        self._grid.setColumnStretch(1, 1)

    def add(self, name: str, value: QWidget) -> None:
        row = self._grid.rowCount()
        label = Words(name, self, tone=Tone.QUIET, wrap=False)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading
        self._grid.addWidget(label, row, 0, top)
        self._grid.addWidget(value, row, 1)

    def add_text(self, name: str, value: str) -> None:
        if value:
            self.add(name, Words(value, self))


class FindingRow(Fold):
    """One finding; its body is built when it is opened."""

    def __init__(
        self, content: RowContent, name: str, message_for: MessageFor, parent: QWidget
    ) -> None:
        super().__init__(name, parent)
        self.content, self._name, self._message_for = content, name, message_for
        self._said = word(content.finding)
        self._fill_header()

    def _fill_header(self) -> None:
        finding, said = self.content.finding, self._said
        icon_name, tone, name = look_of(finding)
        title = Words(visible(said.title), self.header)
        self.header.fill(Glyph(icon_name, self.header, tone=tone), title)
        if not finding.is_well:
            label = Words(name, self.header, tone=tone, wrap=False)
            self.header.row.insertWidget(2, label)
        self.header.setAccessibleName(f"{name}: {visible(said.title)}")
        self.header.setAccessibleDescription(one_line(finding.subject))

    def build_body(self) -> None:
        finding, said = self.content.finding, self._said
        facts = FactGrid(self.body)
        facts.add_text(self.tr("About"), one_line(finding.subject))
        if said.said_on:
            text = self.tr("Said on %1, in English; the next check says it anew.")
            facts.add_text(self.tr("When"), text.replace("%1", day(said.said_on)))
        if said.who_acts is not Actor.NOBODY:
            facts.add_text(self.tr("Who must act"), name_actor(said.who_acts))
        facts.add_text(self.tr("Why"), visible(said.cause))
        facts.add_text(self.tr("What to do"), _numbered(said.fix))
        if finding.evidence:
            title = self.tr("What was seen")
            facts.add(title, Quote(visible(finding.evidence), f"{self._name}.seen", title, facts))
        self.inside.addWidget(facts)
        self.inside.addLayout(self._build_buttons())

    def _build_buttons(self) -> FlowLayout:
        row, finding, said = FlowLayout(), self.content.finding, self._said
        if not finding.is_well:
            message = partial(self._message_for, (finding,), said.who_acts)
            label = copy_label(said.who_acts)
            row.addWidget(CopyButton(label, f"{self._name}.copy", message, self.body))
        if self.content.transcript:
            transcript = Button(self.tr("Transcript"), f"{self._name}.transcript", self.body)
            transcript.clicked.connect(self._on_transcript_clicked)
            row.addWidget(transcript)
        for number, source in enumerate(said.sources[:2]):
            label = self.tr("Source") if number == 0 else self.tr("Another source")
            row.addWidget(LinkButton(label, f"{self._name}.source{number}", source, self.body))
        return row

    def _on_transcript_clicked(self) -> None:
        title = self.tr("Transcript: %1").replace("%1", self._said.title)
        TranscriptDialog(title, self.content.transcript, self).open()


def _numbered(steps: tuple[str, ...]) -> str:
    if len(steps) < 2:
        return "\n".join(steps)
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


class FindingList(Card):
    """Rows in the order in which they came; `sort` puts the worst first."""

    def __init__(self, name: str, message_for: MessageFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._message_for = name, message_for
        self._rows: list[FindingRow] = []
        self._wants_sorting = False
        self._wants_opening = False
        self._plan: tuple[Finding, ...] = ()
        self.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        self.body.setSpacing(0)
        self.setVisible(False)

    @property
    def rows(self) -> tuple[FindingRow, ...]:
        return tuple(self._rows)

    def clear(self) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        self._plan = ()
        self._wants_opening = False
        self._wants_sorting = False
        self.setVisible(False)

    def add(self, content: RowContent) -> None:
        name = f"{self._name}.row{len(self._rows)}"
        row = FindingRow(content, name, self._message_for, self)
        self._rows.append(row)
        self.body.addWidget(row)
        self.setVisible(True)

    def add_new(self, content: RowContent) -> None:
        """Add a finding unless the same stands there already, from a run before it."""
        seen = content.finding
        shown = (row.content.finding for row in self._rows)
        if not any((item.code, item.subject) == (seen.code, seen.subject) for item in shown):
            self.add(content)

    def sort(self, plan: tuple[Finding, ...] = ()) -> None:
        """Put the worst first and equals in the order of the plan, once nobody points at a row."""
        self._plan = plan or self._plan
        if self.underMouse():
            self._wants_sorting = True
            return
        self._wants_sorting = False
        place = {id(finding): at for at, finding in enumerate(self._plan)}
        self._rows.sort(
            key=lambda row: (
                rank_of(row.content.finding.severity),
                place.get(id(row.content.finding), len(place)),
            )
        )
        before: QWidget | None = None
        for row in self._rows:
            self.body.removeWidget(row)
            self.body.addWidget(row)
            if before is not None:
                QWidget.setTabOrder(before, row.header)
            before = row.header

    def open_worst(self) -> None:
        """Open the first row where it says that something must be done; waits as `sort` does."""
        self._wants_opening = self.underMouse()
        if self._rows and not self._wants_opening:
            first = self._rows[0]
            if first.content.finding.severity is Severity.ERROR:
                first.set_open(is_open=True)

    def leaveEvent(self, event: object) -> None:
        if self._wants_sorting:
            self.sort()
        if self._wants_opening:
            self.open_worst()


def plain_list(parent: QWidget, lines: tuple[str, ...], icon_name: str, tone: Tone) -> QVBoxLayout:
    """Lay out sentences under each other, each behind its icon."""
    column = QVBoxLayout()
    column.setSpacing(Space.SMALL)
    for line in lines:
        column.addLayout(icon_line(parent, line, icon_name, tone))
    return column


def icon_line(parent: QWidget, line: str, icon_name: str, tone: Tone) -> QGridLayout:
    """Lay out one sentence behind an icon that stays at its first line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.SMALL)
    grid.setColumnStretch(1, 1)
    grid.addWidget(Glyph(icon_name, parent, tone=tone), 0, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(Words(visible(line), parent), 0, 1)
    return grid
