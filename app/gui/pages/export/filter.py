"""What the gallery of targets is searched and filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from app.gui.fields import Field
from app.gui.flow_layout import FlowLayout
from app.gui.look import Space

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.catalogue import PathFacts
    from app.services.exporting import Offer

_CHARACTERS = 16


class TargetFilter(QWidget):
    """Words, a kind, a path and OAuth; all of them must fit."""

    changed = Signal()

    def __init__(self, paths: Iterable[PathFacts], parent: QWidget) -> None:
        super().__init__(parent)
        self.search = Field(
            self.tr("Sea&rch"), "export.search", self, example="Postfix, Outlook, Synology …"
        )
        self._kind = self._box("export.kind", self.tr("Kind of target"))
        self._path = self._box("export.path", self.tr("Path that it can send by"))
        self._fill_kinds()
        self._path.addItem(self.tr("Any path"), "")
        for path in paths:
            self._path.addItem(path.name, path.id.value)
        self._oauth = QCheckBox(self.tr("Signs in with OA&uth"), self)
        self._oauth.setObjectName("export.oauth")
        self._lay_out()
        self.search.edited.connect(self._on_changed)
        self._kind.currentIndexChanged.connect(self._on_changed)
        self._path.currentIndexChanged.connect(self._on_changed)
        self._oauth.toggled.connect(self._on_changed)

    @property
    def words(self) -> list[str]:
        """What was typed, word by word."""
        return self.search.text().casefold().split()

    def fits(self, offer: Offer, findable: str) -> bool:
        """Say whether a target that is found by these words passes."""
        target, kind, path = offer.target, self._kind.currentData(), self._path.currentData()
        return (
            all(word in findable for word in self.words)
            and kind in ("", target.kind)
            and (not path or path in target.paths)
            and (target.oauth or not self._oauth.isChecked())
        )

    def _box(self, name: str, spoken: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(spoken)
        box.setMinimumHeight(round(self.fontMetrics().height() * 1.9))
        box.setMinimumContentsLength(_CHARACTERS)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box

    def _fill_kinds(self) -> None:
        for kind, name in (
            ("", self.tr("All kinds")),
            ("mail_program", self.tr("Mail programs")),
            ("server", self.tr("Servers")),
            ("application", self.tr("Applications")),
            ("framework", self.tr("Languages and libraries")),
            ("device", self.tr("Devices and appliances")),
            ("sheet", self.tr("Sheets")),
        ):
            self._kind.addItem(name, kind)

    def _lay_out(self) -> None:
        boxes = FlowLayout()
        for widget in (self._kind, self._path, self._oauth):
            boxes.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(self.search)
        column.addLayout(boxes)

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()
