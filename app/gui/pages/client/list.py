"""The clients on this computer: open one where it was left, or remove it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMessageBox, QWidget

from app.domain.errors import AppError
from app.flow.journey import Step
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.flow_layout import FlowLayout
from app.gui.look import Tone, row_height
from app.gui.notice import Notice
from app.gui.tasks import Say, in_thread
from app.gui.text import one_line
from app.gui.words import step_name

if TYPE_CHECKING:
    from app.domain.finding import Finding
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.services.engine import Listing

_ROWS = 5


class ClientList(Card):
    """Read from disk whenever the page comes into view; hidden while there is none."""

    listed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._add_heading(self.tr("Clients on this computer"), "")
        self._desk = desk
        self._saved: dict[str, Client] = {}
        self._untold: tuple[Finding, ...] = ()
        """What could not be told when a client was removed."""
        self._view = QListWidget(self)
        self._view.setObjectName("client.list")
        self._view.setAccessibleName(self.tr("Clients on this computer"))
        self._view.setAlternatingRowColors(True)
        self._notice = Notice(self, tone=Tone.WARNING)
        for widget in (self._view, self._notice):
            self.body.addWidget(widget)
        self._build_buttons()
        self.hide()
        self._view.itemActivated.connect(self._on_open)
        self._view.itemSelectionChanged.connect(self._on_selected)
        self._on_selected()
        desk.ready.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        if not self._desk.is_ready:
            return  # the signal comes when the window has been painted
        task = self._desk.run(in_thread(self._desk.engine.clients.list))
        task.succeeded.connect(self._on_listed)
        task.failed.connect(self._on_failed)

    def _build_buttons(self) -> None:
        self._open = Button(self.tr("&Open"), "client.open", self, icon_name="folder")
        self._remove = Button(self.tr("&Remove …"), "client.remove", self, icon_name="remove")
        self._open.clicked.connect(self._on_open)
        self._remove.clicked.connect(self._on_remove)
        row = FlowLayout()
        row.addWidget(self._open)
        row.addWidget(self._remove)
        self.body.addLayout(row)

    @Slot(object)
    def _on_listed(self, listing: Listing) -> None:
        self._view.clear()
        self._saved = {client.id: client for client in listing.clients}
        for client in listing.clients:
            step = step_name(Step(client.step)) if client.step in set(Step) else ""
            text = self.tr("%1 · %2 · at “%3”")
            for mark, value in (
                ("%1", one_line(client.name)),
                ("%2", client.domain.display),
                ("%3", step),
            ):
                text = text.replace(mark, value)
            item = QListWidgetItem(text, self._view)
            item.setData(Qt.ItemDataRole.UserRole, client.id)
            item.setSizeHint(QSize(0, row_height(self._view.font())))
        self._view.setCurrentRow(0)
        rows = min(len(self._saved), _ROWS)
        height = self._view.sizeHintForRow(0) * rows + 2 * self._view.frameWidth()
        self._view.setFixedHeight(max(height, 0))
        for widget in (self._view, self._open, self._remove):
            widget.setVisible(bool(self._saved))
        if listing.problems:
            self._notice.show_error(listing.problems[0])
        else:
            self._notice.show_findings(self._untold)
        self.setVisible(bool(self._saved or listing.problems or self._untold))
        self._untold = ()
        self._on_selected()
        self.listed.emit(listing.clients)

    def _chosen(self) -> Client | None:
        chosen = self._view.selectedItems()
        item = chosen[0] if chosen else None
        return self._saved.get(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    @Slot()
    def _on_selected(self) -> None:
        has_one = bool(self._view.selectedItems())
        self._open.setEnabled(has_one)
        self._remove.setEnabled(has_one)

    @Slot()
    def _on_open(self) -> None:
        client = self._chosen()
        if client is not None:
            self._desk.open_client(client)

    @Slot()
    def _on_remove(self) -> None:
        from app.services.clients import KEPT_FOR  # the first page is painted before the stores

        client = self._chosen()
        if client is None:
            return
        box = QMessageBox(self)
        box.setObjectName("client.remove.question")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Remove %1 from this computer?").replace("%1", one_line(client.name)))
        box.setInformativeText(
            self.tr(
                "Its stored sign-in and the key of its app’s certificate go at once, and must be"
                " made anew where they are needed again. Its answers and findings lie in the bin"
                " for %1 days; “sendwright clients undo” brings them back. Nothing changes at"
                " Microsoft 365."
            ).replace("%1", str(KEPT_FOR.days))
        )
        yes = box.addButton(self.tr("&Remove"), QMessageBox.ButtonRole.DestructiveRole)
        yes.setObjectName("client.remove.yes")
        no = box.addButton(QMessageBox.StandardButton.Cancel)
        no.setObjectName("client.remove.no")
        box.setDefaultButton(no)  # Enter deletes nothing
        yes.clicked.connect(partial(self._remove_now, client))
        box.open()

    def _remove_now(self, client: Client) -> None:
        from app.services.clients import remove_client

        if self._desk.client is not None and self._desk.client.id == client.id:
            self._desk.drop_client()
        engine = self._desk.engine

        async def job(_: Say) -> tuple[Finding, ...]:
            return await remove_client(
                client, engine.catalogue, engine.signing, engine.clients, engine.runs
            )

        task = self._desk.run(job)
        task.succeeded.connect(self._on_removed)
        task.failed.connect(self._on_failed)
        task.finished.connect(self.refresh)

    @Slot(object)
    def _on_removed(self, told: tuple[Finding, ...]) -> None:
        """Keep what could not be told for the list that is read next."""
        self._untold = tuple(finding for finding in told if not finding.is_well)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._notice.show_error(error if isinstance(error, AppError) else None)
        self.show()
