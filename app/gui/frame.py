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
    from PySide6.QtGui import QResizeEvent

    from app.gui.page import Page


class Column(QWidget):
    """Grows with the window up to the width at which lines can still be read with ease."""

    def __init__(self, parent: QWidget, *, is_wide: bool = False) -> None:
        super().__init__(parent)
        self._is_wide = is_wide
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is event.Type.FontChange:
            self._measure()

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def _measure(self) -> None:
        self.setMaximumWidth(content_width(self.font(), is_wide=self._is_wide))


class Middle(QWidget):
    """Lets the width alone say how high it must be; wrapped lines guess too high."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class PageFrame(QScrollArea):
    """Shows one page."""

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = page
        self.setObjectName(f"frame.{page.step.value}")
        self.setAccessibleName(step_name(page.step))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self._build(page)

    def _build(self, page: Page) -> None:
        outer = Middle(self)
        outer.setBackgroundRole(QPalette.ColorRole.Base)
        column = Column(outer, is_wide=page.is_wide)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.TINY)
        inner.addWidget(Words(step_name(page.step), column, size=Size.TITLE, bold=True))
        inner.addWidget(Words(step_purpose(page.step), column, tone=Tone.QUIET))
        inner.addSpacing(Space.LARGE)
        page.setParent(column)
        inner.addWidget(page)
        inner.addStretch(1)
        row = self._margins = QHBoxLayout(outer)
        row.addStretch(1)
        row.addWidget(column, 1000)
        row.addStretch(1)
        self.setWidget(outer)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Give wide margins where there is room for them."""
        is_narrow = self.width() < content_width(self.font())
        aside = Space.LARGE if is_narrow else Space.HUGE
        self._margins.setContentsMargins(aside, Space.WIDE, aside, Space.WIDE)
