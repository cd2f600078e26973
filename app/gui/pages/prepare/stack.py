"""The steps of a path in three groups: needed, good to have, and only if something refuses."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.handover.admin_step import PreparedStep, StepCondition
from app.gui.labels import Words
from app.gui.look import Size, Space
from app.gui.pages.prepare.proof import Proof
from app.gui.pages.prepare.step import StepCard
from app.gui.words import say

if TYPE_CHECKING:
    from app.domain.organisation.client import Client


class Group(Enum):
    """How much a step is needed, in the order of showing."""

    NEEDED = auto()
    OPTIONAL = auto()
    IF_REFUSED = auto()


def group_of(step: PreparedStep) -> Group:
    """Say to which group a step belongs."""
    match step.when:
        case StepCondition.ALWAYS | StepCondition.FROM_DIFFERS | StepCondition.FILTER_IN_FRONT:
            return Group.NEEDED
        case StepCondition.OPTIONAL:
            return Group.OPTIONAL
        case StepCondition.IF_REFUSED:
            return Group.IF_REFUSED
        case _:
            assert_never(step.when)


def group_title(group: Group) -> str:
    """Name a group in its heading."""
    match group:
        case Group.NEEDED:
            return say("Needed")
        case Group.OPTIONAL:
            return say("Makes it safer or easier")
        case Group.IF_REFUSED:
            return say("Only if the test shows a refusal")
        case _:
            assert_never(group)


class StepStack(QWidget):
    """Cards numbered through; the first needed one that is not done is open."""

    ticked = Signal(str)
    check_asked = Signal(str)
    value_given = Signal(str, str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.SMALL)
        self._headings: list[Words] = []
        self._cards: dict[str, StepCard] = {}
        self._needed: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """Ids of the steps that the path cannot do without."""
        return self._needed

    def cards_by(self, proof: Proof) -> tuple[tuple[str, StepCard], ...]:
        """The steps that are seen to be done by the same look."""
        return tuple((id_, card) for id_, card in self._cards.items() if card.proof is proof)

    def card(self, step_id: str) -> StepCard | None:
        return self._cards.get(step_id)

    def first_field(self) -> QWidget | None:
        return next((card.header for card in self._cards.values()), None)

    @property
    def error(self) -> str:
        """The first thing that is wrong with what was typed into a step."""
        return next((card.error for card in self._cards.values() if card.error), "")

    def show_steps(self, steps: tuple[PreparedStep, ...], client: Client) -> None:
        if {step.id for step in steps} != set(self._cards):
            self._rebuild(steps, client)
        for step in steps:
            self._cards[step.id].show_step(step, client)
        self.show_done(client.prepared)

    def show_signed_in(self, *, signed_in: bool) -> None:
        for card in self._cards.values():
            card.show_signed_in(signed_in=signed_in)

    def show_done(self, done: tuple[str, ...]) -> None:
        for step_id, card in self._cards.items():
            card.show_done(is_done=step_id in done)

    def _rebuild(self, steps: tuple[PreparedStep, ...], client: Client) -> None:
        for old in (*self._cards.values(), *self._headings):
            old.hide()
            old.deleteLater()
        self._cards, self._headings = {}, []
        self._needed = tuple(step.id for step in steps if group_of(step) is Group.NEEDED)
        for group in Group:
            own = tuple(step for step in steps if group_of(step) is group)
            self._add_group(group, own, client)
        first = next((id_ for id_ in self._needed if id_ not in client.prepared), "")
        if first:
            self._cards[first].header.setChecked(True)

    def _add_group(self, group: Group, steps: tuple[PreparedStep, ...], client: Client) -> None:
        if not steps:
            return
        heading = Words(group_title(group), self, size=Size.LEAD, bold=True)
        heading.setContentsMargins(0, Space.LARGE if self._cards else 0, 0, 0)
        self._headings.append(heading)
        self._column.addWidget(heading)
        for step in steps:
            card = StepCard(len(self._cards) + 1, step, client, self)
            card.ticked.connect(self.ticked)
            card.value_given.connect(self.value_given)
            card.check_asked.connect(self.check_asked)
            self._cards[step.id] = card
            self._column.addWidget(card)
