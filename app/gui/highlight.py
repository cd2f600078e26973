"""Colours for files in a preview: one set of rules for a family of formats, inks of the palette."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)

from app.gui.look import Tone, ink


class Part(StrEnum):
    """What a piece of a line is; the names are those of the groups below."""

    COMMENT = "comment"
    STRING = "string"
    KEY = "key"
    HEAD = "head"
    NUMBER = "number"


_TONES = {
    Part.COMMENT: Tone.QUIET,
    Part.STRING: Tone.GOOD,
    Part.KEY: Tone.ACCENT,
    Part.HEAD: Tone.PLAIN,
    Part.NUMBER: Tone.WARNING,
}
_STRING = r'(?P<string>"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')'
_HASH = r"(?P<comment>(?:^|(?<=\s))#.*)"
_HEAD = r"(?P<head>^\s*\[[^\]]+\]\s*$)"
_NUMBER = r"(?P<number>(?<![\w.])\d+(?![\w.]))"
_WORDS = (
    "and as async await break case catch class const def else export extends final finally for "
    "from func function if import in interface let module namespace new package private public "
    "require return static switch throw throws try type use using var void while with"
).replace(" ", "|")

_RULES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        family: re.compile("|".join(parts))
        for family, parts in {
            "settings": (
                _STRING,
                _HASH,
                r"(?P<head>^\s*\[[^\]]+\]\s*$|^[A-Za-z_]\w*:\s*$)",
                r"(?P<key>^\s*(?:-\s+|set\s+|export\s+)?[A-Za-z_$][\w.$\[\]'-]*(?=\s*[=:]))",
                _NUMBER,
            ),
            "ini": (
                r"(?P<comment>^\s*[#;].*)",
                _HEAD,
                r"(?P<key>^[^=:\[#;]+?(?=\s*[=:]))",
                _NUMBER,
            ),
            "words": (_STRING, _HASH, r"(?P<key>^\s*[A-Za-z_]\w*(?=\s|$))", _NUMBER),
            "hash_code": (_STRING, _HASH, rf"(?P<key>\b(?:{_WORDS})\b|\$\w+)", _NUMBER),
            "slash_code": (
                _STRING,
                r"(?P<comment>//.*|/\*.*?\*/)",
                rf"(?P<key>\b(?:{_WORDS})\b|\$\w+)",
                _NUMBER,
            ),
            "json": (
                r'(?P<key>"(?:\\.|[^"\\])*"(?=\s*:))',
                r'(?P<string>"(?:\\.|[^"\\])*")',
                r"(?P<number>\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?\b)",
            ),
            "xml": (
                r"(?P<comment><!--.*?-->|<[?!][^>]*>)",
                r"(?P<key></?[\w:.-]+|/?>)",
                r'(?P<string>"[^"]*")',
            ),
            "m4": (r"(?P<comment>\bdnl\b.*)", r"(?P<string>`[^']*')", r"(?P<key>^\w+(?=\())"),
            "text": (
                r"(?P<head>^[^a-z\d\s]{2}[^a-z]*$)",
                r"(?P<number>^\s*(?:\d+\.|[-!])(?=\s))",
                r"(?P<key>^\s{0,2}\w[^:]{0,60}:(?=\s)|^\s{2}\w+(?: \w+)*(?=\s{2,}))",
            ),
        }.items()
    }
)
_FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".xml", ".mobileconfig", ".plist"), "xml"),
        **dict.fromkeys((".json",), "json"),
        **dict.fromkeys((".txt", ".md"), "text"),
        **dict.fromkeys((".py", ".rb", ".sh", ".ps1"), "hash_code"),
        **dict.fromkeys((".php", ".cs", ".java", ".go", ".mjs"), "slash_code"),
        **dict.fromkeys((".ini", ".source", ".config", "odoo.conf"), "ini"),
        **dict.fromkeys((".mc",), "m4"),
        **dict.fromkeys(("msmtprc", "mailrc", "dma.conf", "exim.conf", "smtpd.conf"), "words"),
    }
)


def family_of(name: str, text: str) -> str:
    """Say by which rules a file is coloured: by its name, its suffix, or how it begins."""
    _, dot, suffix = name.rpartition(".")
    known = _FAMILIES.get(name) or _FAMILIES.get(f"{dot}{suffix}")
    if known:
        return known
    return "json" if text.lstrip().startswith("{") else "settings"


def find_parts(family: str, line: str) -> tuple[tuple[int, int, Part], ...]:
    """Name the pieces of a line that have a colour: where each begins, its length, and what."""
    return tuple(
        (match.start(), match.end() - match.start(), Part(match.lastgroup))
        for match in _RULES[family].finditer(line)
        if match.lastgroup
    )


class Highlighter(QSyntaxHighlighter):
    """Colours one document; call `dress` when the palette has changed."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._family = "text"
        self._formats: dict[Part, QTextCharFormat] = {}
        self.dress()

    def take_family(self, family: str) -> None:
        """Use these rules for what is shown next."""
        self._family = family

    def dress(self) -> None:
        """Take the inks of the palette as it is now."""
        palette = QGuiApplication.palette()
        for part, tone in _TONES.items():
            made = QTextCharFormat()
            made.setForeground(ink(palette, tone))
            if part is Part.HEAD:
                made.setFontWeight(QFont.Weight.Bold)
            self._formats[part] = made
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for start, length, part in find_parts(self._family, text):
            self.setFormat(start, length, self._formats[part])
