"""How much will be sent, and which limit of the chosen way it presses on hardest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QLocale, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from app.catalogue.advice import VolumePlan, plan_client_volume
from app.domain.paths.volume import LimitName, Strain
from app.gui.buttons import LinkButton
from app.gui.cards import Card, Fold
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.rows import icon_line
from app.gui.tasks import in_thread
from app.gui.words import remark, say

if TYPE_CHECKING:
    from app.domain.organisation.client import Client, SenderAnswers
    from app.gui.desk import Desk

_MOST = 10_000_000


def limit_name(limit: LimitName) -> str:
    """Name a limit by what it counts."""
    match limit:
        case LimitName.MESSAGES_PER_MINUTE:
            return say("Messages in a minute")
        case LimitName.CONNECTIONS:
            return say("Connections at once")
        case LimitName.RECIPIENTS_PER_MESSAGE:
            return say("Recipients of one message")
        case LimitName.RECIPIENTS_PER_DOMAIN:
            return say("Recipients of one message in one domain")
        case LimitName.RECIPIENTS_PER_DAY:
            return say("Recipients a day")
        case LimitName.MESSAGE_SIZE:
            return say("Size of a message in MB")
        case LimitName.TENANT_RECIPIENTS_PER_DAY:
            return say("Outside recipients a day, of the whole organisation")
        case LimitName.INITIAL_DOMAIN_PER_DAY:
            return say("Outside recipients a day, from the domain that Microsoft gave")
        case _:
            assert_never(limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One number that is asked for."""

    name: str
    label: str
    lowest: int = 1
    unknown: str = ""
    """Stands for the lowest number where that means nothing was said."""


class VolumeCard(Card):
    """Numbers at the top; below them how much of each limit they use."""

    changed = Signal()
    """An answer was changed; another way may suit now."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: VolumePlan | None = None
        self._lines: QWidget | None = None
        self.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        self._fold = Fold("path.volume", self, title=self.tr("Does the volume fit?"))
        self.body.addWidget(self._fold)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setVerticalSpacing(Space.SMALL)
        self._fold.inside.addLayout(self._grid)
        self._boxes = {amount.name: self._add_amount(amount) for amount in self._amounts()}

    def show_client(self, client: Client) -> None:
        """Show the answers, and work out anew what they press on."""
        sender = client.sender
        for name, box in self._boxes.items():
            value: int | None = getattr(sender, name)
            with QSignalBlocker(box):  # filling in is no answer
                box.setValue(value or 0)
        catalogue = self._desk.engine.catalogue
        task = self._desk.run(in_thread(partial(plan_client_volume, client, catalogue)))
        task.succeeded.connect(partial(self._on_planned, sender))

    def _amounts(self) -> tuple[Amount, ...]:
        return (
            Amount(name="messages_per_day", label=self.tr("Messages on a b&usy day")),
            Amount(name="busiest_minute", label=self.tr("Messages in the busiest &minute")),
            Amount(name="recipients_per_message", label=self.tr("&Recipients of one message")),
            Amount(
                name="licences",
                label=self.tr("Exchange &licences of the organisation"),
                lowest=0,
                unknown=self.tr("not known"),
            ),
        )

    def _add_amount(self, amount: Amount) -> QSpinBox:
        caption = QLabel(amount.label, self._fold.body)
        caption.setWordWrap(True)
        box = QSpinBox(self._fold.body)
        box.setObjectName(f"path.volume.{amount.name}")
        box.setAccessibleName(amount.label.replace("&", ""))
        box.setRange(amount.lowest, _MOST)
        box.setSpecialValueText(amount.unknown)
        box.setGroupSeparatorShown(True)
        box.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        box.setMinimumHeight(round(self.fontMetrics().height() * 1.9))
        box.valueChanged.connect(self._on_changed)
        caption.setBuddy(box)
        row = self._grid.rowCount()
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(box, row, 1)
        return box

    @Slot()
    def _on_changed(self) -> None:
        client = self._desk.client
        if client is not None:
            self._desk.take(replace(client, sender=self._answered(client.sender)))
            self.changed.emit()

    def _answered(self, sender: SenderAnswers) -> SenderAnswers:
        values = {name: box.value() for name, box in self._boxes.items()}
        return replace(
            sender,
            messages_per_day=values["messages_per_day"],
            busiest_minute=values["busiest_minute"],
            recipients_per_message=values["recipients_per_message"],
            licences=values["licences"] or None,
        )

    def _on_planned(self, sender: SenderAnswers, plans: object) -> None:
        client = self._desk.client
        if client is None or client.sender != sender or not isinstance(plans, tuple):
            return  # a later answer is being worked out
        plan = next((one for one in plans if one.path is client.path), None)
        if plan == self._shown:
            return
        self._shown = plan
        if self._lines is not None:
            self._lines.hide()
            self._lines.deleteLater()
        self._lines = self._build_lines(plan) if plan is not None else None
        if self._lines is not None:
            self._fold.inside.addWidget(self._lines)

    def _build_lines(self, plan: VolumePlan) -> QWidget:
        lines = QWidget(self._fold.body)
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        name = self._desk.engine.catalogue.paths[plan.path].name
        column.addWidget(Words(name, lines, bold=True))
        strains = tuple(strain for strain in plan.strains if strain.asked)
        for strain in strains:
            look = ("error", Tone.BAD) if strain.breaks else ("ok", Tone.GOOD)
            column.addLayout(icon_line(lines, _usage(strain), *look))
        if not strains:
            column.addWidget(Words(self.tr("No limit of this way is announced."), lines))
        row = FlowLayout()
        for at, said in enumerate(map(remark, plan.broken)):
            column.addWidget(Words(said.text, lines))
            for source in said.sources[:1]:
                label = self.tr("Source %1").replace("%1", str(at + 1))
                row.addWidget(LinkButton(label, f"path.volume.source{at}", source, lines))
        column.addLayout(row)
        return lines


def _usage(strain: Strain) -> str:
    """Say how much of a limit is asked for; the icon before it says whether that fits."""
    text = say("%1: %2 of %3, too many") if strain.breaks else say("%1: %2 of %3, fits")
    text = text.replace("%1", limit_name(strain.limit))
    text = text.replace("%2", QLocale().toString(strain.asked))
    return text.replace("%3", QLocale().toString(strain.allowed))
