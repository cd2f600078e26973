"""The bar below a page: Back, Next, and beside Next what keeps a person from going on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.buttons import Button
from app.gui.labels import Words
from app.gui.look import Space, Tone, outline, side
from app.gui.words import blocker_sentence

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.flow.journey import Journey
    from app.gui.page import Page


class Footer(QWidget):
    """Derives its buttons from the journey and the page's four facts, here and nowhere else."""

    back = Signal()
    next = Signal()
    help = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._help = Button(self.tr("&Help"), "window.help", self, icon_name="help")
        self._why = Words("", self, tone=Tone.QUIET)
        self._why.setObjectName("window.why")
        self._back = Button(self.tr("&Back"), "window.back", self)
        self._next = Button(self.tr("&Next"), "window.next", self, prime=True)
        self._help.clicked.connect(self.help)
        self._back.clicked.connect(self.back)
        self._next.clicked.connect(self.next)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        row.setSpacing(Space.SMALL)
        row.addWidget(self._help)
        row.addWidget(self._why, 1)
        row.addSpacing(Space.SMALL)
        row.addWidget(self._back)
        row.addWidget(self._next)

    def show_facts(self, journey: Journey, page: Page) -> None:
        """Enable what can be done now, and say why something cannot."""
        why = page.busy or page.error or _blockers(journey)
        self._why.setText(why)
        self._back.setEnabled(not journey.is_first and not page.busy)
        self._next.setEnabled(page.valid and not page.busy and not page.error)
        self._next.setText(self.tr("&New client") if journey.is_last else self.tr("&Next"))
        self._next.setAccessibleDescription(why)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = QGuiApplication.palette()
        painter = QPainter(self)
        painter.fillRect(self.rect(), side(palette))
        painter.setPen(outline(palette))
        painter.drawLine(0, 0, self.width(), 0)


def _blockers(journey: Journey) -> str:
    return " ".join(blocker_sentence(blocker) for blocker in journey.blockers())
