"""Asks whose values to keep where this window and another Sendwright changed the same."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.buttons import Button
from app.gui.look import Space


class Dispute(QWidget):
    """Two buttons below the notice that says what is different; hidden while there is none."""

    settled = Signal(bool)
    """True: the values of this window are kept."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.LARGE, Space.SMALL, Space.LARGE, Space.SMALL)
        row.setSpacing(Space.MEDIUM)
        mine = Button(self.tr("Keep what stands here"), "dispute.mine", self)
        theirs = Button(self.tr("Take what was saved elsewhere"), "dispute.theirs", self)
        for button, keep_mine in ((mine, True), (theirs, False)):
            button.clicked.connect(partial(self._settle, keep_mine=keep_mine))
            row.addWidget(button)
        row.addStretch(1)
        self.hide()

    def _settle(self, *_: object, keep_mine: bool) -> None:
        self.hide()
        self.settled.emit(keep_mine)
