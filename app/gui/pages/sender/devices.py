"""Which devices or programs will send, searched for in the catalogue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from app.catalogue.devices.index import DeviceIndex
from app.catalogue.devices.schema import OFFICE_MACHINES
from app.domain.organisation.client import DeviceId
from app.gui.cards import Card
from app.gui.fields import Field
from app.gui.labels import Words
from app.gui.look import Tone, row_height
from app.gui.pages.sender.verdicts import VerdictList, judge_chosen
from app.gui.tasks import in_thread
from app.gui.words import count

if TYPE_CHECKING:
    from app.catalogue import Device
    from app.gui.desk import Desk

_ID = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROWS = 6


class DeviceFilter(QSortFilterProxyModel):
    """Keeps what the catalogue's own search finds, also where a word is misspelt; best first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ranks: dict[str, int] | None = None

    def show_found(self, ids: tuple[str, ...] | None) -> None:
        """Show these in their order; None shows everything in its own."""
        self.beginFilterChange()
        self._ranks = None if ids is None else {id_: at for at, id_ in enumerate(ids)}
        self.endFilterChange()
        self.sort(0 if ids is not None else -1)
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: object) -> bool:
        ranks = self._ranks
        return ranks is None or self.sourceModel().index(row, 0).data(_ID) in ranks

    def lessThan(self, left: _Index, right: _Index) -> bool:
        ranks = self._ranks or {}
        return ranks.get(left.data(_ID), 0) < ranks.get(right.data(_ID), 0)


class DeviceCard(Card):
    """A search field over a list with check marks."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._add_heading(
            self.tr("Which devices or programs?"),
            self.tr("Choose them to get their own menu words, limits and a sheet each."),
        )
        self._desk = desk
        self._index: DeviceIndex | None = None
        self._is_showing = False
        self._search = Field(
            self.tr("Sea&rch the catalogue"),
            "sender.search",
            self,
            example=self.tr("Maker or model, such as Ricoh or Synology"),
        )
        self._model = QStandardItemModel(self)
        self._filter = DeviceFilter(self)
        self._filter.setSourceModel(self._model)
        self._view = QListView(self)
        self._view.setObjectName("sender.devices")
        self._view.setAccessibleName(self.tr("Devices and programs"))
        self._view.setModel(self._filter)
        self._view.setUniformItemSizes(True)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._view.setFixedHeight(row_height(self.font()) * _ROWS + 2)
        self._count = Words("", self, tone=Tone.QUIET)
        self._verdicts = VerdictList(self)
        for widget in (self._search, self._view, self._count, self._verdicts):
            self.body.addWidget(widget)
        self._search.edited.connect(self._on_search)
        self._model.itemChanged.connect(self._on_item_changed)

    def devices(self) -> tuple[DeviceId, ...]:
        items = (self._model.item(row) for row in range(self._model.rowCount()))
        return tuple(
            DeviceId(str(item.data(_ID)))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def show_devices(self, chosen: tuple[DeviceId, ...]) -> None:
        """Tick what was chosen before; the list is read on the first showing."""
        self._is_showing = True
        if self._index is None:
            self._fill()
        for row in range(self._model.rowCount()):
            item = self._model.item(row)
            is_chosen = str(item.data(_ID)) in chosen
            item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
        self._is_showing = False
        self._show_count()
        self._judge()

    def _judge(self) -> None:
        chosen = self.devices()
        if not chosen:
            self._verdicts.show_devices(())
            return
        call = partial(judge_chosen, self._desk.engine.catalogue, chosen)
        task = self._desk.run(in_thread(call))
        task.succeeded.connect(partial(self._on_judged, chosen))

    def _on_judged(self, chosen: tuple[DeviceId, ...], judged: object) -> None:
        if isinstance(judged, tuple) and chosen == self.devices():
            self._verdicts.show_devices(judged)

    def _fill(self) -> None:
        self._index = DeviceIndex(self._desk.engine.catalogue.devices)
        devices = sorted(self._desk.engine.catalogue.devices.values(), key=_sort_key)
        for device in devices:
            item = _item(device)
            item.setSizeHint(QSize(0, row_height(self._view.font())))
            self._model.appendRow(item)
        self._filter.invalidate()

    def _show_count(self) -> None:
        chosen = len(self.devices())
        shown = self._filter.rowCount()
        if not shown:
            text = self.tr("Nothing matches. You can go on without; the settings are the same.")
        elif chosen:
            text = count(chosen, self.tr("One chosen."), self.tr("%1 chosen."))
        else:
            text = self.tr("None chosen. You can go on without.")
        self._count.setText(text)

    @Slot(str)
    def _on_search(self, text: str) -> None:
        if self._index is not None:
            found = tuple(device.id for device in self._index.find(text)) if text.strip() else None
            self._filter.show_found(found)
            self._view.scrollToTop()
        self._show_count()

    @Slot()
    def _on_item_changed(self) -> None:
        if not self._is_showing:
            self._show_count()
            self._judge()
            self.changed.emit()


def _sort_key(device: Device) -> tuple[bool, str, str]:
    """Copiers and their kind stand first, since most people come with one of them."""
    is_other = device.kind not in OFFICE_MACHINES
    return is_other, device.vendor.casefold(), device.family.casefold()


def _item(device: Device) -> QStandardItem:
    item = QStandardItem(f"{device.vendor} {device.family}")
    item.setCheckable(True)
    item.setData(device.id, _ID)
    return item
