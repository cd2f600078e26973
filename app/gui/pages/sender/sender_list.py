"""What sends today: reads the admin center's list and takes its senders over."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal, Slot

from app.domain.address import EmailAddress
from app.domain.paths.inventory import DeviceVerdict, verdict_on_sender
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.choosing import ask_for_files
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.notice import Notice
from app.gui.pages.sender.listed import ListedSenders
from app.gui.rows import FindingList, RowContent
from app.gui.tasks import in_thread
from app.gui.words import count, day
from app.services.devices.inventory import ImportedSenders, import_sender_list, read_sender_list

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.gui.tasks import Task


class SenderListCard(Card):
    """A button, what was read, and the senders with their verdicts; each can be left out."""

    changed = Signal()
    """The client's answers were changed by what was read or chosen here."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._add_heading(
            self.tr("What sends today?"),
            self.tr(
                "The Exchange admin center lists it: Reports > Mail flow > SMTP AUTH clients >"
                " Export. Read that file here to see who stops when passwords end."
            ),
        )
        self._desk = desk
        self._task: Task | None = None
        self._build_buttons()
        self._notice = Notice(self)
        self._said = Words("", self)
        self._said.setObjectName("sender.report.said")
        self._rows = FindingList("sender.report.findings", desk.message_for, self)
        self._list = ListedSenders(desk, self)
        self._list.left_out.connect(self._on_left_out)
        self._list.address_wanted.connect(self._on_address_wanted)
        for widget in (self._notice, self._said, self._rows, self._list):
            self.body.addWidget(widget)

    def show_client(self, client: Client) -> None:
        """Show what the client remembers of the list that was read last."""
        self._practise.setVisible(bool(client.scenario))
        self._forget.setVisible(client.reported_at is not None)
        self._said.setVisible(client.reported_at is not None)
        self._said.setText(self._summary(client))
        self._list.show_client(client)

    def _build_buttons(self) -> None:
        self._read = Button(
            self.tr("Re&ad the report …"), "sender.report.read", self, icon_name="folder"
        )
        self._practise = Button(
            self.tr("Read the practice report"),
            "sender.report.practise",
            self,
            icon_name="practice",
        )
        self._forget = Button(
            self.tr("Forget the report"), "sender.report.forget", self, icon_name="remove"
        )
        self._read.clicked.connect(self._on_read)
        self._practise.clicked.connect(self._on_practise)
        self._forget.clicked.connect(self._on_forget)
        row = FlowLayout()
        for button in (self._read, self._practise, self._forget):
            row.addWidget(button)
        self.body.addLayout(row)

    def _summary(self, client: Client) -> str:
        if client.reported_at is None:
            return ""
        ends = sum(verdict_on_sender(one) is not DeviceVerdict.GOES_ON for one in client.reported)
        senders = count(
            len(client.reported),
            self.tr("One sender, read on %2."),
            self.tr("%1 senders, read on %2."),
        )
        read = senders.replace("%2", day(client.reported_at.date()))
        if not ends:
            return f"{read} {self.tr('All of them go on.')}"
        need = self.tr("%1 of them need another way or a closer look.")
        return f"{read} {need.replace('%1', QLocale().toString(ends))}"

    @Slot()
    def _on_read(self) -> None:
        tables = (self.tr("Tables (*.csv *.txt)"),)
        ask_for_files(self, self.tr("Choose the report"), self._on_file_chosen, filters=tables)

    def _on_file_chosen(self, paths: list[str]) -> None:
        client, catalogue = self._desk.client, self._desk.engine.catalogue
        if client is not None:
            self._start(partial(import_sender_list, client, Path(paths[0]), catalogue))

    @Slot()
    def _on_practise(self) -> None:
        client, practice = self._desk.client, self._desk.engine.clouds.practice
        if client is not None and practice is not None:
            name, catalogue = "smtp-auth-clients.csv", self._desk.engine.catalogue
            self._start(partial(read_sender_list, client, practice.sender_list, name, catalogue))

    def _start(self, job: partial[ImportedSenders]) -> None:
        if self._task is not None:
            return
        self._notice.show_error(None)
        self._rows.clear()
        task = self._task = self._desk.run(in_thread(job))
        task.succeeded.connect(self._on_imported)
        task.failed.connect(self._notice.show_failure)
        task.finished.connect(self._on_finished)

    @Slot(object)
    def _on_imported(self, imported: object) -> None:
        client = self._desk.client
        if client is None or not isinstance(imported, ImportedSenders):
            return
        read = imported.client
        kept = replace(client, reported=read.reported, reported_at=read.reported_at)
        for finding in imported.findings:
            self._rows.add(RowContent(finding=finding))
        self._rows.sort()
        self._take(kept)

    @Slot()
    def _on_finished(self) -> None:
        self._task = None

    @Slot()
    def _on_forget(self) -> None:
        client = self._desk.client
        if client is not None:
            self._rows.clear()
            self._read.setFocus()
            self._take(replace(client, reported=(), reported_at=None, left_out=()))

    @Slot(object)
    def _on_left_out(self, addresses: tuple[str, ...]) -> None:
        client = self._desk.client
        if client is not None:
            self._take(replace(client, left_out=addresses))

    @Slot(str)
    def _on_address_wanted(self, address: str) -> None:
        client = self._desk.client
        if client is not None:
            sender = replace(client.sender, from_address=EmailAddress.parse(address))
            self._take(replace(client, sender=sender))

    def _take(self, client: Client) -> None:
        self._desk.take(client)
        self.show_client(client)
        self.changed.emit()
