"""The list of steps at the side, with the client above it and the practice badge below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionFocusRect,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.flow.journey import Journey, Step, StepState
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.labels import Glyph, Words
from app.gui.look import Size, Space, Tone, draw_icon, icon_extent, ink, mix, side, sized
from app.gui.text import one_line
from app.gui.words import state_name, step_name

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_ICONS = {
    StepState.DONE: ("ok", Tone.GOOD),
    StepState.CURRENT: ("current", Tone.ACCENT),
    StepState.AHEAD: ("ring", Tone.QUIET),
    StepState.NOT_NEEDED: ("skipped", Tone.QUIET),
}
_STATE = Qt.ItemDataRole.UserRole
_STEP = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
_WIDTH_IN_CHARACTERS = 27
_SHARE = 0.27
_LINES_FOR_DETAIL = 30
_LINES_FOR_ALL = 24


class StepDelegate(QStyledItemDelegate):
    """Paints a step: its state as an icon, its name, and the current one set off."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + Space.HUGE, icon_extent(QGuiApplication.font()) + Space.LARGE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        state = StepState(index.data(_STATE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, state)
        self._paint_content(painter, option, state, str(index.data()))
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, state: StepState
    ) -> None:
        palette = QGuiApplication.palette()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        if state is StepState.CURRENT or (hovered and enabled):
            shape = QPainterPath()
            area = QRectF(option.rect).adjusted(0.5, 1.5, -0.5, -1.5)
            shape.addRoundedRect(area, Space.SMALL, Space.SMALL)
            share = 0.16 if state is StepState.CURRENT else 0.06
            painter.fillPath(shape, mix(side(palette), ink(palette, Tone.ACCENT), share))

    def _paint_content(
        self, painter: QPainter, option: QStyleOptionViewItem, state: StepState, text: str
    ) -> None:
        palette, font = QGuiApplication.palette(), QGuiApplication.font()
        extent, gap = icon_extent(font), int(Space.MEDIUM)
        inner = option.rect.adjusted(gap, 0, -gap, 0)
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        left = inner.right() - extent + 1 if mirrored else inner.left()
        top = inner.top() + (inner.height() - extent) / 2
        name, tone = _ICONS[state]
        draw_icon(painter, name, QRectF(left, top, extent, extent), ink(palette, tone))
        shift = extent + gap
        words = inner.adjusted(0 if mirrored else shift, 0, -shift if mirrored else 0, 0)
        is_current = state is StepState.CURRENT
        painter.setFont(sized(font, Size.NORMAL, bold=is_current))
        quiet = state in (StepState.AHEAD, StepState.NOT_NEEDED)
        painter.setPen(ink(palette, Tone.QUIET if quiet else Tone.PLAIN))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(words, QStyle.visualAlignment(option.direction, align), text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            self._paint_focus(painter, option)

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        frame = QStyleOptionFocusRect()
        frame.rect = option.rect.adjusted(2, 3, -2, -3)
        frame.state = option.state
        frame.palette = option.palette
        style = option.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, frame, painter)


class StepList(QListWidget):
    """The eight steps; those that can be opened answer to a click and to Enter."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("steps")
        self.setAccessibleName(self.tr("Steps"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setItemDelegate(StepDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for step in Step:
            item = QListWidgetItem(step_name(step), self)
            item.setData(_STEP, step.value)
            item.setData(_STATE, StepState.AHEAD.value)
        self.itemClicked.connect(self._on_chosen)
        self.itemActivated.connect(self._on_chosen)

    def show_journey(self, journey: Journey) -> None:
        for row, (step, state) in enumerate(journey.steps()):
            item = self.item(row)
            item.setData(_STATE, state.value)
            spoken = self.tr("%1, %2").replace("%1", step_name(step))
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, spoken.replace("%2", state_name(state))
            )
            item.setToolTip(state_name(state))
            usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            may_open = journey.can_open(step) and not journey.busy
            item.setFlags(usable if may_open or step is journey.current else Qt.ItemFlag(0))
            if step is journey.current:
                self.setCurrentRow(row)

    def sizeHint(self) -> QSize:
        height = sum(self.sizeHintForRow(row) for row in range(self.count()))
        return QSize(super().sizeHint().width(), height + Space.SMALL)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.chosen.emit(Step(item.data(_STEP)))


class Sidebar(QWidget):
    """Who is set up, where the journey stands, and which cloud answers."""

    chosen = Signal(object)
    explain_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = Words("", self, size=Size.LEAD, bold=True)
        self._domain = Words("", self, tone=Tone.QUIET)
        self._steps = StepList(self)
        self._steps.chosen.connect(self.chosen)
        self._explain = Button(self.tr("Explain an error …"), "window.explain", self)
        self._explain.setToolTip(self.tr("Says what a pasted error or bounce means (Ctrl+E)"))
        self._explain.clicked.connect(self.explain_asked)
        self._badge = Badge(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.MEDIUM, Space.WIDE, Space.MEDIUM, Space.MEDIUM)
        column.setSpacing(Space.TINY)
        column.addLayout(self._build_heading())
        column.addSpacing(Space.LARGE)
        column.addWidget(self._steps, 1)
        column.addWidget(self._explain)
        column.addSpacing(Space.SMALL)
        column.addWidget(self._badge)

    def _build_heading(self) -> QVBoxLayout:
        heading = QVBoxLayout()
        heading.setContentsMargins(Space.MEDIUM, 0, Space.SMALL, 0)
        heading.setSpacing(Space.TINY)
        heading.addWidget(self._name)
        heading.addWidget(self._domain)
        return heading

    def show_journey(self, journey: Journey, cloud_name: str) -> None:
        client = journey.client
        self._name.setText(one_line(client.name) if client else self.tr("Sendwright"))
        domain = client.domain.display if client else self.tr("New client")
        self._domain.setText(domain)
        self._domain.setVisible(client is None or domain != self._name.text())
        self._steps.show_journey(journey)
        self._badge.show_cloud(cloud_name, is_practice=bool(client and client.scenario))

    def fit(self, window: QSize) -> None:
        """Take at most a good quarter of the window, whatever the size of type."""
        wished = self.fontMetrics().averageCharWidth() * _WIDTH_IN_CHARACTERS
        self.setFixedWidth(min(wished, round(window.width() * _SHARE)))
        lines = window.height() / self.fontMetrics().lineSpacing()
        self._badge.show_detail(is_shown=lines > _LINES_FOR_DETAIL)
        self._explain.setVisible(lines > _LINES_FOR_ALL)  # the help has it, too

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), side(QGuiApplication.palette()))


class Badge(Card):
    """Says that this is practice, or that the hosts are not Microsoft's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tone=Tone.ACCENT)
        self.setObjectName("badge")
        self.body.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        self.body.setSpacing(Space.TINY)
        self._glyph = Glyph("practice", self, tone=Tone.ACCENT)
        self._title = Words("", self, bold=True)
        self._detail = Words("", self, tone=Tone.QUIET)
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self._glyph)
        row.addWidget(self._title, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._detail)
        self.hide()

    def show_detail(self, *, is_shown: bool) -> None:
        """Leave the room to the steps where the window is low."""
        self._detail.setVisible(is_shown)

    def show_cloud(self, cloud_name: str, *, is_practice: bool) -> None:
        if is_practice:
            self._glyph.show_icon("practice", Tone.ACCENT)
            self._title.setText(self.tr("Practice tenant"))
            self._detail.setText(self.tr("Everything runs on this computer."))
        else:
            self._glyph.show_icon("globe", Tone.ACCENT)
            self._title.setText(cloud_name)
            self._detail.setText(self.tr("A private cloud. Its servers are not Microsoft’s."))
        self.setVisible(is_practice or bool(cloud_name))
