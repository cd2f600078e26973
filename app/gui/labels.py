"""Labels and glyphs that follow the palette and the system's font."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.gui.look import Size, Tone, draw_icon, fixed_font, icon_extent, ink, sized

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent


# Which of them Qt takes depends on the background that the parent has.
_FOREGROUNDS = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)

_LONG_WORD = re.compile(r"\S{18,}")
_AFTER = re.compile(r"(?<=[./@_=:,;-])(?=\w)")
_MAY_BREAK = "\u200b"


def breakable(text: str) -> str:
    """Let long words, such as the name of a host, continue on the next line."""
    return _LONG_WORD.sub(lambda word: _AFTER.sub(_MAY_BREAK, word[0]), text)


class Words(QLabel):
    """Plain text that wraps; markup in it is shown, not obeyed."""

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        size: Size = Size.NORMAL,
        tone: Tone = Tone.PLAIN,
        bold: bool = False,
        wrap: bool = True,
    ) -> None:
        super().__init__(breakable(text), parent)
        self._size, self._tone, self._bold = size, tone, bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        policy = QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Minimum
        self.setSizePolicy(policy, QSizePolicy.Policy.Minimum)
        self.setMinimumWidth(0)
        self.restyle()

    def setText(self, text: str) -> None:
        super().setText(breakable(text))

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.restyle()

    def restyle(self) -> None:
        """Take on the font and the colours that the application has now."""
        self.setFont(sized(QGuiApplication.font(), self._size, bold=self._bold))
        app = QGuiApplication.palette()
        palette = QPalette(self.palette())
        for role in _FOREGROUNDS:
            palette.setColor(role, ink(app, self._tone))
        self.setPalette(palette)


class Code(Words):
    """A short code: selectable, in the system's fixed font."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def enlarge(self) -> None:
        """Make it readable across a room."""
        self._size = Size.TITLE
        self.restyle()

    def restyle(self) -> None:
        super().restyle()
        self.setFont(sized(fixed_font(), self._size))


class Glyph(QWidget):
    """One icon in the size of the text; its meaning always stands beside it in words."""

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        tone: Tone = Tone.PLAIN,
        size: Size = Size.NORMAL,
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, tone: Tone) -> None:
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        extent = icon_extent(sized(QGuiApplication.font(), self._size))
        return QSize(extent, extent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        extent = min(self.width(), self.height())
        color = ink(QGuiApplication.palette(), self._tone)
        draw_icon(painter, self._name, QRectF(0, 0, extent, extent), color)


class Spinner(QWidget):
    """Turns while something runs whose length is not known."""

    STEP_MS = 80

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setInterval(self.STEP_MS)
        self._timer.timeout.connect(self._advance)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        extent = icon_extent(QGuiApplication.font())
        return QSize(extent, extent)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _advance(self) -> None:
        self._turn = (self._turn + 30) % 360
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(ink(QGuiApplication.palette(), Tone.ACCENT))
        pen.setWidthF(max(1.5, self.width() / 9))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        inset = pen.widthF()
        area = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawArc(area, -self._turn * 16, 270 * 16)
