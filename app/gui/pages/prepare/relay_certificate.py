"""Relay by certificate: makes the key and the request, and checks the chain that comes back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.address import DomainName
from app.domain.certificates.request import KeyKind
from app.domain.errors import InputError
from app.gui.buttons import Button
from app.gui.cards import Card, Fold
from app.gui.choosing import ask_for_folder
from app.gui.fields import CodeBlock, Field
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Tone
from app.gui.notice import Notice
from app.gui.pages.prepare.chain import ChainPart
from app.gui.tasks import in_thread
from app.gui.text import one_line
from app.gui.words import refusal
from app.services.certificates.relay import (
    MadeRequest,
    relay_certificate_name,
    request_relay_certificate,
)

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk


class RelayCertificateCard(Card):
    """Shown on the path that a certificate opens, and on no other."""

    changed = Signal()
    """The client knows another name, or the day on which the certificate ends."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._add_heading(
            self.tr("The certificate of your mail server"),
            self.tr(
                "Microsoft knows the server by it. Sendwright makes the private key and the request"
                " on this computer; a public authority signs the request."
            ),
        )
        self._desk = desk
        self._error = ""
        self._build_request()
        self._chain = ChainPart(desk, self)
        self._chain.changed.connect(self.changed)
        self.body.addWidget(self._chain)

    @property
    def error(self) -> str:
        return self._error

    def show_client(self, client: Client) -> None:
        """Fill in the name that the client knows, or the usual one."""
        if not self._error:
            self._name.show_text(relay_certificate_name(client).display)
        self._chain.show_client(client)

    def first_field(self) -> QWidget:
        return self._name.edit

    def _build_request(self) -> None:
        self._name = Field(
            self.tr("N&ame of the server"),
            "prepare.certificate.name",
            self,
            hint=self.tr("It must lie in one of your accepted domains."),
            example="relay.contoso.com",
        )
        self._name.edited.connect(self._on_name_edited)
        self._build_more()
        self._make = Button(
            self.tr("&Make key and request …"), "prepare.certificate.make", self, icon_name="key"
        )
        self._make.clicked.connect(self._on_make)
        row = FlowLayout()
        row.addWidget(self._make)
        self._notice = Notice(self)
        self._said = Words("", self)
        self._said.setObjectName("prepare.certificate.said")
        self._said.hide()
        title = self.tr("The request, for the authority; it is not secret")
        self._request = CodeBlock("", "prepare.certificate.request", title, self)
        self._request.hide()
        self.body.addWidget(self._name)
        self.body.addWidget(self._more)
        self.body.addLayout(row)
        for widget in (self._notice, self._said, self._request):
            self.body.addWidget(widget)

    def _build_more(self) -> None:
        self._more = Fold("prepare.certificate.more", self, title=self.tr("Further names, key"))
        self._others = Field(
            self.tr("Further names"),
            "prepare.certificate.others",
            self._more.body,
            hint=self.tr("Only where the server has several. They are divided by commas."),
        )
        self._short = QCheckBox(self.tr("Elliptic-curve key instead of RSA"), self._more.body)
        self._short.setObjectName("prepare.certificate.ec")
        self._more.inside.addWidget(self._others)
        self._more.inside.addWidget(self._short)

    @Slot(str)
    def _on_name_edited(self, text: str) -> None:
        self._error = ""
        try:
            name = DomainName.parse(text).ascii if text.strip() else ""
        except InputError as error:
            self._error = refusal(error)
        else:
            self._chain.keep_name(name)
        self._name.show_error(self._error)
        self._make.setEnabled(not self._error)
        self.changed.emit()

    @Slot()
    def _on_make(self) -> None:
        ask_for_folder(self, self.tr("Where shall key and request lie?"), self._make_in)

    def _make_in(self, folder: str) -> None:
        client = self._desk.client
        if client is None:
            return
        self._notice.show_error(None)
        others = tuple(name for text in self._others.text().split(",") if (name := text.strip()))
        call = partial(
            request_relay_certificate,
            client,
            Path(folder),
            name=self._name.text(),
            others=others,
            kind=KeyKind.EC if self._short.isChecked() else KeyKind.RSA,
        )
        self._make.setEnabled(False)
        task = self._desk.run(in_thread(call))
        task.succeeded.connect(self._on_made)
        task.failed.connect(self._notice.show_failure)
        task.finished.connect(self._on_finished)

    @Slot(object)
    def _on_made(self, made: MadeRequest) -> None:
        text = self.tr(
            "The private key is %1; only your account can read it. Send %2, not the key."
        )
        text = text.replace("%1", one_line(str(made.key.path)))
        text = text.replace("%2", one_line(made.request.path.name))
        if made.key.backup is not None:
            kept = self.tr("The earlier key was kept as %1.")
            text = f"{text} {kept.replace('%1', one_line(made.key.backup.name))}"
        self._said.setText(text)
        self._said.set_tone(Tone.GOOD)
        self._said.show()
        self._request.show_text(made.request.path.read_text("ascii"))
        self._request.show()
        self._chain.show_key(made.key.path)
        self._chain.keep_name(made.client.certificate_name)

    @Slot()
    def _on_finished(self) -> None:
        self._make.setEnabled(True)
