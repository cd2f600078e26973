"""Writes down what assistive programs are told of a window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleInterface

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

_TEXTS = {
    QAccessible.Text.Description: "description",
    QAccessible.Text.Value: "value",
    QAccessible.Text.Help: "help",
    QAccessible.Text.Accelerator: "keys",
}
_STATES = (
    "disabled", "checkable", "checked", "checkStateMixed", "expandable", "expanded", "collapsed",
    "selected", "readOnly", "multiLine", "passwordEdit", "hasPopup", "modal", "busy", "linked",
)  # fmt: skip
_ROW = re.compile(r"(\[test\.findings\.row)\d+")
"""They come in the order in which the checks end, which is chance."""
_BY_CHANCE = re.compile(r"test\.findings\.row\d+\.transcript")
"""Two checks may find the same; whichever ends first shows its transcript, or has none."""
_LONG = 12
_SHOWN = 6
"""A long list is shown by its first entries; what is in it is recorded where it comes from."""


def tell(widget: QWidget) -> Iterator[str]:
    """List everything that can be perceived, each thing with what is in it below it."""
    return _tell(QAccessible.queryAccessibleInterface(widget), 0)


def _tell(thing: QAccessibleInterface, depth: int) -> Iterator[str]:
    if thing.state().invisible or _BY_CHANCE.fullmatch(_called(thing.object())):
        return
    indent = "  " * depth
    yield f"{indent}{_head(thing)}"
    for kind, word in _TEXTS.items():
        for line in _clean(thing.text(kind)).splitlines():
            yield f"{indent}    {word}: {line}"
    yield from _children(thing, depth + 1)


def _children(thing: QAccessibleInterface, depth: int) -> Iterator[str]:
    children = [child for at in range(thing.childCount()) if (child := thing.child(at)).isValid()]
    is_long = thing.role() in (QAccessible.Role.List, QAccessible.Role.Table)
    shown = children[:_SHOWN] if is_long and len(children) > _LONG else children
    for told in _steady([tuple(_tell(child, depth)) for child in shown]):
        yield from told
    if len(shown) < len(children):
        yield f"{'  ' * depth}… {len(children)} in all"


def _steady(told: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Sort what comes in any order; rows lie in a box of their own each."""
    rows = [lines for lines in told if any(map(_ROW.search, lines[:2]))]
    if len(rows) < 2:  # one alone, or the header within a row
        return told
    others = [lines for lines in told if lines not in rows]
    unnumbered = (tuple(_ROW.sub(r"\1…", line) for line in lines) for lines in rows)
    return [*others, *sorted(unnumbered)]


def _head(thing: QAccessibleInterface) -> str:
    state, owner = thing.state(), thing.object()
    words = [word for word in _STATES if getattr(state, word)]
    name = _called(owner)
    parts = (
        thing.role().name,
        repr(_clean(thing.text(QAccessible.Text.Name))),
        f"[{name}]" if name and not name.startswith("qt_") else "",
        f"({', '.join(words)})" if words else "",
    )
    return " ".join(part for part in parts if part)


def _called(owner: QObject | None) -> str:
    """Give the name of an object; entries of lists belong to none."""
    return "" if owner is None else owner.objectName()


def _clean(text: str) -> str:
    """Leave out the marks that only say where a long word may be broken."""
    return text.replace("\u200b", "")
