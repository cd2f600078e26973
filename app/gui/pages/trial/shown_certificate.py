"""The certificate that the relaying server shows, so that the test does as the server will."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from app.domain.path import SendingPath
from app.gui.cards import Card
from app.gui.choosing import FileField
from app.services.certificates.relay_files import RelayCertificate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.organisation.client import Client


class ShownCertificateCard(Card):
    """Two files; the key is read for the handshake and kept nowhere."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._add_heading(
            self.tr("The certificate of your mail server"),
            self.tr(
                "Empty: the test connects without one, as a computer does that is not the server."
            ),
        )
        self.error = ""
        self._shown_for = ""
        self._chain = FileField(
            self.tr("Certi&ficate, with its chain (PEM)"), "test.certificate.chain", self
        )
        self._key = FileField(
            self.tr("Private &key (PEM)"),
            "test.certificate.key",
            self,
            hint=self.tr("Read for this run and kept nowhere."),
        )
        for field in (self._chain, self._key):
            field.edited.connect(self._on_edited)
            self.body.addWidget(field)
        self.hide()

    def show_client(self, client: Client) -> None:
        """Show it on the path that goes by a certificate; another client has another one."""
        if client.id != self._shown_for:
            self._shown_for = client.id
            for field in (self._chain, self._key):
                field.field.show_text("")
        self.setVisible(client.path is SendingPath.RELAY_CERTIFICATE)
        self._judge()

    def certificate(self) -> RelayCertificate | None:
        """Return what was chosen; None where nothing was, or where no certificate counts."""
        chain, key = self._chain.text(), self._key.text()
        if self.isHidden() or not (chain and key):
            return None
        return RelayCertificate(chain=Path(chain).expanduser(), key=Path(key).expanduser())

    def _judge(self) -> None:
        """Half of it is of no use."""
        chain, key = self._chain.text(), self._key.text()
        lacks = "" if bool(chain) == bool(key) else self.tr("Choose both, certificate and key.")
        self.error = "" if self.isHidden() else lacks
        self._chain.field.show_error(self.error if key else "")
        self._key.field.show_error(self.error if chain else "")

    @Slot()
    def _on_edited(self) -> None:
        self._judge()
        self.changed.emit()
