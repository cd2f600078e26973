"""The third step: one recommended way, the others below it with why or why not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.path import SendingPath
from app.domain.paths.advice import Advice, Fit, Option
from app.flow.journey import Step
from app.gui.addresses import AddressField
from app.gui.cards import Card
from app.gui.labels import Spinner, Words
from app.gui.look import Size, Space, Tone
from app.gui.notice import Notice
from app.gui.page import Page
from app.gui.pages.path.groups import GroupsCard
from app.gui.pages.path.option import OptionFold, RecommendedCard, ServiceFold
from app.gui.pages.path.volume import VolumeCard
from app.gui.rows import plain_list
from app.gui.tasks import in_thread
from app.gui.words import texts
from app.services.advising import advise_client

if TYPE_CHECKING:
    from app.gui.desk import Desk


class PathPage(Page):
    """Asks for advice anew whenever it is shown, since the answers may have changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.PATH, desk)
        self._advice: Advice | None = None
        self._list: AdviceList | None = None
        self._spinner = Spinner(self)
        self._notice = Notice(self)
        self._relay = Card(self, title=self.tr("The office’s public address"))
        self._ips = AddressField(
            self.tr("Fixed public IPv&4 addresses"), "path.ips", desk, self._relay
        )
        self._relay.body.addWidget(self._ips)
        self._relay.hide()
        self._ips.changed.connect(self._on_ips_changed)
        self._chosen = Words("", self, bold=True)
        self._chosen.setObjectName("path.chosen")
        self._chosen.hide()
        self._groups = GroupsCard(desk, self)
        self._groups.chosen.connect(self._on_chosen)
        self._volume = VolumeCard(desk, self)
        self._volume.changed.connect(self._ask)
        parts = (self._spinner, self._notice, self._groups, self._chosen, self._relay, self._volume)
        for widget in parts:
            self.column.addWidget(widget)

    @property
    def error(self) -> str:
        return "" if self._relay.isHidden() else self._ips.error

    def enter(self) -> None:
        self._ips.show_addresses(self.client_now().sender.fixed_ips)
        self._notice.show_error(None)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        client = self.client_now()
        self._spinner.setVisible(self._advice is None)
        catalogue = self.desk.engine.catalogue
        task = self.desk.run(in_thread(partial(advise_client, client, catalogue)))
        task.succeeded.connect(self._on_advised)
        task.failed.connect(self._on_failed)

    def first_field(self) -> QWidget | None:
        return self._list.first_field() if self._list is not None else None

    @Slot(object)
    def _on_advised(self, advice: object) -> None:
        self._spinner.hide()
        client = self.desk.client
        if not isinstance(advice, Advice) or client is None:
            return
        if advice != self._advice:
            self._show_advice(advice)
        best = advice.recommended
        if client.path is None and best is not None:
            self.desk.take(replace(client, path=best.path))
        self._show_choice()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._spinner.hide()
        self._notice.show_failure(error)

    def _show_advice(self, advice: Advice) -> None:
        is_first = self._list is None
        if self._list is not None:
            self._list.hide()
            self._list.deleteLater()
        self._advice = advice
        self._list = AdviceList(advice, self.desk, self)
        self._list.chosen.connect(self._on_chosen)
        self.column.insertWidget(self.column.indexOf(self._relay) + 1, self._list)
        field = self._list.first_field()
        if is_first and field is not None and self.isVisible():
            field.setFocus()

    def _show_choice(self) -> None:
        client = self.desk.client
        path = client.path if client else None
        if self._list is not None:
            self._list.show_chosen(path)
        self._show_other_choice(path)
        lacks = client is not None and not client.sender.fixed_ips
        self._relay.setVisible(
            path is SendingPath.RELAY_IP and (lacks or not self._relay.isHidden())
        )
        if client is not None:
            self._volume.show_client(client)
            self._groups.show_client(client)
        self.changed.emit()

    def _show_other_choice(self, path: SendingPath | None) -> None:
        """Say at the top what was chosen, where it is not what is recommended there."""
        best = self._advice.recommended if self._advice else None
        differs = path is not None and (best is None or path is not best.path)
        if path is not None and differs:
            name = self.desk.engine.catalogue.paths[path].name
            self._chosen.setText(self.tr("You chose: %1.").replace("%1", name))
        self._chosen.setVisible(differs)

    @Slot(object)
    def _on_chosen(self, path: SendingPath) -> None:
        self.desk.take(replace(self.client_now(), path=path))
        self._show_choice()

    @Slot()
    def _on_ips_changed(self) -> None:
        client = self.client_now()
        sender = replace(client.sender, fixed_ips=self._ips.addresses())
        self.desk.take(replace(client, sender=sender))
        self.changed.emit()


class AdviceList(QWidget):
    """All ways, best first, in three groups."""

    chosen = Signal(object)

    def __init__(self, advice: Advice, desk: Desk, parent: PathPage) -> None:
        super().__init__(parent)
        self._desk = desk
        self._options: list[OptionFold | RecommendedCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.LARGE)
        best = advice.recommended
        if best is not None:
            card = RecommendedCard(best, desk.engine.catalogue.paths[best.path], self)
            self._keep(card)
            self._column.addWidget(card)
        others = tuple(option for option in advice.options if option is not best)
        self._add_group(self.tr("Also possible"), others, possible=True)
        self._add_group(self.tr("Not possible here, and why"), others, possible=False)
        self._add_services(advice)
        if advice.notes:
            card_of_notes = Card(self, title=self.tr("Good to know"))
            notes = texts(advice.notes)
            card_of_notes.body.addLayout(plain_list(card_of_notes, notes, "info", Tone.ACCENT))
            self._column.addWidget(card_of_notes)

    def _add_services(self, advice: Advice) -> None:
        """Say what else takes the mail, where volume or purpose speaks for it."""
        if not advice.beyond:
            return
        self._column.addWidget(
            Words(self.tr("Other ways, which are not set up here"), self, size=Size.LEAD, bold=True)
        )
        card = Card(self)
        card.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        card.body.setSpacing(0)
        for item in advice.beyond:
            facts = self._desk.engine.catalogue.services[item.service]
            card.body.addWidget(ServiceFold(facts, card))
        self._column.addWidget(card)

    def first_field(self) -> QWidget | None:
        return self._options[0].focus_widget if self._options else None

    def show_chosen(self, path: SendingPath | None) -> None:
        for option in self._options:
            option.show_chosen(path)

    def _keep(self, option: OptionFold | RecommendedCard) -> None:
        self._options.append(option)
        option.chosen.connect(self.chosen)

    def _add_group(self, title: str, options: tuple[Option, ...], *, possible: bool) -> None:
        group = tuple(item for item in options if (item.fit is not Fit.IMPOSSIBLE) == possible)
        if not group:
            return
        self._column.addWidget(Words(title, self, size=Size.LEAD, bold=True))
        card = Card(self)
        card.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        card.body.setSpacing(0)
        self._column.addWidget(card)
        for option in group:
            fold = OptionFold(option, self._desk.engine.catalogue.paths[option.path], card)
            self._keep(fold)
            card.body.addWidget(fold)
