"""As whom to sign in, and the three ways in which a person does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from app.domain.address import EmailAddress
from app.domain.errors import InputError
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.fields import Field
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Tone
from app.gui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.organisation.client import Client
    from app.gui.desk import Desk


class WaysForm(Card):
    """Hands the login to the desk as it is typed; the page listens to the buttons."""

    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.error = ""
        """What is wrong with the login, as a sentence."""
        self._login = Field(self.tr("&Sign in as"), "sign_in.login", self)
        self._login.edited.connect(self._on_login_edited)
        self.browser = Button(
            self.tr("Sign in with the b&rowser"),
            "sign_in.browser",
            self,
            icon_name="globe",
            prime=True,
        )
        self.code = Button(self.tr("Use a &code instead"), "sign_in.code", self, icon_name="key")
        self.elsewhere = Button(
            self.tr("Sign in else&where"), "sign_in.elsewhere", self, icon_name="open"
        )
        self._arrange()

    def show_client(self, client: Client) -> None:
        if not self.error:
            self._login.show_text(str(client.login or ""))
        sends_as = self.tr("It sends as %1.").replace("%1", str(client.sender.from_address or ""))
        shared = self.tr("For a shared mailbox, sign in as a person who may send as it.")
        self._login.show_hint(f"{sends_as} {shared}")

    def _arrange(self) -> None:
        buttons = FlowLayout()
        for button in (self.browser, self.code, self.elsewhere):
            buttons.addWidget(button)
        note = self.tr(
            "You sign in at your cloud’s own page. What comes back is a token, and your system’s"
            " keyring keeps it. With a code you can sign in on another computer or a phone; where"
            " codes are blocked, sign in elsewhere by a link and bring back an address."
        )
        self.body.addWidget(self._login)
        self.body.addLayout(buttons)
        self.body.addWidget(Words(note, self, tone=Tone.QUIET))

    @Slot()
    def _on_login_edited(self) -> None:
        typed, client = self._login.text(), self._desk.client
        if client is None:
            return
        try:
            login = EmailAddress.parse(typed) if typed else None
        except InputError as error:
            self.error = refusal(error)
        else:
            self.error = ""
            own = None if login == client.sender.from_address else login
            self._desk.take(replace(client, sign_in=replace(client.sign_in, sign_in_as=own)))
        self._login.show_error(self.error)
        for button in (self.browser, self.code, self.elsewhere):
            button.setEnabled(not self.error)
        self.edited.emit()
