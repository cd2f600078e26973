"""What the authority sent back: looked at, told in findings, and saved in the right order."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.finding import Severity
from app.gui.buttons import Button
from app.gui.choosing import FileField, ask_for_files
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.rows import FindingList, RowContent
from app.gui.saving import ask_where, write_file
from app.gui.tasks import in_thread
from app.gui.text import one_line
from app.gui.words import day
from app.services.certificates.relay import CheckedChain, check_relay_certificate

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk


class ChainPart(QWidget):
    """A button for the files, the findings, and another for the chain."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._checked: CheckedChain | None = None
        self._shown_for = ""
        self._key = FileField(
            self.tr("Private &key (PEM)"),
            "prepare.certificate.key",
            self,
            hint=self.tr("To see whether the certificate belongs to it; nothing of it is kept."),
        )
        self._look = Button(
            self.tr("&Check what the authority sent …"),
            "prepare.certificate.check",
            self,
            icon_name="shield",
        )
        self._save = Button(
            self.tr("&Save the chain …"), "prepare.certificate.save", self, icon_name="save"
        )
        self._look.clicked.connect(self._on_look)
        self._save.clicked.connect(self._on_save)
        self._notice = Notice(self)
        self._said = Words("", self)
        self._said.setObjectName("prepare.certificate.until")
        self._rows = FindingList("prepare.certificate.findings", desk.message_for, self)
        self._lay_out()

    def _lay_out(self) -> None:
        row = FlowLayout()
        row.addWidget(self._look)
        row.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.MEDIUM)
        column.addWidget(self._key)
        column.addLayout(row)
        for widget in (self._notice, self._said, self._rows):
            column.addWidget(widget)

    def show_client(self, client: Client) -> None:
        """Say until when the certificate is good, as far as it was checked."""
        if client.id != self._shown_for:
            self._shown_for, self._checked = client.id, None
            self._rows.clear()
            self._notice.show_error(None)
        until = client.certificate_until
        text = self.tr("The certificate of %1 was checked; it is good until %2.")
        if until is not None:
            text = text.replace("%1", one_line(client.certificate_name)).replace("%2", day(until))
            self._said.setText(text)
        self._said.setVisible(until is not None)
        self._save.setVisible(self._checked is not None)

    def show_key(self, path: Path) -> None:
        """Fill in the key that was just made."""
        self._key.field.show_text(str(path))

    def keep_name(self, name: str) -> None:
        """Let the client know the name; what was checked for another one no longer counts."""
        client = self._desk.client
        if client is not None and client.certificate_name != name:
            self._desk.take(replace(client, certificate_name=name, certificate_until=None))
            self.show_client(replace(client, certificate_name=name, certificate_until=None))
        self.changed.emit()

    @Slot()
    def _on_look(self) -> None:
        filters = (self.tr("Certificates (*.pem *.crt *.cer *.p7b *.p7c *.der)"),)
        title = self.tr("Choose all files that the authority sent")
        ask_for_files(self, title, self._check, filters=filters, many=True)

    def _check(self, paths: list[str]) -> None:
        client = self._desk.client
        if client is None:
            return
        key = self._key.text()
        call = partial(
            check_relay_certificate,
            client,
            tuple(map(Path, paths)),
            cloud=self._desk.engine.clouds.of_client(client),
            catalogue=self._desk.engine.catalogue,
            key=Path(key).expanduser() if key else None,
        )
        self._notice.show_error(None)
        self._rows.clear()
        self._look.setEnabled(False)
        task = self._desk.run(in_thread(call))
        task.succeeded.connect(self._on_checked)
        task.failed.connect(self._notice.show_failure)
        task.finished.connect(self._on_finished)

    @Slot(object)
    def _on_checked(self, checked: CheckedChain) -> None:
        client = self._desk.client
        if client is None:
            return
        fits = not any(item.severity is Severity.ERROR for item in checked.findings)
        self._checked = checked if fits else None
        for finding in checked.findings:
            self._rows.add(RowContent(finding=finding))
        self._rows.open_worst()
        known = replace(
            client,
            certificate_name=checked.client.certificate_name,
            certificate_until=checked.client.certificate_until if fits else None,
        )
        self._said.set_tone(Tone.GOOD)
        self._desk.take(known)
        self.show_client(known)
        self.changed.emit()

    @Slot()
    def _on_finished(self) -> None:
        self._look.setEnabled(True)

    @Slot()
    def _on_save(self) -> None:
        if self._checked is not None:
            name = self._checked.chain.path
            ask_where(self, self.tr("Save the chain"), name, partial(self._write, self._checked))

    def _write(self, checked: CheckedChain, path: str) -> None:
        task = self._desk.run(in_thread(partial(write_file, Path(path), checked.chain.content)))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._notice.show_failure)

    @Slot(object)
    def _on_saved(self, path: object) -> None:
        text = self.tr("The chain lies in %1, in the order that servers need.")
        self._said.setText(text.replace("%1", one_line(str(path))))
        self._said.show()
