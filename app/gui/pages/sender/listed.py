"""The senders of a list: a tick takes one over, and the one in hand says what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from app.catalogue.advice import advice_facts
from app.domain.address import EmailAddress
from app.domain.errors import InputError
from app.domain.paths.inventory import JudgedDevice, judge_senders
from app.gui.buttons import Button, LinkButton
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone, row_height
from app.gui.pages.sender.verdicts import look_of_verdict
from app.gui.rows import FactGrid
from app.gui.text import one_line, visible
from app.gui.words import checked_on, count, remark

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.domain.organisation.sender_list import ListedSender
    from app.gui.desk import Desk

_ADDRESS = Qt.ItemDataRole.UserRole
_ROWS = 6


class ListedSenders(QWidget):
    """Most urgent first; hidden as long as no list was read."""

    left_out = Signal(object)
    """The addresses that are not ticked."""
    address_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[ListedSender, ...] = ()
        self._judged: tuple[JudgedDevice, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.SMALL)
        hint = self.tr("Ticked senders get a path. Take the tick from those that nobody uses.")
        self._model = QStandardItemModel(self)
        self._view = QListView(self)
        self._view.setObjectName("sender.report.list")
        self._view.setAccessibleName(self.tr("Senders of the report"))
        self._view.setModel(self._model)
        self._view.setUniformItemSizes(True)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._detail: SenderDetail | None = None
        self._column.addWidget(Words(hint, self, tone=Tone.QUIET))
        self._column.addWidget(self._view)
        self._model.itemChanged.connect(self._on_item_changed)
        self._view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.hide()

    def show_client(self, client: Client) -> None:
        """Fill the list where another list was read, and tick those that are not left out."""
        with QSignalBlocker(self._model):
            if client.reported != self._shown:
                self._fill(client.reported)
            for row in range(self._model.rowCount()):
                item = self._model.item(row)
                out = item.data(_ADDRESS) in client.left_out
                item.setCheckState(Qt.CheckState.Unchecked if out else Qt.CheckState.Checked)
        self._view.viewport().update()
        self.setVisible(bool(client.reported))

    def _fill(self, reported: tuple[ListedSender, ...]) -> None:
        self._shown = reported
        self._judged = judge_senders(reported, advice_facts(self._desk.engine.catalogue))
        self._model.clear()
        for judged in self._judged:
            self._model.appendRow(self._item(judged))
        rows = min(max(len(self._judged), 1), _ROWS)
        self._view.setFixedHeight(row_height(self._view.font()) * rows + 2 * Space.TINY)
        self._view.reset()
        self._show_detail(None)

    def _item(self, judged: JudgedDevice) -> QStandardItem:
        _icon, _tone, word = look_of_verdict(judged.verdict)
        text = f"{one_line(judged.name)} · {word}"
        if judged.messages is not None:
            said = self.tr("one message"), self.tr("%1 messages")
            text = f"{text} · {count(judged.messages, *said)}"
        item = QStandardItem(text)
        item.setCheckable(True)
        item.setData(judged.name, _ADDRESS)
        item.setSizeHint(QSize(0, row_height(self._view.font())))
        return item

    def _show_detail(self, judged: JudgedDevice | None) -> None:
        if self._detail is not None:
            self._detail.hide()
            self._detail.deleteLater()
            self._detail = None
        if judged is not None:
            self._detail = SenderDetail(judged, self)
            self._detail.address_wanted.connect(self.address_wanted)
            self._column.addWidget(self._detail)

    @Slot()
    def _on_item_changed(self) -> None:
        items = (self._model.item(row) for row in range(self._model.rowCount()))
        unticked = Qt.CheckState.Unchecked
        out = tuple(str(item.data(_ADDRESS)) for item in items if item.checkState() is unticked)
        self.left_out.emit(out)

    @Slot()
    def _on_current_changed(self, current: QModelIndex) -> None:
        row = current.row()
        self._show_detail(self._judged[row] if 0 <= row < len(self._judged) else None)


class SenderDetail(QWidget):
    """One sender's verdict in a sentence, where that is known from, and its use as From."""

    address_wanted = Signal(str)

    def __init__(self, judged: JudgedDevice, parent: QWidget) -> None:
        super().__init__(parent)
        self._judged = judged
        said = remark(judged.remark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        facts = FactGrid(self)
        facts.add_text(self.tr("Sender"), one_line(judged.name))
        facts.add_text(self.tr("Why"), visible(said.text))
        facts.add_text(self.tr("Not certain"), visible(said.doubt))
        if said.checked is not None:
            facts.add_text(self.tr("Looked up on"), checked_on(said.checked))
        column.addWidget(facts)
        row = FlowLayout()
        if _is_address(judged.name):
            use = Button(self.tr("Use as From address"), "sender.report.use", self)
            use.clicked.connect(self._on_use)
            row.addWidget(use)
        for source in said.sources[:1]:
            row.addWidget(LinkButton(self.tr("Source"), "sender.report.source", source, self))
        column.addLayout(row)

    @Slot()
    def _on_use(self) -> None:
        self.address_wanted.emit(self._judged.name)


def _is_address(text: str) -> bool:
    """Say whether it can be sent from; a list may hold what is no address of ours."""
    try:
        EmailAddress.parse(text)
    except InputError:
        return False
    return True
