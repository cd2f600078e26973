"""Frames with round corners that group what belongs together, and parts that fold away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionFocusRect,
    QVBoxLayout,
    QWidget,
)

from app.gui.labels import Glyph, Words
from app.gui.look import Size, Space, Tone, ground, mix, outline, wash

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Card(QFrame):
    """A group of fields or facts on a page; a tone washes it in its colour."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        title: str = "",
        hint: str = "",
        tone: Tone = Tone.PLAIN,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        self.body.setSpacing(Space.MEDIUM)
        if title:
            self._add_heading(title, hint)

    def _add_heading(self, title: str, hint: str) -> None:
        self.heading = Words(title, self, size=Size.LEAD, bold=True)
        self.setAccessibleName(title)
        column = QVBoxLayout()
        column.setSpacing(Space.TINY)
        column.addWidget(self.heading)
        if hint:
            column.addWidget(Words(hint, self, tone=Tone.QUIET))
        self.body.addLayout(column)

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = QGuiApplication.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape.addRoundedRect(area, Space.SMALL, Space.SMALL)
        plain = self._tone is Tone.PLAIN
        fill = ground(palette) if plain else wash(palette, self._tone, 0.06)
        line = outline(palette) if plain else wash(palette, self._tone, 0.45)
        painter.fillPath(shape, fill)
        painter.setPen(line)
        painter.drawPath(shape)


class FoldHeader(QPushButton):
    """The line that opens and closes what is below it; as wide as the list."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        self.row.setSpacing(Space.MEDIUM)
        self._chevron = Glyph("chevron-right", self, tone=Tone.QUIET)
        self.toggled.connect(self._on_toggled)
        self._on_toggled()

    def fill(self, *widgets: QWidget) -> None:
        """Put the widgets side by side; the first label takes the room there is."""
        for widget in widgets:
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.row.addWidget(widget, 1 if isinstance(widget, Words) else 0)
        self.row.addWidget(self._chevron, 0)

    def sizeHint(self) -> QSize:
        return self.row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.row.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.row.heightForWidth(width)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._on_toggled()

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = QGuiApplication.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            shape = QPainterPath()
            shape.addRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), Space.SMALL, Space.SMALL
            )
            share = 0.09 if self.isDown() else 0.045
            painter.fillPath(shape, mix(palette.base().color(), palette.text().color(), share))
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            option.rect = self.rect().adjusted(2, 2, -2, -2)
            self.style().drawPrimitive(
                QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self
            )

    def _on_toggled(self) -> None:
        is_open = self.isChecked()
        closed = "chevron-left" if self.isRightToLeft() else "chevron-right"
        self._chevron.show_icon("chevron-down" if is_open else closed, Tone.QUIET)


class Fold(QWidget):
    """A header and a body that opens under it; the body is built when it is first opened."""

    opened = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, title: str = "") -> None:
        super().__init__(parent)
        self.header = FoldHeader(name, self)
        self.body = QWidget(self)
        self.body.setVisible(False)
        self.inside = QVBoxLayout(self.body)
        self.inside.setContentsMargins(Space.MEDIUM, Space.TINY, Space.MEDIUM, Space.MEDIUM)
        self.inside.setSpacing(Space.MEDIUM)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.body)
        self.header.toggled.connect(self._on_toggled)
        if title:
            self.header.fill(Words(title, self.header))
            self.header.setAccessibleName(title)

    def set_open(self, *, is_open: bool) -> None:
        self.header.setChecked(is_open)

    def build_body(self) -> None:
        """Fill `inside`; called once, before the body is shown for the first time."""

    def _on_toggled(self) -> None:
        is_open = self.header.isChecked()
        if is_open and self.inside.isEmpty():
            self.build_body()
            self.opened.emit()
        self.body.setVisible(is_open)
