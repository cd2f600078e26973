"""Colours that can be read on any palette, icons that exist, text that is shown as it is."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from app.gui import look
from app.gui.labels import Words, breakable
from app.gui.look import Tone
from app.gui.text import LONGEST, one_line, visible
from app.resources import ICONS, ROOT

_NAMED = re.compile(
    r"""(?:Glyph\(|icon_name=|show_icon\(|pixmap\(|icon_line\([^)]*?, )"([a-z-]+)\""""
)


def _palette(base: str, text: str, accent: str) -> QPalette:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    palette.setColor(QPalette.ColorRole.Text, QColor(text))
    palette.setColor(QPalette.ColorRole.Accent, QColor(accent))
    return palette


PALETTES = {
    "light": _palette("#ffffff", "#000000", "#308cc6"),
    "dark": _palette("#242424", "#f0f0f0", "#308cc6"),
    "black": _palette("#000000", "#ffffff", "#ffff00"),
    "sepia": _palette("#f4ecd8", "#3b2f1e", "#a05a2c"),
    "pale accent": _palette("#ffffff", "#1a1a1a", "#ffe08a"),
}


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("tone", Tone)
def test_every_tone_can_be_read_on_every_palette(qapp: object, name: str, tone: Tone) -> None:
    palette = PALETTES[name]
    for ground in (palette.base().color(), look.ground(palette)):
        assert look.contrast(look.ink(palette, tone), ground) >= 4.5


def test_contrast_of_black_and_white_is_21() -> None:
    assert round(look.contrast(QColor("black"), QColor("white")), 3) == 21.0


def test_deepened_button_keeps_its_words_readable() -> None:
    for accent in ("#308cc6", "#ffe08a", "#3584e4", "#00ff00"):
        ground = look.deepen(QColor(accent), QColor("white"))
        assert look.contrast(ground.lighter(124), QColor("white")) >= 4.5


def test_every_icon_that_is_named_exists() -> None:
    sources = (ROOT.parent / "app" / "gui").rglob("*.py")
    named = {name for path in sources for name in _NAMED.findall(path.read_text("utf-8"))}
    assert len(named) > 15
    assert [name for name in sorted(named) if not (ICONS / f"{name}.svg").is_file()] == []


def test_every_icon_takes_the_colour_it_is_given() -> None:
    for path in ICONS.glob("*.svg"):
        if path.stem != "sendwright":
            assert "currentColor" in path.read_text("utf-8"), path.name


def test_icon_is_drawn_in_its_colour(qapp: object) -> None:
    picture = look.pixmap("current", 16, QColor(255, 0, 0), 1.0).toImage()
    middle = picture.pixelColor(8, 8)
    assert (middle.red(), middle.green(), middle.blue()) == (255, 0, 0)


def test_control_characters_and_overrides_are_shown_as_escapes() -> None:
    assert visible("a\x1b[31mb\u202ec\x00") == "a\\u001b[31mb\\u202ec\\u0000"
    assert visible("two\r\nlines\tand tab") == "two\nlines\tand tab"
    assert one_line("two\nlines") == "two lines"


def test_endless_text_is_cut() -> None:
    shown = visible("x" * (LONGEST + 5))
    assert shown == "x" * LONGEST + " …"


def test_markup_is_shown_and_not_obeyed(qapp: object) -> None:
    label = Words("<b>bold</b> & <img src=x>")
    assert label.text() == "<b>bold</b> & <img src=x>"
    assert label.textFormat().name == "PlainText"


def test_long_words_may_break_and_short_ones_stay() -> None:
    assert breakable("a short.text stays") == "a short.text stays"
    host = "contoso-com.mail.protection.outlook.com"
    assert breakable(host) != host
    assert breakable(host).replace("\u200b", "") == host


def test_words_follow_the_font_of_the_system(qapp: object) -> None:
    before = QGuiApplication.font()
    label = Words("x", size=look.Size.TITLE)
    try:
        bigger = QGuiApplication.font()
        bigger.setPointSizeF(bigger.pointSizeF() * 2)
        QGuiApplication.setFont(bigger)
        label.restyle()
        assert label.font().pointSizeF() == pytest.approx(bigger.pointSizeF() * 1.8)
    finally:
        QGuiApplication.setFont(before)


@pytest.mark.parametrize("name", PALETTES)
def test_outlines_of_fields_can_be_seen(qapp: object, name: str) -> None:
    palette = PALETTES[name]
    line = look._window_for_lines(palette).darker(140)
    assert look.contrast(line, look.ground(palette)) >= 3.0
