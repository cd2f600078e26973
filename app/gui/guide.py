"""The help beside the window: one page a step, written in Markdown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QTextBrowser, QVBoxLayout, QWidget

from app.flow.journey import Step
from app.gui.buttons import Button
from app.gui.look import Space
from app.gui.words import step_name
from app.resources import HELP

_FURTHER = {Step.TEST: ("checks",), Step.HAND_OVER: ("administrators",)}
"""Pages that say more about a step than is needed to get through it."""


def read_help(step: Step) -> str:
    """Return the help of a step as Markdown, with the pages that go further below it."""
    pages = (step.value, *_FURTHER.get(step, ()))
    return "\n\n".join((HELP / f"{page}.md").read_text(encoding="utf-8") for page in pages)


class Guide(QDockWidget):
    """Stands beside the page, so that it can be read while the page is filled in."""

    about_asked = Signal()
    explain_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("guide")
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self.setAllowedAreas(
            Qt.DockWidgetArea.RightDockWidgetArea | Qt.DockWidgetArea.LeftDockWidgetArea
        )
        self._view = HelpView(self)
        self._view.setObjectName("guide.text")
        self._view.setOpenExternalLinks(True)
        self._view.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._view.document().setDocumentMargin(Space.LARGE)
        explain = Button(self.tr("Explain an error …"), "guide.explain", self)
        explain.clicked.connect(self.explain_asked)
        about = Button(self.tr("About Sendwright …"), "guide.about", self)
        about.clicked.connect(self.about_asked)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, Space.MEDIUM)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._view, 1)
        for button in (explain, about):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(inside)

    def show_step(self, step: Step) -> None:
        title = self.tr("Help: %1").replace("%1", step_name(step))
        self.setWindowTitle(title)
        self._view.setAccessibleName(title)
        self._view.setMarkdown(read_help(step))

    def focus_text(self) -> None:
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)


class HelpView(QTextBrowser):
    """Wide enough to read, narrow enough to leave the page its room."""

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 44, super().sizeHint().height())
