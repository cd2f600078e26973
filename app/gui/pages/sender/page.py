"""The second step: what sends, to whom, how much, and from which address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from app.domain.address import EmailAddress
from app.domain.errors import InputError
from app.domain.organisation.client import (
    Audience,
    OAuthAbility,
    Purpose,
    SenderAnswers,
    SenderKind,
)
from app.flow.journey import Step
from app.gui.addresses import AddressField
from app.gui.cards import Card
from app.gui.fields import Choices, Field, Tick
from app.gui.look import Space
from app.gui.page import Page
from app.gui.pages.sender.devices import DeviceCard
from app.gui.pages.sender.sender_list import SenderListCard
from app.gui.words import ability_name, audience_name, kind_name, mail_purpose_name, refusal

if TYPE_CHECKING:
    from app.gui.desk import Desk

_MOST_PER_DAY = 10_000_000


class SenderPage(Page):
    """Every answer goes to the desk as it is given."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Step.SENDER, desk)
        self._address_error = ""
        self._build_kinds()
        self._build_address()
        self._build_devices()
        self._build_sender_list()
        self._build_audience()
        self._build_purpose()
        self._build_ability()
        self._build_network()

    @property
    def error(self) -> str:
        return self._address_error or self._ips.error

    def enter(self) -> None:
        sender = self.client_now().sender
        for kind, tick in self._kinds.items():
            tick.box.setChecked(kind in sender.kinds)
        if not self._address_error:
            self._from.show_text(str(sender.from_address or ""))
        self._from_name.show_text(sender.from_name)
        self._audience.show_value(sender.audience.value)
        self._purpose.show_value(sender.purpose.value)
        self._volume.setValue(sender.messages_per_day)
        self._oauth.show_value(sender.oauth.value)
        self._ips.show_addresses(sender.fixed_ips)
        self._devices.show_devices(sender.devices)
        self._sender_list.show_client(self.client_now())

    def apply(self) -> None:
        self._on_from_edited()

    def first_field(self) -> QWidget:
        return self._kinds[SenderKind.DEVICE].box

    def _build_kinds(self) -> None:
        card = Card(self, title=self.tr("What will send?"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.WIDE)
        grid.setVerticalSpacing(Space.MEDIUM)
        self._kinds: dict[SenderKind, Tick] = {}
        for at, kind in enumerate(SenderKind):
            _icon, label, example = kind_name(kind)
            tick = Tick(label, example, f"sender.kind.{kind.value}", card)
            tick.toggled.connect(self._on_kinds_changed)
            self._kinds[kind] = tick
            grid.addWidget(tick, at // 2, at % 2)
        card.body.addLayout(grid)
        self.column.addWidget(card)

    def _build_address(self) -> None:
        card = Card(self, title=self.tr("Which address does it send from?"))
        self._from = Field(
            self.tr("&From address"),
            "sender.from",
            card,
            hint=self.tr("A mailbox or shared mailbox of your organisation."),
            example="printer@contoso.com",
        )
        self._from_name = Field(
            self.tr("Name that recipients s&ee"),
            "sender.from_name",
            card,
            example=self.tr("Copier, first floor"),
        )
        self._from.edited.connect(self._on_from_edited)
        self._from_name.edited.connect(self._on_name_edited)
        card.body.addWidget(self._from)
        card.body.addWidget(self._from_name)
        self.column.addWidget(card)

    def _build_devices(self) -> None:
        self._devices = DeviceCard(self.desk, self)
        self._devices.changed.connect(self._on_devices_changed)
        self.column.addWidget(self._devices)

    def _build_sender_list(self) -> None:
        self._sender_list = SenderListCard(self.desk, self)
        self._sender_list.changed.connect(self._on_sender_list_changed)
        self.column.addWidget(self._sender_list)

    def _build_audience(self) -> None:
        title = self.tr("Who receives, and how much?")
        card = Card(self, title=title)
        labels = {audience.value: audience_name(audience) for audience in Audience}
        self._audience = Choices("sender.audience", title, labels, card)
        self._audience.chosen.connect(self._on_audience_chosen)
        caption = QLabel(self.tr("Messages a day, on a b&usy day"), card)
        self._volume = QSpinBox(card)
        self._volume.setObjectName("sender.volume")
        self._volume.setAccessibleName(self.tr("Messages a day, on a busy day"))
        self._volume.setRange(1, _MOST_PER_DAY)
        self._volume.setGroupSeparatorShown(True)
        self._volume.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        self._volume.setMinimumHeight(round(self.fontMetrics().height() * 1.9))
        self._volume.valueChanged.connect(self._on_volume_changed)
        caption.setBuddy(self._volume)
        row = QGridLayout()
        row.setColumnStretch(2, 1)
        row.setHorizontalSpacing(Space.SMALL)
        row.addWidget(caption, 0, 0)
        row.addWidget(self._volume, 0, 1)
        card.body.addWidget(self._audience)
        card.body.addLayout(row)
        self.column.addWidget(card)

    def _build_purpose(self) -> None:
        title = self.tr("What kind of mail is it?")
        hint = self.tr("Newsletters and cold outreach get mailboxes and connectors blocked.")
        card = Card(self, title=title, hint=hint)
        labels = {purpose.value: mail_purpose_name(purpose) for purpose in Purpose}
        self._purpose = Choices("sender.purpose", title, labels, card)
        self._purpose.chosen.connect(self._on_purpose_chosen)
        card.body.addWidget(self._purpose)
        self.column.addWidget(card)

    def _build_ability(self) -> None:
        title = self.tr("Can it sign in with OAuth (“modern authentication”)?")
        hint = self.tr(
            "Look for “OAuth”, “Microsoft 365” or “Sign in with Microsoft” in its mail settings."
        )
        card = Card(self, title=title, hint=hint)
        labels = {ability.value: ability_name(ability) for ability in OAuthAbility}
        self._oauth = Choices("sender.oauth", title, labels, card)
        self._oauth.chosen.connect(self._on_oauth_chosen)
        card.body.addWidget(self._oauth)
        self.column.addWidget(card)

    def _build_network(self) -> None:
        hint = self.tr("A relay recognises the office by it. Leave it empty if there is none.")
        card = Card(self, title=self.tr("Does the office have a fixed public address?"), hint=hint)
        self._ips = AddressField(
            self.tr("Fixed public IPv&4 addresses"), "sender.ips", self.desk, card
        )
        self._ips.changed.connect(self._on_ips_changed)
        card.body.addWidget(self._ips)
        self.column.addWidget(card)

    def _answer(self, sender: SenderAnswers) -> None:
        self.desk.take(replace(self.client_now(), sender=sender))
        self.changed.emit()

    @Slot()
    def _on_kinds_changed(self) -> None:
        kinds = tuple(kind for kind, tick in self._kinds.items() if tick.box.isChecked())
        self._answer(replace(self.client_now().sender, kinds=kinds))

    @Slot()
    def _on_from_edited(self) -> None:
        typed = self._from.text()
        sender = self.client_now().sender
        try:
            address = EmailAddress.parse(typed) if typed else None
        except InputError as error:
            self._address_error = refusal(error)
            self._from.show_error(self._address_error)
            self.changed.emit()
            return
        self._address_error = ""
        self._from.show_error("")
        self._answer(replace(sender, from_address=address))

    @Slot()
    def _on_name_edited(self) -> None:
        self._answer(replace(self.client_now().sender, from_name=self._from_name.text()))

    @Slot()
    def _on_devices_changed(self) -> None:
        self._answer(replace(self.client_now().sender, devices=self._devices.devices()))

    @Slot()
    def _on_sender_list_changed(self) -> None:
        address = self.client_now().sender.from_address
        if str(address or "") != self._from.text() and address is not None:
            self._from.show_text(str(address))
            self._on_from_edited()
        self.changed.emit()

    @Slot(str)
    def _on_audience_chosen(self, value: str) -> None:
        self._answer(replace(self.client_now().sender, audience=Audience(value)))

    @Slot(str)
    def _on_purpose_chosen(self, value: str) -> None:
        self._answer(replace(self.client_now().sender, purpose=Purpose(value)))

    @Slot(int)
    def _on_volume_changed(self, value: int) -> None:
        self._answer(replace(self.client_now().sender, messages_per_day=value))

    @Slot(str)
    def _on_oauth_chosen(self, value: str) -> None:
        self._answer(replace(self.client_now().sender, oauth=OAuthAbility(value)))

    @Slot()
    def _on_ips_changed(self) -> None:
        self._answer(replace(self.client_now().sender, fixed_ips=self._ips.addresses()))
