"""The frame round a page: its title, its sentence, and a middle column that scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.gui.labels import Words
from app.gui.look import Size, Space, Tone, content_width
from app.gui.words import step_name, step_purpose

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.gui.page import Page


class Column(QWidget):
    """Grows with the window up to the width at which lines can still be read with ease."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is event.Type.FontChange:
            self._measure()

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def _measure(self) -> None:
        self.setMaximumWidth(content_width(self.font()))


class PageFrame(QScrollArea):
    """Shows one page."""

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = page
        self.setObjectName(f"frame.{page.step.value}")
        self.setAccessibleName(step_name(page.step))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self._build(page)

    def _build(self, page: Page) -> None:
        outer = QWidget(self)
        outer.setBackgroundRole(QPalette.ColorRole.Base)
        column = Column(outer)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.TINY)
        inner.addWidget(Words(step_name(page.step), column, size=Size.TITLE, bold=True))
        inner.addWidget(Words(step_purpose(page.step), column, tone=Tone.QUIET))
        inner.addSpacing(Space.LARGE)
        page.setParent(column)
        inner.addWidget(page)
        inner.addStretch(1)
        row = QHBoxLayout(outer)
        row.setContentsMargins(Space.HUGE, Space.WIDE, Space.HUGE, Space.WIDE)
        row.addStretch(1)
        row.addWidget(column, 1000)
        row.addStretch(1)
        self.setWidget(outer)
