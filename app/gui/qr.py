"""A QR code in the palette's colours, the lighter one always behind the darker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_QUIET_ZONE = 4


class QrCode(QWidget):
    """Shows an address to a phone's camera."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._matrix: tuple[bytearray, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("QR code of the address above"))

    def show_text(self, text: str) -> None:
        import segno

        self._matrix = tuple(segno.make(text, error="m", micro=False).matrix)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        extent = self.fontMetrics().height() * 8
        return QSize(extent, extent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._matrix:
            return
        palette = QGuiApplication.palette()
        colors = (palette.base().color(), palette.text().color())
        light, dark = sorted(colors, key=lambda color: color.lightnessF(), reverse=True)
        painter = QPainter(self)
        painter.fillRect(self.rect(), light)
        edge = min(self.width(), self.height()) // (len(self._matrix) + 2 * _QUIET_ZONE)
        start = (min(self.width(), self.height()) - edge * len(self._matrix)) / 2
        for y, row in enumerate(self._matrix):
            for x, module in enumerate(row):
                if module:
                    area = QRectF(start + x * edge, start + y * edge, edge, edge)
                    painter.fillRect(area, dark)
