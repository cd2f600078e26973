"""Looks at a page as a whole: names for everything, mnemonics once, nothing cut off."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from app.gui.frame import PageFrame
from app.gui.window import Window

_MNEMONIC = re.compile(r"&([^&\s])")
_INTERACTIVE: tuple[type[QWidget], ...] = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractScrollArea,
)


def frame_of(window: Window) -> PageFrame:
    return window._frame(window.desk.journey.current)


def inside_of(frame: PageFrame) -> QWidget:
    inside = frame.widget()
    assert inside is not None
    return inside


def interactive(window: Window) -> Iterator[QWidget]:
    """Yield everything visible that a person can act on or move the focus to."""
    visible = (widget for widget in window.findChildren(QWidget) if widget.isVisible())
    for widget in visible:
        is_inner = isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
        if isinstance(widget, _INTERACTIVE) and not (is_inner or isinstance(widget, QScrollArea)):
            yield widget


def find_unnamed(window: Window) -> list[str]:
    """List those that tests or screen readers could not name."""
    unnamed = []
    for widget in interactive(window):
        spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        if not widget.objectName() or not spoken:
            unnamed.append(f"{type(widget).__name__} {widget.objectName()!r} {spoken!r}")
    return unnamed


def find_double_mnemonics(window: Window) -> list[str]:
    """List letters that two things of the window share."""
    letters: Counter[str] = Counter()
    for widget in window.findChildren(QWidget):
        is_caption = isinstance(widget, QLabel) and widget.buddy() is not None
        if widget.isVisible() and (is_caption or isinstance(widget, QAbstractButton)):
            text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
            letters.update(letter.casefold() for letter in _MNEMONIC.findall(text)[:1])
    return [letter for letter, count in letters.items() if count > 1]


def find_cut_off(window: Window) -> list[str]:
    """List what is wider than the page, and labels that are lower than their text."""
    _let_layouts_settle()
    frame = frame_of(window)
    inside = inside_of(frame)
    cut = []
    if inside.minimumSizeHint().width() > frame.viewport().width():
        widest = max(
            (widget for widget in inside.findChildren(QWidget) if widget.isVisible()),
            key=lambda widget: widget.minimumSizeHint().width(),
        )
        needs = f"{inside.minimumSizeHint().width()} of {frame.viewport().width()}"
        cut.append(f"page needs {needs}: {type(widest).__name__} {widest.objectName()}")
    for label in inside.findChildren(QLabel):
        if label.isVisible() and label.text():
            wanted = label.heightForWidth(label.width()) if label.wordWrap() else 0
            if label.height() < wanted:
                cut.append(f"label is {label.height()} of {wanted} high: {label.text()[:60]!r}")
    return cut


def _let_layouts_settle() -> None:
    """A change travels up through the layouts one posted event at a time."""
    for _ in range(12):
        QCoreApplication.sendPostedEvents()


def find_out_of_order(window: Window) -> list[str]:
    """List where Tab goes up instead of on, within the page."""
    frame = frame_of(window)
    order = list(_focus_chain(frame))
    wrong = []
    for before, after in itertools.pairwise(order):
        top, next_top = (_top(widget, frame) for widget in (before, after))
        side_by_side = _bottom(before, frame) > next_top
        if next_top < top and not side_by_side:
            wrong.append(f"{before.objectName()} then {after.objectName()}")
    return wrong


def _focus_chain(frame: PageFrame) -> Iterator[QWidget]:
    first = frame.page.first_field()
    if first is None:
        return
    seen: set[QWidget] = set()
    widget: QWidget | None = frame.nextInFocusChain()
    while widget is not None and widget not in seen:
        seen.add(widget)
        can = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()
        if can and widget.isVisible() and frame.isAncestorOf(widget):
            inner = isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
            if not inner and (widget.objectName() or isinstance(widget, QPlainTextEdit)):
                yield widget
        widget = widget.nextInFocusChain()


def _top(widget: QWidget, frame: PageFrame) -> int:
    return widget.mapTo(inside_of(frame), widget.rect().topLeft()).y()


def _bottom(widget: QWidget, frame: PageFrame) -> int:
    return _top(widget, frame) + widget.height()
