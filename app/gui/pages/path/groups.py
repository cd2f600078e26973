"""A mixed office: which of its senders can take the same way, and which way that is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.cards import Card, Fold
from app.gui.labels import Glyph, Words
from app.gui.look import Size, Space, Tone
from app.gui.pages.path.option import HeadedWords, UseButton, add_arguments
from app.gui.tasks import in_thread
from app.gui.text import one_line
from app.gui.words import count, say
from app.services.devices.inventory import inventory_of

if TYPE_CHECKING:
    from app.catalogue import Catalogue
    from app.domain.organisation.client import Client
    from app.domain.path import SendingPath
    from app.domain.paths.inventory import GroupAdvice
    from app.gui.desk import Desk

_SHOWN = 3
_MOST_NAMES = 50


class GroupsCard(QWidget):
    """Hidden where all senders can do the same."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[GroupAdvice, ...] = ()
        self._asked: Client | None = None
        self._folds: list[GroupFold] = []
        self._inside: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_client(self, client: Client) -> None:
        """Work out the groups anew, and mark the chosen way."""
        self._mark(client.path)
        self._asked = client
        task = self._desk.run(in_thread(partial(_groups, client, self._desk.engine.catalogue)))
        task.succeeded.connect(partial(self._on_grouped, client))

    def _on_grouped(self, asked: Client, groups: object) -> None:
        client = self._desk.client
        if client is None or asked is not self._asked or not isinstance(groups, tuple):
            return
        if groups != self._shown:
            self._shown = groups
            self._rebuild()
        self.setVisible(len(groups) > 1)
        self._mark(client.path)

    def _rebuild(self) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget(self)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        title = self.tr("A way for each group of senders")
        column.addWidget(Words(title, self._inside, size=Size.LEAD, bold=True))
        column.addWidget(Words(self._sentence(), self._inside, tone=Tone.QUIET))
        card = Card(self._inside)
        card.setAccessibleName(title)
        card.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        card.body.setSpacing(0)
        self._folds = [
            GroupFold(group, at, self._desk, card) for at, group in enumerate(self._shown)
        ]
        for fold in self._folds:
            fold.chosen.connect(self.chosen)
            card.body.addWidget(fold)
        column.addWidget(card)
        self._column.addWidget(self._inside)

    def _sentence(self) -> str:
        best = {group.advice.recommended.path for group in self._shown if group.advice.recommended}
        if len(best) == 1:
            return self.tr("They differ in what they can do, and yet one way serves all of them.")
        return self.tr(
            "They differ in what they can do. Take one group after the other: use its way, go"
            " through the next steps with it, and come back for the next group."
        )

    def _mark(self, path: SendingPath | None) -> None:
        for fold in self._folds:
            fold.show_chosen(path)


class GroupFold(Fold):
    """Senders that can do the same; open, all their names and what speaks for their way."""

    chosen = Signal(object)

    def __init__(self, group: GroupAdvice, at: int, desk: Desk, parent: QWidget) -> None:
        super().__init__(f"path.group{at}", parent)
        self._group, self._at = group, at
        best = group.advice.recommended
        self._path = best.path if best else None
        self._is_taken = False
        self._use: UseButton | None = None
        name = desk.engine.catalogue.paths[best.path].name if best else say("No way fits")
        tone = Tone.QUIET if best else Tone.BAD
        title = HeadedWords(name, gist_of(group.names), self.header)
        self._state = Words("", self.header, tone=Tone.GOOD, wrap=False)
        self._state.hide()
        self.header.fill(Glyph("device" if best else "error", self.header, tone=tone), title)
        self.header.row.setStretchFactor(title, 1)
        self.header.row.insertWidget(2, self._state)
        self.header.setAccessibleName(name)
        self.header.setAccessibleDescription(gist_of(group.names))

    def build_body(self) -> None:
        names, best = self._group.names, self._group.advice.recommended
        listed = ", ".join(one_line(name) for name in names[:_MOST_NAMES])
        if len(names) > _SHOWN:
            self.inside.addWidget(Words(listed, self.body, tone=Tone.QUIET))
        if best is None:
            return
        add_arguments(self.inside, best, self.body)
        self._use = UseButton(best.path, self.body, name=f"path.group{self._at}.use")
        self._use.show_taken(is_taken=self._is_taken)
        self._use.clicked.connect(self._on_use)
        self.inside.addWidget(self._use, 0, Qt.AlignmentFlag.AlignLeading)

    def show_chosen(self, path: SendingPath | None) -> None:
        self._is_taken = path is not None and path is self._path
        self._state.setText(say("Chosen") if self._is_taken else "")
        self._state.setVisible(self._is_taken)
        if self._use is not None:
            self._use.show_taken(is_taken=self._is_taken)

    @Slot()
    def _on_use(self) -> None:
        self.chosen.emit(self._path)


def _groups(client: Client, catalogue: Catalogue) -> tuple[GroupAdvice, ...]:
    return inventory_of(client, catalogue).groups


def gist_of(names: tuple[str, ...]) -> str:
    """Name the first senders and count the others."""
    first = ", ".join(one_line(name) for name in names[:_SHOWN])
    others = len(names) - _SHOWN
    if others <= 0:
        return first
    return count(others, say("%2 and one more"), say("%2 and %1 more")).replace("%2", first)
