"""How everything looks: distances, type sizes, tones and icons, all from font and palette.

Hues are the only colours that stand here; how light they are comes from the palette, so that a
tone reads well on any background, and with high contrast asked for there are no tones at all.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from functools import cache
from typing import assert_never

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication

from app.resources import ICONS

CONTENT_CHARACTERS = 98
"""Width of a page in average characters: about 760 pixels at the usual size of type."""
WIDE_CHARACTERS = 150
"""Width of a page that shows two things side by side."""
READABLE = 4.6
"""Contrast of text to its background (WCAG AA asks for 4.5)."""
VISIBLE = 3.0
"""Contrast of a field's outline to its background (WCAG AA, non-text)."""
_OUTLINED = (
    "QCheckBox",
    "QRadioButton",
    "QLineEdit",
    "QAbstractItemView",
    "QAbstractSpinBox",
    "QPlainTextEdit",
)


class Space(IntEnum):
    """The only distances in use."""

    TINY = 4
    SMALL = 8
    MEDIUM = 12
    LARGE = 16
    WIDE = 24
    HUGE = 32


class Size(StrEnum):
    """The only type sizes in use, as multiples of the system's."""

    NORMAL = "1"
    LEAD = "1.15"
    HEADING = "1.4"
    TITLE = "1.8"


class Tone(StrEnum):
    """What a colour says; a word and a shape always say it too."""

    PLAIN = "plain"
    QUIET = "quiet"
    ACCENT = "accent"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


_HUES = {Tone.GOOD: 145, Tone.WARNING: 33, Tone.BAD: 2}


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """Blend two colours; `share` is that of the second, 0 to 1."""
    keep = 1 - share
    return QColor.fromRgbF(
        first.redF() * keep + second.redF() * share,
        first.greenF() * keep + second.greenF() * share,
        first.blueF() * keep + second.blueF() * share,
    )


def contrast(first: QColor, second: QColor) -> float:
    """Work out the contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()  # held, since its part below dies with the wrapper
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


def ink(palette: QPalette, tone: Tone = Tone.PLAIN) -> QColor:
    """Return the colour for text or lines of this tone on a page or a card."""
    text, base, on = palette.text().color(), palette.base().color(), ground(palette)
    match tone:
        case Tone.PLAIN:
            return text
        case Tone.QUIET:
            return text if _wants_contrast() else _readable(mix(text, base, 0.36), on, text)
        case Tone.ACCENT:
            return _readable(palette.accent().color(), on, text)
        case Tone.GOOD | Tone.WARNING | Tone.BAD:
            if _wants_contrast():
                return text
            return _readable(QColor.fromHsl(_HUES[tone], 175, 125), on, text)
        case _:
            assert_never(tone)


def _readable(color: QColor, base: QColor, text: QColor) -> QColor:
    """Move a colour towards the text's until it can be read on the base."""
    for step in range(20):
        candidate = mix(color, text, step / 20)
        if contrast(candidate, base) >= READABLE:
            return candidate
    return text


def deepen(ground: QColor, text: QColor) -> QColor:
    """Move a button's colour away from its text; Fusion lightens it by a third again."""
    for step in range(20):
        candidate = ground.darker(100 + 8 * step)
        if contrast(candidate.lighter(124), text) >= READABLE:
            return candidate
    return ground


def settle(application: QApplication) -> None:
    """Let fields and boxes stand out: Fusion outlines them too faintly, most of all in the dark.

    It draws their lines in a darker Window colour, so these classes get a Window of their own.
    """
    if application.style().name() != "fusion":
        return
    palette = QPalette(application.palette())
    window = _window_for_lines(palette)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        palette.setColor(group, QPalette.ColorRole.Window, window)
    for name in _OUTLINED:
        QApplication.setPalette(palette, name)  # type: ignore[arg-type]  # the stub is wrong: str only


def _window_for_lines(palette: QPalette) -> QColor:
    base, text = palette.base().color(), palette.text().color()
    for step in range(20):
        candidate = mix(base, text, 0.2 + step / 25)
        if contrast(candidate.darker(140), ground(palette)) >= VISIBLE:
            return candidate
    return text


def wash(palette: QPalette, tone: Tone, share: float = 0.08) -> QColor:
    """Return a background with a breath of this tone."""
    return mix(palette.base().color(), ink(palette, tone), share)


def outline(palette: QPalette) -> QColor:
    """Return the colour of the thin line round a card."""
    return mix(palette.base().color(), palette.text().color(), 1 if _wants_contrast() else 0.17)


def ground(palette: QPalette) -> QColor:
    """Return the background of a card, a breath off the page's, so that fields stand out on it."""
    return mix(palette.base().color(), palette.text().color(), 0.025)


def side(palette: QPalette) -> QColor:
    """Return the background of the list of steps, set off a little from the page."""
    return mix(palette.window().color(), palette.text().color(), 0.03)


def sized(font: QFont, size: Size, *, bold: bool = False) -> QFont:
    """Scale a font to one of the sizes."""
    scaled = QFont(font)
    if font.pointSizeF() > 0:
        scaled.setPointSizeF(font.pointSizeF() * float(size))
    else:
        scaled.setPixelSize(round(font.pixelSize() * float(size)))
    if bold:
        scaled.setWeight(QFont.Weight.DemiBold)
    return scaled


def fixed_font() -> QFont:
    """Return the system's font for text in which columns and characters matter."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setStyleHint(QFont.StyleHint.Monospace)
    size = QGuiApplication.font().pointSizeF()
    if size > 0:
        fixed.setPointSizeF(size)
    return fixed


def content_width(font: QFont, *, is_wide: bool = False) -> int:
    """Return how wide a page's content may grow."""
    characters = WIDE_CHARACTERS if is_wide else CONTENT_CHARACTERS
    return QFontMetrics(font).averageCharWidth() * characters


def row_height(font: QFont) -> int:
    """Return how high a row of a list is, so that it can be hit with ease."""
    return max(QFontMetrics(font).height() * 3 // 2, int(Space.WIDE))


def icon_extent(font: QFont) -> int:
    """Return the edge of an icon that stands beside text of this font."""
    return round(QFontMetrics(font).height() * 1.05)


@cache
def _drawing(name: str) -> bytes:
    return (ICONS / f"{name}.svg").read_bytes()


def draw_icon(painter: QPainter, name: str, target: QRectF, color: QColor) -> None:
    """Draw an icon of `resources/icons` in one colour."""
    from PySide6.QtSvg import QSvgRenderer

    source = _drawing(name).replace(b"currentColor", color.name().encode())
    QSvgRenderer(QByteArray(source)).render(painter, target)


def pixmap(name: str, extent: int, color: QColor, ratio: float = 2.0) -> QPixmap:
    """Draw an icon into a picture of its own, sharp on dense screens too."""
    picture = QPixmap(QSize(extent, extent) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_icon(painter, name, QRectF(0, 0, extent * ratio, extent * ratio), color)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, palette: QPalette, extent: int, role: QPalette.ColorRole) -> QIcon:
    """Make an icon for a standard button or list, in the colours that its text has."""
    made = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        made.addPixmap(pixmap(name, extent, palette.color(group, role)), mode)
    return made
