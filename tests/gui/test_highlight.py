"""The preview colours what each format gives a meaning, and nothing becomes unreadable."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QPalette, QTextDocument

from app.gui.highlight import Highlighter, Part, family_of, find_parts
from app.gui.look import READABLE, contrast
from tests.gui.take_screenshots import DARK


def parts(name: str, line: str) -> list[tuple[str, Part]]:
    found = find_parts(family_of(name, line), line)
    return [(line[start : start + length].strip(), part) for start, length, part in found]


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("msmtprc", "port 587", [("port", Part.KEY), ("587", Part.NUMBER)]),
        ("main.cf", "# a remark", [("# a remark", Part.COMMENT)]),
        ("main.cf", "relayhost = [a]:25", [("relayhost", Part.KEY), ("25", Part.NUMBER)]),
        ("grafana.ini", "[smtp]", [("[smtp]", Part.HEAD)]),
        ("grafana.ini", "; off", [("; off", Part.COMMENT)]),
        ("send.py", 'H = "a # b"', [('"a # b"', Part.STRING)]),
        ("mail.go", "return x // why", [("return", Part.KEY), ("// why", Part.COMMENT)]),
        ("config.json", '"a": "b"', [('"a"', Part.KEY), ('"b"', Part.STRING)]),
        ("sasl-xoauth2.conf", '{"a": 1}', [('"a"', Part.KEY), ("1", Part.NUMBER)]),
        ("a.xml", "<port>5</port>", [("<port", Part.KEY), (">", Part.KEY), ("</port", Part.KEY),
                                     (">", Part.KEY)]),
        ("sendmail.mc", "dnl words", [("dnl words", Part.COMMENT)]),
        ("README.txt", "TO APPLY", [("TO APPLY", Part.HEAD)]),
        ("README.txt", "It doesn't matter, isn't it", []),
    ],
)  # fmt: skip
def test_line_is_taken_apart(name: str, line: str, expected: list[tuple[str, Part]]) -> None:
    assert parts(name, line) == expected


@pytest.mark.parametrize("is_dark", [False, True])
def test_every_colour_can_be_read(qapp: QGuiApplication, is_dark: bool) -> None:
    before = QGuiApplication.palette()
    palette = QPalette()
    for role, color in DARK.items() if is_dark else ():
        palette.setColor(role, color)
    qapp.setPalette(palette)
    highlighter = Highlighter(QTextDocument("a = 1 # b"))
    base = palette.base().color()
    inks = [made.foreground().color() for made in highlighter._formats.values()]
    qapp.setPalette(before)
    assert len(inks) == len(Part)
    assert all(contrast(color, base) >= READABLE - 0.2 for color in inks)
