"""The cards of a sign-in under way: the browser's wait, the code, and who signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, QTime, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.organisation.client import SignInMethod
from app.gui.browser import open_in_browser, open_practice_page
from app.gui.buttons import Button, CopyButton
from app.gui.cards import Card
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Code, Glyph, Spinner, Words
from app.gui.look import Size, Space, Tone
from app.gui.qr import QrCode
from app.gui.tasks import in_thread
from app.gui.text import one_line

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.services.signing_in.signing import DeviceCode, SignedInClient


class WaitingCard(Card):
    """A wait with what to do meanwhile; the practice tenant's page is pressed from here."""

    cancelled = Signal()

    def __init__(self, name: str, title: str, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.ACCENT)
        self._desk, self._name, self._key = desk, name, ""
        row = QHBoxLayout()
        row.setSpacing(Space.MEDIUM)
        row.addWidget(Spinner(self))
        self._waits_for = title
        self._title = Words(title, self, size=Size.LEAD, bold=True)
        row.addWidget(self._title, 1)
        self.body.addLayout(row)
        self.middle = QHBoxLayout()
        self.middle.setSpacing(Space.LARGE)
        self.body.addLayout(self.middle)
        self._note = Words("", self, tone=Tone.QUIET)
        self.body.addWidget(self._note)
        self._buttons = FlowLayout()
        self._practise = Button(
            self.tr("Approve as the practice &user"),
            f"{name}.approve",
            self,
            icon_name="practice",
            prime=True,
        )
        self._practise.clicked.connect(self._on_practise)
        self._again = Button(self.tr("&Open the page"), f"{name}.again", self, icon_name="open")
        self._again.clicked.connect(self._on_again)
        self._copy = CopyButton(self.tr("Copy &link"), f"{name}.copy_link", self.address, self)
        cancel = Button(self.tr("C&ancel"), f"{name}.cancel", self)
        cancel.clicked.connect(self.cancelled)
        for button in (self._practise, self._again, self._copy, cancel):
            self._buttons.addWidget(button)
        self.body.addLayout(self._buttons)
        self._address = ""
        self.hide()

    def address(self) -> str:
        """The page as a browser opens it; the practice tenant's own has another address there."""
        practice, client = self._desk.engine.clouds.practice, self._desk.client
        if practice is not None and client is not None and client.scenario:
            return practice.browser_url(self._address)
        return self._address

    def begin(self, *, is_practice: bool) -> None:
        """Show the wait before the service has said anything."""
        self._address = self._key = ""
        self._title.setText(self._waits_for)
        self._practise.setVisible(is_practice)
        for button in (self._practise, self._again, self._copy):
            button.setEnabled(False)
        practised = self.tr("Here your approval stands for what happens on the sign-in page.")
        self._note.setText(practised if is_practice else self.note())
        self.show()

    def note(self) -> str:
        """Say what comes after the page."""
        return self.tr("Afterwards your system may ask for its own password: for its keyring.")

    def show_keeping(self) -> None:
        """The page is done with; the keyring may bring up a question of the system's own."""
        self._title.setText(self.tr("Putting the sign-in into your system’s keyring"))
        self._note.setText(
            self.tr("If your system asks for a password now, it is the one that opens its keyring.")
        )
        for button in (self._practise, self._again, self._copy):
            button.setEnabled(False)

    def show_target(self, address: str, key: str) -> None:
        """Enable what can be done now that there is an address."""
        self._address, self._key = address, key
        for button in (self._practise, self._again, self._copy):
            button.setEnabled(True)
        if self._practise.isVisibleTo(self):
            self._practise.setFocus()
        else:
            self._again.setFocus()

    def practise(self) -> None:
        """Do on the practice tenant's page what a person would do."""

    @Slot()
    def _on_practise(self) -> None:
        self._practise.setEnabled(False)
        self._desk.run(in_thread(self.practise))

    @Slot()
    def _on_again(self) -> None:
        client = self._desk.client
        if client is not None and client.scenario:
            open_practice_page(self.address())
        else:
            open_in_browser(self.address())


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringAsked:
    """The sign-in is done, and the keyring's turn has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserAsked:
    """The page that a browser is to open."""

    address: str


class BrowserCard(WaitingCard):
    """Waits for the browser to come back."""

    def __init__(
        self, desk: Desk, parent: QWidget, *, name: str = "sign_in.wait", title: str = ""
    ) -> None:
        super().__init__(name, title or self.tr("Waiting for your browser"), desk, parent)

    def show_address(self, address: str) -> None:
        self.show_target(address, address)

    def practise(self) -> None:
        practice = self._desk.engine.clouds.practice
        if practice is not None:
            practice.press_sign_in(self._key)


class CodeCard(WaitingCard):
    """Shows a code large enough to be read across a room, and the page it belongs on."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        title = self.tr("Enter this code on the sign-in page")
        super().__init__("sign_in.device", title, desk, parent)
        self._qr = QrCode(self)
        self._code = Code("", self)
        self._code.setObjectName("sign_in.device.code")
        self._page = Words("", self)
        self._page.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._until = Words("", self, tone=Tone.QUIET)
        self._build_code()

    def begin(self, *, is_practice: bool) -> None:
        self._code.setText("…")
        self._page.setText("")
        self._until.setText("")
        self._qr.hide()
        super().begin(is_practice=is_practice)

    def show_code(self, code: DeviceCode) -> None:
        self._code.setText(one_line(code.user_code))
        self._page.setText(one_line(code.verification_uri))
        local = code.expires_at.astimezone()
        at = QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
        self._until.setText(self.tr("Good until %1.").replace("%1", at))
        self._qr.show_text(code.verification_uri)
        self._qr.show()
        self.show_target(code.verification_uri, code.user_code)

    def practise(self) -> None:
        practice = self._desk.engine.clouds.practice
        if practice is not None:
            practice.approve_device_code(self._key)

    def _build_code(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(Space.SMALL)
        self._code.enlarge()
        copy = CopyButton(self.tr("Copy co&de"), "sign_in.device.copy_code", self._code.text, self)
        column.addWidget(self._code)
        column.addWidget(self._page)
        column.addWidget(self._until)
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        self.middle.addLayout(column, 1)
        self.middle.addWidget(self._qr, 0, Qt.AlignmentFlag.AlignTop)


class DoneCard(Card):
    """Who signed in, when, and where the token is kept."""

    again = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.GOOD)
        self._kept_for = ""
        row = QHBoxLayout()
        row.setSpacing(Space.MEDIUM)
        row.addWidget(Glyph("ok", self, tone=Tone.GOOD), 0, Qt.AlignmentFlag.AlignTop)
        self._title = Words("", self, size=Size.LEAD, bold=True)
        row.addWidget(self._title, 1)
        self.body.addLayout(row)
        self._detail = Words("", self)
        self._kept = Words("", self, tone=Tone.QUIET)
        self.button = Button(self.tr("&Sign in again"), "sign_in.again", self, icon_name="refresh")
        self.button.clicked.connect(self.again)
        self.body.addWidget(self._detail)
        self.body.addWidget(self._kept)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        self.hide()

    def show_client(self, client: Client) -> None:
        title = self.tr("Signed in as %1")
        if client.sign_in.method is SignInMethod.APPLICATION:
            title = self.tr("The app signed in by itself, to send as %1")
        self._title.setText(title.replace("%1", str(client.login or "")))
        self._kept.setVisible(client.id == self._kept_for)
        signed_in = client.sign_in.signed_in_at
        if signed_in is not None:
            written = QLocale().toString(
                QDateTime.fromSecsSinceEpoch(int(signed_in.timestamp())),
                QLocale.FormatType.ShortFormat,
            )
            self._detail.setText(self.tr("On %1.").replace("%1", written))

    def show_kept(self, signed_in: SignedInClient) -> None:
        self._kept_for = signed_in.client.id
        where = one_line(signed_in.kept_in)
        if signed_in.lasts:
            text = self.tr("The token is kept in %1, and nowhere else.")
        else:
            text = self.tr("The token is kept in %1 and ends with this window.")
        self._kept.setText(text.replace("%1", where))
