"""The gallery of targets: searched, ticked for the ZIP, and looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QWidget,
)

from app.gui.cards import Card
from app.gui.fields import Field
from app.gui.labels import Words
from app.gui.look import Tone, row_height

if TYPE_CHECKING:
    from app.wiring.exporting import Offer

_ID = Qt.ItemDataRole.UserRole
_FINDABLE = Qt.ItemDataRole.UserRole + 1
_ROWS = 15


class TargetCard(Card):
    """Those that can send by the chosen way come first; the others say why not."""

    looked_at = Signal(str)
    ticked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._offers: dict[str, Offer] = {}
        self._wanted = ""
        self._search = Field(
            self.tr("Sea&rch"), "export.search", self, example="Postfix, Outlook …"
        )
        self._kind = QComboBox(self)
        self._kind.setObjectName("export.kind")
        self._kind.setAccessibleName(self.tr("Kind of target"))
        self._kind.setMinimumHeight(round(self.fontMetrics().height() * 1.9))
        self._kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._fill_kinds()
        self._oauth = QCheckBox(self.tr("Signs in with OA&uth"), self)
        self._oauth.setObjectName("export.oauth")
        self._view = QListWidget(self)
        self._view.setObjectName("export.targets")
        self._view.setAccessibleName(self.tr("Targets"))
        self._view.setMinimumHeight(self.fontMetrics().lineSpacing() * _ROWS)
        self._view.setMinimumWidth(0)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._empty = Words(self.tr("Nothing matches."), self, tone=Tone.QUIET)
        self._empty.hide()
        for widget in (self._search, self._kind, self._oauth, self._view, self._empty):
            self.body.addWidget(widget)
        self._search.edited.connect(self._filter)
        self._kind.currentIndexChanged.connect(self._filter)
        self._oauth.toggled.connect(self._filter)
        self._view.currentItemChanged.connect(self._on_current_changed)
        self._view.itemChanged.connect(self._on_item_changed)

    def first_field(self) -> QWidget:
        return self._search.edit

    def offer(self, target_id: str) -> Offer | None:
        return self._offers.get(target_id)

    def ticked_ids(self) -> tuple[str, ...]:
        items = (self._view.item(row) for row in range(self._view.count()))
        return tuple(
            str(item.data(_ID)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def show_offers(self, offers: tuple[Offer, ...], ticked: tuple[str, ...]) -> None:
        """Fill the list; what was looked at before stays in hand."""
        wanted = self._wanted
        ordered = sorted(offers, key=lambda offer: (not offer.can_serve, offer.target.name.lower()))
        self._offers = {offer.target.id: offer for offer in ordered}
        with QSignalBlocker(self._view):
            self._view.clear()
            for offer in ordered:
                self._add(offer, is_ticked=offer.target.id in ticked)
        self._filter()
        self._choose(wanted)

    def _add(self, offer: Offer, *, is_ticked: bool) -> None:
        target = offer.target
        item = QListWidgetItem(target.name)
        item.setData(_ID, target.id)
        item.setSizeHint(QSize(0, row_height(self._view.font())))
        item.setData(_FINDABLE, f"{target.name} {target.id} {target.kind}".casefold())
        if offer.can_serve:
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        else:
            item.setForeground(self.palette().placeholderText())
            item.setToolTip(offer.why_not)
            spoken = self.tr("%1, cannot send by the chosen way").replace("%1", target.name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self._view.addItem(item)

    def _choose(self, target_id: str) -> None:
        rows = range(self._view.count())
        at = next((row for row in rows if self._view.item(row).data(_ID) == target_id), 0)
        self._view.setCurrentRow(-1)
        self._view.setCurrentRow(at)

    def _fill_kinds(self) -> None:
        for kind, name in (
            ("", self.tr("All kinds")),
            ("mail_program", self.tr("Mail programs")),
            ("server", self.tr("Servers")),
            ("application", self.tr("Applications")),
            ("framework", self.tr("Languages and libraries")),
            ("sheet", self.tr("Sheets")),
        ):
            self._kind.addItem(name, kind)

    @Slot()
    def _filter(self) -> None:
        words, kind = self._search.text().casefold().split(), self._kind.currentData()
        shown = 0
        for row in range(self._view.count()):
            item = self._view.item(row)
            target = self._offers[str(item.data(_ID))].target
            matches = (
                all(word in item.data(_FINDABLE) for word in words)
                and kind in ("", target.kind)
                and (target.oauth or not self._oauth.isChecked())
            )
            item.setHidden(not matches)
            shown += matches
        self._empty.setVisible(not shown)

    @Slot()
    def _on_current_changed(self) -> None:
        item = self._view.currentItem()
        if item is not None:
            self._wanted = str(item.data(_ID))
            self.looked_at.emit(self._wanted)

    @Slot()
    def _on_item_changed(self) -> None:
        self.ticked.emit()
