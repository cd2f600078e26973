"""The two lists that go with many sheets: the cover of the file that has all, and the checklist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from app.domain.devices.sheet import DevicePlace
from app.domain.errors import AppError
from app.domain.visible import make_visible
from app.render.context import ExportContext
from app.render.pdf.typesetting import count_pages, typeset
from app.render.sheets.words import SheetWords, load_words

TEMPLATE = "sheet/list.typ"
_TICK = None
_ROOM_PT = {"a4": 690.0, "us-letter": 640.0}
_ROW_PT, _LINE_PT = 14.6, 10.0
_LETTERS_A_LINE = 56
"""Chosen by eye, after `sheet/list.typ`; they need not be right, see `_guess_pages`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSheet:
    """What the lists tell about a sheet."""

    place: DevicePlace
    title: str
    model: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A device that got no sheet, and why."""

    line: int
    name: str
    error: AppError


def render_cover(
    sheets: Sequence[ListedSheet], left_out: Iterable[LeftOut], context: ExportContext
) -> bytes:
    """Set the list of all sheets with the page on which each of them begins."""
    words = load_words(context.language)
    page = words.page
    data: dict[str, object] = {
        "kind": page["cover_kind"],
        "title": page["cover_title"].format(client=make_visible(context.client_name)),
        "summary": _count(len(sheets), words),
        "widths": [0, 5, 4, 0],
        "aligned": ["right", "left", "left", "right"],
        "heads": [page["number"], page["device"], page["location"], page["page"]],
    }
    pages = _guess_pages(sheets, context.paper)
    while True:
        cells = _cover_cells(sheets, first=pages + 1)
        pdf = _typeset_list({**data, "cells": cells}, left_out, words, context)
        if count_pages(pdf) == pages:
            return pdf
        pages = count_pages(pdf)


def render_checklist(sheets: Iterable[ListedSheet], context: ExportContext) -> bytes:
    """Set the list to take round the building, in the order of the places."""
    words = load_words(context.language)
    page = words.page
    data: dict[str, object] = {
        "kind": page["checklist_kind"],
        "title": page["checklist_title"].format(client=make_visible(context.client_name)),
        "summary": page["checklist_walk"],
        "widths": [0, 0, 4, 5, 4],
        "aligned": ["center", "center", "left", "left", "left"],
        "heads": [
            page["set_up"], page["arrived"], page["location"], page["device"], page["remarks"],
        ],
        "cells": [
            cell
            for sheet in sorted(sheets, key=lambda sheet: _place_order(sheet.place))
            for cell in (
                _TICK, _TICK, [_shown(sheet.place.location), _shown(sheet.place.address)],
                [sheet.title, sheet.model], "",
            )
        ],
    }  # fmt: skip
    return _typeset_list(data, (), words, context)


def _guess_pages(sheets: Iterable[ListedSheet], paper: str) -> int:
    """A right guess saves setting the cover a second time; a wrong one does no harm."""
    lines = [ceil(len(sheet.model) / _LETTERS_A_LINE) for sheet in sheets]
    height = sum(_ROW_PT + _LINE_PT * max(count, 1) for count in lines)
    return ceil(height / _ROOM_PT[paper])


def _cover_cells(sheets: Iterable[ListedSheet], first: int) -> list[object]:
    cells: list[object] = []
    for number, sheet in enumerate(sheets, start=1):
        where = [_shown(sheet.place.location), _shown(sheet.place.address)]
        cells += [str(number), [sheet.title, sheet.model], where, str(first)]
        first += sheet.pages
    return cells


def _typeset_list(
    data: dict[str, object],
    left_out: Iterable[LeftOut],
    words: SheetWords,
    context: ExportContext,
) -> bytes:
    made = words.page["made_by"].format(version=context.version, date=context.made_on)
    whole = {
        **data,
        "words": words.page,
        "language": context.language,
        "paper": context.paper,
        "made": made,
        "left_out": [
            [_shown(item.name), context.word(item.error.finding).title] for item in left_out
        ],
    }
    return typeset(TEMPLATE, whole)


def _count(count: int, words: SheetWords) -> str:
    key = "cover_count_one" if count == 1 else "cover_count"
    return words.page[key].format(count=count)


def _shown(text: str) -> str:
    return make_visible(" ".join(text.split()))


def _place_order(place: DevicePlace) -> list[tuple[bool, int, str]]:
    """Room 9 comes before room 10; devices without a place come last."""
    parts = re.findall(r"\d+|\D+", place.location.casefold()) or ["\U0010ffff"]
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
