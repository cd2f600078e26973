"""The wizard's window: steps at the side, a page in the middle, the way on below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.catalogue.clouds import hosts_of
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.organisation.client import Client
from app.flow.journey import Step
from app.gui.buttons import Button
from app.gui.dispute import Dispute
from app.gui.faults import FaultDialog
from app.gui.footer import Footer
from app.gui.frame import PageFrame
from app.gui.labels import Words
from app.gui.notice import Notice
from app.gui.pages import build_page
from app.gui.sidebar import Sidebar
from app.gui.speaking import announce
from app.gui.unconfirmed import UnconfirmedBar
from app.gui.words import step_name

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent

    from app.gui.desk import Desk
    from app.gui.guide import Guide
    from app.gui.page import Page

_WIDTH_IN_CHARACTERS, _HEIGHT_IN_LINES = 140, 44


class Window(QMainWindow):
    """Shows the journey and passes on what a person wants; decides nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._pages: dict[Step, PageFrame] = {}
        self._guide: Guide | None = None
        self.setObjectName("window")
        self.setWindowTitle(self.tr("Sendwright"))
        self._build()
        self._connect()
        self._on_moved()

    @property
    def page(self) -> Page:
        """The page in view."""
        return self._frame(self.desk.journey.current).page

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wish = QSize(
            metrics.averageCharWidth() * _WIDTH_IN_CHARACTERS,
            metrics.lineSpacing() * _HEIGHT_IN_LINES,
        )
        return wish.boundedTo(self.screen().availableSize())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel what runs and write what is not yet written, before the window goes."""
        self.page.apply()
        for frame in self._pages.values():
            frame.page.cancel()
        self.desk.save_now()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.desk.is_ready:
            QTimer.singleShot(0, self.desk.set_ready)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sidebar.fit(event.size())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ApplicationFontChange:
            self.restyle()
        return super().event(event)

    def restyle(self) -> None:
        """Let everything take on new colours or a new size of type while the window is open."""
        for label in self.findChildren(Words):
            label.restyle()
        for button in self.findChildren(Button):
            button.restyle()
        self.update()

    @Slot(str)
    def show_fault(self, details: str) -> None:
        FaultDialog(details, self).open()

    @Slot(object)
    def show_error(self, error: AppError | None) -> None:
        """Say above the page what could not be done, or take that away."""
        self._notice.show_error(error or self.desk.keeper.trouble)

    @Slot(object, object)
    def show_opened(self, client: Client, left_out: tuple[Finding, ...]) -> None:
        """Show what a file brought that was opened as this client, and what was left out of it."""
        self._unconfirmed.show_opened(client, left_out)

    def _build(self) -> None:
        middle = QWidget(self)
        self._sidebar = Sidebar(middle)
        self._stack = QStackedWidget(middle)
        self._notice = Notice(middle)
        self._dispute = Dispute(middle)
        self._unconfirmed = UnconfirmedBar(self.desk, middle)
        self._footer = Footer(middle)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._notice)
        right.addWidget(self._dispute)
        right.addWidget(self._unconfirmed)
        right.addWidget(self._stack, 1)
        right.addWidget(self._footer)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._sidebar)
        row.addLayout(right, 1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        self.desk.journey_changed.connect(self._show_facts)
        self.desk.moved.connect(self._on_moved)
        self.desk.joined.connect(self._on_joined)
        self.desk.keeper.trouble_changed.connect(self._on_trouble_changed)
        self._sidebar.chosen.connect(self._on_step_chosen)
        self._dispute.settled.connect(self._on_dispute_settled)
        self._sidebar.explain_asked.connect(self.show_explain)
        self._footer.back.connect(self._on_back)
        self._footer.next.connect(self._on_next)
        self._footer.help.connect(self.toggle_help)
        self._shortcut(QKeySequence(Qt.Key.Key_Escape), self._on_escape)
        self._shortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self.toggle_help)
        self._shortcut(QKeySequence("Ctrl+E"), self.show_explain)
        self._shortcut(QKeySequence(QKeySequence.StandardKey.Quit), self.close)

    def _shortcut(self, keys: QKeySequence, slot: object) -> None:
        QShortcut(keys, self).activated.connect(slot)

    def _frame(self, step: Step) -> PageFrame:
        """Return a step's page, built when it is first needed."""
        if step not in self._pages:
            page = build_page(step, self.desk)
            page.changed.connect(self._show_facts)
            self._pages[step] = PageFrame(page, self._stack)
            self._stack.addWidget(self._pages[step])
        return self._pages[step]

    @Slot()
    def _show_facts(self) -> None:
        journey = self.desk.journey
        self._sidebar.show_journey(journey, self._private_cloud())
        self._footer.show_facts(journey, self.page)

    def _private_cloud(self) -> str:
        client = self.desk.client
        if client is None:
            return ""
        try:
            cloud = self.desk.engine.clouds.of_client(client)
        except AppError:
            return ""
        named = f"{cloud.name or cloud.id}: {', '.join(hosts_of(cloud))}"
        return named if cloud.is_private else ""

    @Slot()
    def _on_moved(self) -> None:
        frame = self._frame(self.desk.journey.current)
        frame.page.enter()
        self._stack.setCurrentWidget(frame)
        frame.verticalScrollBar().setValue(0)
        self._show_facts()
        if self._guide is not None and self._guide.isVisible():
            self._guide.show_step(frame.page.step)
        field = frame.page.first_field()
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._announce()

    def _announce(self) -> None:
        steps = [step for step in Step if self.desk.journey.needs(step)]
        current = self.desk.journey.current
        text = self.tr("Step %1 of %2: %3")
        for mark, value in (
            ("%1", str(steps.index(current) + 1)),
            ("%2", str(len(steps))),
            ("%3", step_name(current)),
        ):
            text = text.replace(mark, value)
        self.setWindowTitle(self.tr("%1 – Sendwright").replace("%1", step_name(current)))
        announce(self, text)

    @Slot(object)
    def _on_step_chosen(self, step: Step) -> None:
        self.page.apply()
        self.desk.go_to(step)

    @Slot()
    def _on_back(self) -> None:
        self.page.apply()
        self.desk.go_back()

    @Slot()
    def _on_next(self) -> None:
        page = self.page
        page.apply()
        if not page.valid or page.busy or page.error:
            self._show_facts()
        elif self.desk.journey.is_last:
            self.desk.close_client()
        else:
            self.desk.go_next()

    @Slot()
    def _on_escape(self) -> None:
        self.page.cancel()

    @Slot()
    def _on_trouble_changed(self) -> None:
        from app.services.clients import ClientChangedError

        trouble = self.desk.keeper.trouble
        self._notice.show_error(trouble)
        self._dispute.setVisible(isinstance(trouble, ClientChangedError))

    @Slot()
    def _on_joined(self) -> None:
        self.page.enter()
        self._show_facts()

    @Slot(bool)
    def _on_dispute_settled(self, keep_mine: bool) -> None:  # noqa: FBT001  # a signal's argument
        self.desk.keeper.settle(keep_mine=keep_mine)

    @Slot()
    def toggle_help(self) -> None:
        """Show the help of this step beside the page, or put it away."""
        if self._guide is None:
            from app.gui.guide import Guide

            self._guide = Guide(self)
            self._guide.about_asked.connect(self.show_about)
            self._guide.explain_asked.connect(self.show_explain)
            side = Qt.DockWidgetArea.RightDockWidgetArea
            self.addDockWidget(side, self._guide)
            self._guide.hide()
        self._guide.setVisible(not self._guide.isVisible())
        if self._guide.isVisible():
            self._guide.show_step(self.desk.journey.current)
            self._guide.focus_text()

    @Slot()
    def show_explain(self) -> None:
        """Say what a pasted error means."""
        from app.gui.explain import ExplainDialog

        ExplainDialog(self.desk, self).open()

    @Slot()
    def show_about(self) -> None:
        """Say what this is, and what it is made of."""
        from app.gui.about import AboutDialog

        AboutDialog(self.desk, self).open()


def center(window: QMainWindow) -> None:
    """Give a window its wished size in the middle of the screen."""
    area = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(window.sizeHint().boundedTo(area.size()))
    frame = window.frameGeometry()
    frame.moveCenter(area.center())
    window.move(frame.topLeft())
