"""Turns a Typst template and plain data into a tagged PDF; data never becomes markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from app.catalogue.resources import FONTS, TEMPLATES
from app.domain.errors import AppError

if TYPE_CHECKING:
    from typst import Fonts

Data = Mapping[str, object]
_PAGE_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")
_NO_FONT = "could not be displayed with font"


def typeset(template: str, data: Data) -> bytes:
    """Compile a template to PDF/UA-1.

    The program's own fonts come first, since they are the same everywhere; the system's are
    taken where a character needs them; what no font has is shown as a box, and the page says so.
    """
    try:
        return _compile(template, data, fonts="own", tagged=True)
    except _MissingGlyphError:
        pass
    try:
        return _compile(template, data, fonts="all", tagged=True)
    except _MissingGlyphError:
        return _compile(template, {**data, "missing_glyphs": True}, fonts="all", tagged=False)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a PDF was set from, so that its pages can be shown on a screen as they are."""

    template: str
    data: Data

    def pages(self, ppi: float) -> tuple[bytes, ...]:
        """Draw each page as PNG with as many dots an inch."""
        with _presses(self.template, "all").take() as press:
            return press.draw(json.dumps(self.data, ensure_ascii=False), ppi)


def count_pages(pdf: bytes) -> int:
    """Count the pages of a PDF of ours; the page tree is its first object and never packed."""
    found = _PAGE_COUNT.search(pdf)
    return int(found[1]) if found else 1


class _MissingGlyphError(Exception):
    """No font at hand has one of the characters."""


def _compile(template: str, data: Data, *, fonts: str, tagged: bool) -> bytes:
    from typst import TypstError  # a large library, loaded when the first page is made

    try:
        with _presses(template, fonts).take() as press:
            return press.print(json.dumps(data, ensure_ascii=False), tagged=tagged)
    except TypstError as exc:
        if _NO_FONT in str(exc):
            raise _MissingGlyphError from exc
        raise AppError("export.page_not_set", evidence=str(exc)[:2000]) from exc


class _Press:
    """One compiler, which two threads must not use at the same time."""

    def __init__(self, template: str, fonts: Fonts) -> None:
        import typst

        self._compiler = typst.Compiler(
            input=str(TEMPLATES / template),
            root=str(TEMPLATES),
            font_paths=fonts,
            sys_inputs={"data": "{}"},
        )

    def print(self, data: str, *, tagged: bool) -> bytes:
        standards: list[Literal["ua-1"]] = ["ua-1"] if tagged else []
        pdf = self._compiler.compile(
            format="pdf", sys_inputs={"data": data}, pdf_standards=[*standards]
        )
        assert isinstance(pdf, bytes)
        return pdf

    def draw(self, data: str, ppi: float) -> tuple[bytes, ...]:
        made = self._compiler.compile(format="png", ppi=ppi, sys_inputs={"data": data})
        assert made is not None
        return tuple(made) if isinstance(made, list) else (made,)


class _Presses:
    """The presses for one template that stand idle; as many as ever ran at the same time."""

    def __init__(self, template: str, fonts: str) -> None:
        self._template, self._fonts = template, fonts
        self._idle: list[_Press] = []

    @contextmanager
    def take(self) -> Iterator[_Press]:
        try:
            press = self._idle.pop()
        except IndexError:
            press = _Press(self._template, _find_fonts(self._fonts))
        try:
            yield press
        finally:
            self._idle.append(press)


@cache
def _presses(template: str, fonts: str) -> _Presses:
    return _Presses(template, fonts)


@cache
def _find_fonts(which: str) -> Fonts:
    import typst

    return typst.Fonts(
        include_system_fonts=which == "all",
        include_embedded_fonts=False,
        font_paths=[str(FONTS)],
    )
