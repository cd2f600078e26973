"""One thing an admin does: why, where to click, the same in PowerShell, and how to undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.catalogue.actors import name_actor
from app.domain.finding import Actor
from app.domain.handover.admin_step import PreparedStep, WordedStep
from app.gui.buttons import Button, LinkButton
from app.gui.cards import Card, Fold, FoldHeader
from app.gui.fields import CodeBlock
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Spinner, Words
from app.gui.look import Space, Tone
from app.gui.pages.prepare.proof import Proof, judge, proof_of
from app.gui.pages.prepare.values import StepValues
from app.gui.rows import FactGrid, icon_line
from app.gui.text import visible
from app.gui.words import checked_on, say, step_texts

if TYPE_CHECKING:
    from app.domain.finding import Finding
    from app.domain.organisation.client import Client

_BY_MESSAGE = (".message.accepted", ".send_as.ok")


class StepCard(Card):
    """Says how it is done; the tick is the person's, or a check's."""

    ticked = Signal(str)
    check_asked = Signal(str)
    value_given = Signal(str, str, str)
    """The step, the name of a value that it waits for, and the text that was typed."""

    def __init__(self, number: int, step: PreparedStep, client: Client, parent: QWidget) -> None:
        super().__init__(parent)
        self._step, self._number, self._client = step, number, client
        self._name = f"prepare.{step.id}"
        self._values: StepValues | None = None
        self._text: StepText | None = None
        self.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        self.body.setSpacing(0)
        self._build_head()
        self._inside = QWidget(self)
        self._middle = QVBoxLayout(self._inside)
        self._middle.setContentsMargins(Space.MEDIUM, Space.TINY, Space.MEDIUM, Space.MEDIUM)
        self._middle.setSpacing(Space.MEDIUM)
        self._build_foot()
        self._inside.hide()
        self.body.addWidget(self._inside)
        self.header.toggled.connect(self._on_toggled)

    @property
    def error(self) -> str:
        """What is wrong with a value that was typed here."""
        return self._values.error if self._values is not None else ""

    def show_step(self, step: PreparedStep, client: Client) -> None:
        """Fill in the texts again where a value has changed."""
        changed = step != self._step
        self._step, self._client = step, client
        title = step_texts(step).title
        self._title.setText(f"{self._number}. {visible(title)}")
        self.header.setAccessibleName(self._title.text())
        self.done.setAccessibleName(say("Done: %1").replace("%1", title))
        self._check.setVisible(self.proof in (Proof.CHECKS, Proof.REGISTRATION))
        if not step.proved_by:
            self._say(say("Nobody can see from outside whether it is done."), Tone.QUIET)
        if changed or (self._text is None and self.header.isChecked()):
            self._rebuild()
        elif self._values is not None:
            self._values.show_step(step, client)

    def show_value_error(self, name: str, reason: str) -> None:
        """Say in place why a typed value is refused."""
        if self._values is not None:
            self._values.show_error(name, reason)

    def _rebuild(self) -> None:
        """Make the texts, where they can be seen at all."""
        if self._text is not None:
            self._text.hide()
            self._text.deleteLater()
            self._text = None
        if self.header.isChecked():
            self._show_values()
            self._text = StepText(step_texts(self._step), self._name, self._inside)
            self._middle.insertWidget(1, self._text)

    def _show_values(self) -> None:
        """Fields stay while the texts are made anew: somebody may be typing in one."""
        if self._values is None:
            self._values = StepValues(self._name, self._inside)
            self._values.given.connect(self._on_value_given)
            self._middle.insertWidget(0, self._values)
        self._values.show_step(self._step, self._client)

    @Slot()
    def _on_toggled(self) -> None:
        if self._text is None:
            self._rebuild()
        self._inside.setVisible(self.header.isChecked())

    def show_done(self, *, is_done: bool) -> None:
        self.done.setChecked(is_done)
        self.set_tone(Tone.GOOD if is_done else Tone.PLAIN)

    def show_checking(self, *, is_running: bool) -> None:
        self._spinner.setVisible(is_running)
        self._check.setEnabled(not is_running)
        if is_running:
            self._say("", Tone.QUIET)

    def judge(self, findings: tuple[Finding, ...]) -> bool:
        """Say what the checks saw of this step, and whether it is done."""
        verdict = judge(self._step, findings)
        self._say(verdict.text, verdict.tone)
        return verdict.is_done

    def hold(self, tools: QWidget) -> None:
        """Take in what helps with this step alone; it stands below the texts."""
        self._middle.insertWidget(self._middle.count() - 1, tools)

    def show_signed_in(self, *, signed_in: bool) -> None:
        """Steps that only a sign-in proves are judged by whether there was one."""
        if self.proof not in (Proof.SIGN_IN, Proof.REGISTRATION, Proof.APPROVAL):
            return
        if signed_in:
            self._say(say("Signing in worked, so it is done."), Tone.GOOD)
        elif self.proof is Proof.SIGN_IN:
            self._say(say("The step Sign in will show it."), Tone.QUIET)

    @property
    def sends(self) -> bool:
        """Only a real message proves it."""
        return self._step.proved_by.endswith(_BY_MESSAGE)

    @property
    def proof(self) -> Proof:
        """By what it can be seen to be done."""
        return proof_of(self._step)

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        self.header = FoldHeader(f"{self._name}.open", self)
        self._title = Words("", self.header, bold=True)
        self.header.fill(self._title)
        row.addWidget(self.header, 1)
        self.done = QCheckBox(say("Done"), self)
        self.done.setObjectName(f"{self._name}.done")
        self.done.clicked.connect(self._on_ticked)
        row.addWidget(self.done)
        row.addSpacing(Space.SMALL)
        self.body.addLayout(row)

    def _build_foot(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        self._check = Button(say("Check it now"), f"{self._name}.check", self, icon_name="refresh")
        self._check.clicked.connect(self._on_check)
        self._spinner = Spinner(self)
        self._spinner.hide()
        self._verdict = Words("", self, tone=Tone.QUIET)
        self._verdict.hide()
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._check, 0, top | Qt.AlignmentFlag.AlignLeading)
        row.addWidget(self._spinner, 0, top)
        row.addWidget(self._verdict, 1, Qt.AlignmentFlag.AlignVCenter)
        self._middle.addLayout(row)

    def _say(self, text: str, tone: Tone) -> None:
        self._verdict.setText(text)
        self._verdict.set_tone(tone)
        self._verdict.setVisible(bool(text))

    @Slot()
    def _on_ticked(self) -> None:
        self.ticked.emit(self._step.id)

    @Slot(str, str)
    def _on_value_given(self, name: str, text: str) -> None:
        self.value_given.emit(self._step.id, name, text)

    @Slot()
    def _on_check(self) -> None:
        self.check_asked.emit(self._step.id)


class StepText(QWidget):
    """How one step is done, and undone."""

    def __init__(self, step: WordedStep, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        if step.who_acts is not Actor.TENANT_ADMIN:
            who = say("Who must act: %1.").replace("%1", name_actor(step.who_acts))
            column.addLayout(icon_line(self, who, "person", Tone.ACCENT))
        column.addLayout(_numbered(step.clicks, self))
        if step.powershell:
            column.addWidget(
                CodeBlock(step.powershell, f"{name}.powershell", say("Or in PowerShell"), self)
            )
        if step.waits:
            column.addLayout(icon_line(self, step.waits, "info", Tone.ACCENT))
        column.addWidget(UndoFold(step, f"{name}.more", self))


def _numbered(clicks: tuple[str, ...], parent: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(Space.SMALL)
    for number, click in enumerate(clicks, 1):
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        mark = Words(f"{number}.", parent, tone=Tone.QUIET, wrap=False)
        mark.setMinimumWidth(parent.fontMetrics().horizontalAdvance("10."))
        mark.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignTrailing)
        row.addWidget(mark)
        row.addWidget(Words(visible(click), parent), 1)
        column.addLayout(row)
    return column


class UndoFold(Fold):
    """How a step is taken back, and where all this is known from."""

    def __init__(self, step: WordedStep, name: str, parent: QWidget) -> None:
        super().__init__(name, parent, title=say("Undo, and sources"))
        self._step, self._name = step, name

    def build_body(self) -> None:
        step = self._step
        if step.undo_clicks:
            self.inside.addLayout(_numbered(step.undo_clicks, self.body))
        if step.undo:
            self.inside.addWidget(
                CodeBlock(step.undo, f"{self._name}.undo", say("Undo in PowerShell"), self.body)
            )
        grid = FactGrid(self.body)
        grid.add_text(say("Not certain"), step.doubt)
        grid.add_text(say("Looked up on"), checked_on(step.checked))
        self.inside.addWidget(grid)
        row = FlowLayout()
        for number, source in enumerate(step.sources[:3], 1):
            label = say("Source %1").replace("%1", str(number))
            row.addWidget(LinkButton(label, f"{self._name}.source{number}", source, self.body))
        self.inside.addLayout(row)
