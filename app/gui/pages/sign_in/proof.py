"""What an app proves itself with: a secret, a certificate made here, or one from a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.blocking import run_blocking
from app.domain.secret import Secret
from app.gui.buttons import Button
from app.gui.fields import Field
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.saving import ask_where, write_file

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.gui.tasks import Say
    from app.services.engine import Engine
    from app.services.signing_in.signing import AppCertificate

Bring = Callable[["Engine", "Client"], Awaitable["Secret | AppCertificate"]]
"""Brings the proof, off the window's thread."""


class ProofPanel(QWidget):
    """One kind of proof: what it asks for, and whether that was given."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.MEDIUM)

    @property
    def is_ready(self) -> bool:
        return False

    def take(self) -> Bring:
        """Make what brings the proof; it touches no widget."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget what must not stay on the screen."""


class SecretPanel(ProofPanel):
    """The secret is typed or pasted, shown as dots, and gone once it has served."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = Field(
            self.tr("&Value of the secret"),
            "sign_in.app.secret",
            self,
            hint=self.tr("The column Value of the app registration, not the Secret ID."),
        )
        self.field.hide_letters()
        self.field.edited.connect(self.changed)
        self.column.addWidget(self.field)

    @property
    def is_ready(self) -> bool:
        return bool(self.field.text())

    def take(self) -> Bring:
        secret = Secret(self.field.text())

        async def bring(_engine: Engine, _client: Client) -> Secret:
            return secret

        return bring

    def clear(self) -> None:
        self.field.edit.clear()


class FilePanel(ProofPanel):
    """A PEM or PFX file of the person's own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.file = Field(
            self.tr("&File with certificate and key"),
            "sign_in.app.file",
            self,
            hint=self.tr("A PEM or PFX file; what is in it is copied into the keyring."),
        )
        browse = Button(self.tr("&Look for it …"), "sign_in.app.browse", self, icon_name="folder")
        browse.clicked.connect(self._on_browse)
        self._password = Field(
            self.tr("&Password of the file"),
            "sign_in.app.password",
            self,
            hint=self.tr("Empty where it has none. It is kept nowhere."),
        )
        self._password.hide_letters()
        self.file.edited.connect(self.changed)
        self.column.addWidget(self.file)
        self.column.addWidget(browse, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addWidget(self._password)

    @property
    def is_ready(self) -> bool:
        return bool(self.file.text())

    def take(self) -> Bring:
        path, typed = Path(self.file.text()), self._password.edit.text()
        passphrase = Secret(typed) if typed else None

        async def bring(engine: Engine, _client: Client) -> AppCertificate:
            from app.services.certificates.app import read_app_certificate

            return await run_blocking(
                lambda: read_app_certificate(path, engine.catalogue, passphrase=passphrase)
            )

        return bring

    def clear(self) -> None:
        self._password.edit.clear()

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a certificate"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(self.tr("Certificates (*.pem *.pfx *.p12);;All files (*)"))
        dialog.fileSelected.connect(self._on_chosen)
        dialog.open()

    @Slot(str)
    def _on_chosen(self, path: str) -> None:
        self.file.show_text(path)
        self.changed.emit()


class MadePanel(ProofPanel):
    """Makes key and certificate; the key never leaves the keyring, the rest is for the upload."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        steps = self.tr(
            "1. Make a certificate. Its key goes to the keyring; the saved file is public.\n"
            "2. An admin uploads the file in the app registration, under Certificates & secrets.\n"
            "3. Then sign the app in, here or on another day."
        )
        self._make = Button(
            self.tr("&Make a certificate …"), "sign_in.app.make", self, icon_name="key"
        )
        self._make.clicked.connect(self._on_make)
        self._said = Words("", self, tone=Tone.GOOD)
        self._said.setObjectName("sign_in.app.made")
        self._said.hide()
        self._notice = Notice(self)
        self.column.addWidget(Words(steps, self))
        self.column.addWidget(self._make, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addWidget(self._said)
        self.column.addWidget(self._notice)

    @property
    def is_ready(self) -> bool:
        return True

    def take(self) -> Bring:
        async def bring(engine: Engine, client: Client) -> AppCertificate:
            return await engine.signing.made_certificate(client)

        return bring

    @Slot()
    def _on_make(self) -> None:
        client = self._desk.client
        if client is not None:
            ask_where(self, self.tr("Save the certificate"), f"{client.id}.cer", self._save_to)

    def _save_to(self, path: str) -> None:
        client, engine = self._desk.client, self._desk.engine
        if client is None:
            return

        async def job(_say: Say) -> AppCertificate:
            made = await engine.signing.make_certificate(client)
            await run_blocking(lambda: write_file(Path(path), made.certificate.encode()))
            return made

        self._notice.show_error(None)
        self._make.setEnabled(False)
        task = self._desk.run(job)
        task.succeeded.connect(self._on_made)
        task.failed.connect(self._on_failed)
        task.finished.connect(self._on_finished)

    @Slot(object)
    def _on_made(self, made: AppCertificate) -> None:
        text = self.tr("The certificate is made, and good until %1. Upload the file, then go on.")
        self._said.setText(text.replace("%1", f"{made.expires_at:%Y-%m-%d}"))
        self._said.show()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._said.hide()
        self._notice.show_failure(error)

    @Slot()
    def _on_finished(self) -> None:
        self._make.setEnabled(True)
