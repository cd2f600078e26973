"""Signing in as an app: for servers and scripts, which no person signs in for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from app.gui.buttons import Button
from app.gui.cards import Card, Fold
from app.gui.fields import Choices
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Spinner, Words
from app.gui.look import Space, Tone
from app.gui.pages.sign_in.proof import FilePanel, MadePanel, ProofPanel, SecretPanel
from app.gui.text import visible

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.desk import Desk
    from app.gui.tasks import Say
    from app.services.signing_in.signing import SignedInClient

_SECRET, _MADE, _FILE = "secret", "made", "file"


class AppCard(Card):
    """Folded away, since most people never need it; hands over the job that signs in."""

    asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.body.setContentsMargins(Space.TINY, Space.TINY, Space.TINY, Space.TINY)
        self._desk = desk
        self.is_running = False
        title = self.tr("Let a server sign in without a person")
        self._fold = Fold("sign_in.app", self, title=title)
        self.body.addWidget(self._fold)
        inside = self._fold.body
        self._secret = SecretPanel(inside)
        self._panels: dict[str, ProofPanel] = {
            _SECRET: self._secret,
            _MADE: MadePanel(desk, inside),
            _FILE: FilePanel(inside),
        }
        self._ways = Choices(
            "sign_in.app.way",
            self.tr("How the app proves itself"),
            {
                _SECRET: self.tr("With a client secret"),
                _MADE: self.tr("With a certificate that Sendwright makes"),
                _FILE: self.tr("With a certificate of your own"),
            },
            inside,
        )
        self._ways.show_value(_SECRET)
        self._ways.chosen.connect(self._on_changed)
        self._who = Words("", inside, tone=Tone.QUIET)
        self._who.setObjectName("sign_in.app.who")
        self._arrange()
        self._on_changed()

    def show_client(self) -> None:
        """Say as whom the app would sign in; offer the practice tenant's own app there."""
        client = self._desk.client
        if client is None:
            return
        text = self.tr("Enter the ID of the server’s own app in the step Prepare first.")
        if known := client.sign_in.application_id:
            text = self.tr("It signs in as the app %1 and sends as %2.")
        text = text.replace("%1", visible(known)).replace("%2", str(client.login or ""))
        self._who.setText(text)
        self._practise.setVisible(bool(client.scenario))

    def show_running(self, *, is_running: bool) -> None:
        self.is_running = is_running
        self._spinner.setVisible(is_running)
        self.setEnabled(not is_running)

    def clear(self) -> None:
        """Leave no secret on the screen once it has served."""
        for panel in self._panels.values():
            panel.clear()
        self._on_changed()

    def _arrange(self) -> None:
        note = self.tr(
            "The app has a registration of its own, with a secret or a certificate. What it proves"
            " itself with goes to your system’s keyring and nowhere else. The step Prepare tells an"
            " admin how it gets the right to send."
        )
        inside = self._fold.body
        self._button = Button(self.tr("Sign the &app in"), "sign_in.app.go", inside)
        self._button.clicked.connect(self._on_go)
        self._practise = Button(
            self.tr("&Take the practice app"), "sign_in.app.practise", inside, icon_name="practice"
        )
        self._practise.clicked.connect(self._on_practise)
        self._spinner = Spinner(inside)
        self._spinner.hide()
        row = FlowLayout()
        for widget in (self._button, self._practise, self._spinner):
            row.addWidget(widget)
        for item in (Words(note, inside), self._who, self._ways):
            self._fold.inside.addWidget(item)
        for panel in self._panels.values():
            self._fold.inside.addWidget(panel)
            panel.changed.connect(self._on_changed)
        self._fold.inside.addLayout(row)

    @Slot()
    def _on_changed(self) -> None:
        chosen = self._ways.value()
        for name, panel in self._panels.items():
            panel.setVisible(name == chosen)
        self._button.setEnabled(self._panels[chosen].is_ready)

    @Slot()
    def _on_practise(self) -> None:
        practice, client = self._desk.engine.clouds.practice, self._desk.client
        if practice is None or client is None:
            return
        application_id, secret = practice.server_application
        self._desk.take(
            replace(client, sign_in=replace(client.sign_in, application_id=application_id))
        )
        self._ways.show_value(_SECRET)
        self._secret.field.show_text(secret.reveal())
        self.show_client()
        self._on_changed()

    @Slot()
    def _on_go(self) -> None:
        client, engine = self._desk.client, self._desk.engine
        if client is None:
            return
        bring = self._panels[self._ways.value()].take()

        async def job(_say: Say) -> SignedInClient:
            proof = await bring(engine, client)
            return await engine.signing.sign_in_as_app(client, proof)

        self.asked.emit(job)
