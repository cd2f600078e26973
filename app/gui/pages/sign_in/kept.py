"""What is stored of a sign-in: until when it stays good, and how to be rid of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.domain.errors import AppError
from app.domain.finding import Actor, Finding
from app.gui.buttons import Button, CopyButton
from app.gui.cards import Card
from app.gui.fields import join_lines
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Tone
from app.gui.notice import Notice
from app.gui.text import visible
from app.gui.words import look_of, word

if TYPE_CHECKING:
    from app.gui.desk import Desk
    from app.gui.tasks import Say
    from app.services.signing_in.signing import KeptSignIn


SLOW_MS = 700
"""A keyring that takes longer than this asks a person."""
_PERSON = "person"
"""What a person signed in for dies of idleness; an app signs in anew each time."""


class KeptCard(Card):
    """Asks the keyring when it is shown; says what remains to be done once it is forgotten."""

    forgotten = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._shown_for = desk, ""
        self._steps = ""
        self._title = Words("", self, bold=True)
        self._title.setObjectName("sign_in.kept")
        self._detail = Words("", self)
        self._notice = Notice(self)
        self._forget = Button(
            self.tr("&Forget this sign-in …"), "sign_in.forget", self, icon_name="remove"
        )
        self._renew = Button(self.tr("&Renew it now"), "sign_in.renew", self, icon_name="refresh")
        self._copy = CopyButton(
            self.tr("Copy for the admin"), "sign_in.forgotten.copy", self._admin_steps, self
        )
        self._renew.clicked.connect(self._on_renew)
        self._forget.clicked.connect(self._on_forget)
        buttons = FlowLayout()
        buttons.addWidget(self._renew)
        buttons.addWidget(self._forget)
        buttons.addWidget(self._copy)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_MS)
        self._slow.timeout.connect(self._on_slow)
        for widget in (self._title, self._detail, self._notice):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self.hide()

    def show_kept(self) -> None:
        """Look up what is stored for the client in hand."""
        client = self._desk.client
        if client is None:
            return
        self._shown_for = client.id
        self._copy.hide()
        self._notice.show_error(None)

        async def job(_say: Say) -> KeptSignIn | None:
            return await self._desk.engine.signing.kept(client)

        self._slow.start()
        task = self._desk.run(job)
        task.finished.connect(self._slow.stop)
        task.succeeded.connect(self._on_kept)
        task.failed.connect(self._on_failed)

    @Slot()
    def _on_slow(self) -> None:
        """The keyring may be waiting for a person."""
        self._title.setText(self.tr("Waiting for your system’s keyring"))
        self._title.set_tone(Tone.PLAIN)
        self._detail.setText(
            self.tr("If your system asks for a password now, it is the one that opens its keyring.")
        )
        for button in (self._renew, self._forget):
            button.hide()
        self.show()

    def show_signed_out(self) -> None:
        """Leave only what remains to be done after forgetting, where it was this client's."""
        client = self._desk.client
        is_same = client is not None and client.id == self._shown_for
        self._forget.hide()
        self._renew.hide()
        self._copy.setVisible(bool(self._steps))
        self.setVisible(bool(self._steps) and is_same)

    @Slot(object)
    def _on_kept(self, kept: KeptSignIn | None) -> None:
        self._steps = ""
        self._forget.setVisible(kept is not None)
        self._renew.setVisible(kept is not None and kept.kind == _PERSON)
        if kept is None:
            self._title.setText(self.tr("Nothing is stored of it on this computer"))
            self._title.set_tone(Tone.PLAIN)
            self._detail.setText(self.tr("Sign in again before you test or send."))
        else:
            self._show_finding(kept.finding)
        self.show()

    def _show_finding(self, finding: Finding) -> None:
        _icon, tone, _name = look_of(finding)
        said = word(finding)
        self._title.setText(visible(said.title))
        self._title.set_tone(Tone.PLAIN if tone is Tone.ACCENT else tone)
        self._detail.setText(visible(f"{said.cause}\n{join_lines(said.fix)}".strip()))

    @Slot()
    def _on_renew(self) -> None:
        client = self._desk.client
        if client is None:
            return

        async def job(_say: Say) -> KeptSignIn:
            return await self._desk.engine.signing.renew(client)

        self._notice.show_error(None)
        self._allow(is_allowed=False)
        task = self._desk.run(job)
        task.succeeded.connect(self._on_renewed)
        task.failed.connect(self._on_failed)
        task.finished.connect(self._on_ended)

    @Slot(object)
    def _on_renewed(self, kept: KeptSignIn) -> None:
        self._on_kept(kept)
        self._title.setText(
            self.tr("Renewed just now. %1").replace("%1", visible(word(kept.finding).title))
        )

    @Slot()
    def _on_ended(self) -> None:
        self._allow(is_allowed=True)

    def _allow(self, *, is_allowed: bool) -> None:
        for button in (self._renew, self._forget):
            button.setEnabled(is_allowed)

    def _admin_steps(self) -> str:
        return self._steps

    @Slot()
    def _on_forget(self) -> None:
        box = QMessageBox(self)
        box.setObjectName("sign_in.forget.question")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Forget this sign-in?"))
        box.setInformativeText(
            self.tr(
                "Programs on this computer that send with it stop. Microsoft honours it until an"
                " admin revokes it; what the admin does is shown afterwards."
            )
        )
        yes = box.addButton(self.tr("&Forget"), QMessageBox.ButtonRole.DestructiveRole)
        yes.setObjectName("sign_in.forget.yes")
        box.addButton(QMessageBox.StandardButton.Cancel).setObjectName("sign_in.forget.no")
        yes.clicked.connect(self._forget_now)
        box.open()

    @Slot()
    def _forget_now(self) -> None:
        client = self._desk.client
        if client is None:
            return

        async def job(_say: Say) -> tuple[Finding, ...]:
            return await self._desk.engine.signing.forget(client)

        self._allow(is_allowed=False)
        task = self._desk.run(job)
        task.succeeded.connect(self._on_forgotten)
        task.failed.connect(self._on_failed)
        task.finished.connect(self._on_ended)

    @Slot(object)
    def _on_forgotten(self, told: tuple[Finding, ...]) -> None:
        self._show_finding(told[0])
        others = (said for said in map(word, told) if said.who_acts is not Actor.YOU)
        self._steps = join_lines(tuple(step for said in others for step in said.fix))
        self.forgotten.emit()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, AppError):
            if self._title.text() == self.tr("Waiting for your system’s keyring"):
                self._title.setText(self.tr("What is stored could not be read"))
                self._detail.setText("")
            self._notice.show_error(error)
            self.show()
