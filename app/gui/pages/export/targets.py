"""The list of targets: ticked for the ZIP, and looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui.cards import Card
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.words import word

if TYPE_CHECKING:
    from app.gui.pages.export.filter import TargetFilter
    from app.services.exporting import Offer

_ID = Qt.ItemDataRole.UserRole
_FINDABLE = Qt.ItemDataRole.UserRole + 1
_LINES, _FEW_LINES = 28, 12
_Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Gives each row air; the view's own spacing would be missing when it wraps the text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + 2 * Space.TINY)


class TargetCard(Card):
    """Those that can send by the chosen way come first, devices last; the others say why not."""

    looked_at = Signal(str)
    ticked = Signal()

    def __init__(self, wanted: TargetFilter, parent: QWidget) -> None:
        super().__init__(parent)
        self._offers: dict[str, Offer] = {}
        self._filter = wanted
        self._in_hand = ""
        self._view = self._build_view()
        self._empty = Words(self.tr("Nothing matches."), self, tone=Tone.QUIET)
        self._empty.hide()
        self.body.setContentsMargins(Space.SMALL, Space.SMALL, Space.SMALL, Space.SMALL)
        self.body.addWidget(self._view)
        self.body.addWidget(self._empty)
        wanted.changed.connect(self._on_filter_changed)
        self._view.currentItemChanged.connect(self._on_current_changed)
        self._view.itemChanged.connect(self._on_item_changed)

    def set_short(self, *, is_short: bool) -> None:
        """Leave room for the preview below."""
        lines = _FEW_LINES if is_short else _LINES
        self._view.setFixedHeight(self.fontMetrics().lineSpacing() * lines)

    def offer(self, target_id: str) -> Offer | None:
        return self._offers.get(target_id)

    def serving_ids(self) -> tuple[str, ...]:
        """All targets that can send by the chosen way; of the devices those with short ids."""
        return tuple(
            id_
            for id_, offer in self._offers.items()
            if offer.can_serve and offer.target.device != id_
        )

    def ticked_ids(self) -> tuple[str, ...]:
        items = (self._view.item(row) for row in range(self._view.count()))
        return tuple(
            str(item.data(_ID)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def show_offers(self, offers: tuple[Offer, ...], ticked: tuple[str, ...]) -> None:
        """Fill the list; what was looked at before stays in hand."""
        in_hand = self._in_hand
        ordered = sorted(offers, key=_order)
        self._offers = {offer.target.id: offer for offer in ordered}
        with QSignalBlocker(self._view):
            self._view.clear()
            for offer in ordered:
                self._add(offer, is_ticked=offer.target.id in ticked)
        self._on_filter_changed()
        self._choose(in_hand)

    def _build_view(self) -> QListWidget:
        view = QListWidget(self)
        view.setObjectName("export.targets")
        view.setAccessibleName(self.tr("Targets"))
        view.setMinimumWidth(0)
        view.setWordWrap(True)
        view.setItemDelegate(RowDelegate(view))
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setTextElideMode(Qt.TextElideMode.ElideNone)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        return view

    def _add(self, offer: Offer, *, is_ticked: bool) -> None:
        target = offer.target
        item = QListWidgetItem(target.name)
        item.setData(_ID, target.id)
        words = (target.name, target.id, target.kind, target.device, *target.aliases)
        item.setData(_FINDABLE, " ".join(words).casefold())
        if offer.refusal is None:
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        else:
            said = word(offer.refusal)
            item.setForeground(self.palette().placeholderText())
            item.setToolTip(said.cause or said.title)
            spoken = self.tr("%1, cannot send by the chosen way").replace("%1", target.name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self._view.addItem(item)

    def _choose(self, target_id: str) -> None:
        rows = range(self._view.count())
        at = next((row for row in rows if self._view.item(row).data(_ID) == target_id), 0)
        self._view.setCurrentRow(-1)
        self._view.setCurrentRow(at)

    @Slot()
    def _on_filter_changed(self) -> None:
        shown = 0
        for row in range(self._view.count()):
            item = self._view.item(row)
            matches = self._filter.fits(self._offers[str(item.data(_ID))], item.data(_FINDABLE))
            item.setHidden(not matches)
            shown += matches
        self._empty.setVisible(not shown)
        self._leave_hidden()

    def _leave_hidden(self) -> None:
        """Go to the first row that is shown where the current one is not."""
        at = self._view.currentRow()
        if at < 0 or not self._view.item(at).isHidden():
            return
        items = (self._view.item(row) for row in range(self._view.count()))
        shown = next((item for item in items if not item.isHidden()), None)
        if shown is not None:
            self._view.setCurrentItem(shown)

    @Slot()
    def _on_current_changed(self) -> None:
        item = self._view.currentItem()
        if item is not None:
            self._in_hand = str(item.data(_ID))
            self.looked_at.emit(self._in_hand)

    @Slot()
    def _on_item_changed(self) -> None:
        self.ticked.emit()


def _order(offer: Offer) -> tuple[bool, bool, str]:
    return (not offer.can_serve, bool(offer.target.device), offer.target.name.casefold())
