"""What happens with a bug: it is logged in full and told once, never swallowed."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app import __version__
from app.gui.buttons import CopyButton
from app.gui.labels import Words
from app.gui.look import Size, Space, fixed_font
from app.gui.text import visible

_log = logging.getLogger(__name__)


class Faults(QObject):
    """Catches what nobody caught, on any thread, and hands it to the window's thread."""

    caught = Signal(str)

    def install(self) -> None:
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread

    def remove(self) -> None:
        """Give both hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def tell(self, error: object) -> None:
        """Log an exception that a task ended with, and tell it."""
        if isinstance(error, BaseException):
            self._on_uncaught(type(error), error, error.__traceback__)

    def _on_uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("uncaught", exc_info=(kind, error, trace))
        text = "".join(traceback.format_exception(kind, error, trace))
        self.caught.emit(f"{describe_system()}\n\n{text}")


def describe_system() -> str:
    """Say what runs on what, for a report."""
    import platform  # brings subprocess along, which no window needs to open

    return (
        f"Sendwright {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.platform()}"
    )


class FaultDialog(QDialog):
    """One sentence, and the details to read and to copy; opened with `open()`."""

    def __init__(self, details: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._details = details
        self.setObjectName("fault")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Sendwright"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.LARGE)
        column.setSpacing(Space.MEDIUM)
        title = self.tr("Something in Sendwright went wrong")
        column.addWidget(Words(title, self, size=Size.LEAD, bold=True))
        explanation = self.tr(
            "This is a fault of the program, not of your settings. Your answers are kept, and you"
            " can go on. Please report it with these details; they hold no password."
        )
        column.addWidget(Words(explanation, self))
        column.addWidget(self._build_view(), 1)
        column.addWidget(self._build_buttons())

    def _build_view(self) -> QPlainTextEdit:
        view = QPlainTextEdit(visible(self._details), self)
        view.setObjectName("fault.details")
        view.setAccessibleName(self.tr("Details"))
        view.setReadOnly(True)
        view.setFont(fixed_font())
        view.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        view.setMinimumWidth(view.fontMetrics().averageCharWidth() * 70)
        return view

    def _build_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        box.button(QDialogButtonBox.StandardButton.Close).setObjectName("fault.close")
        copy = CopyButton(self.tr("&Copy details"), "fault.copy", self.details, self)
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        return box

    def details(self) -> str:
        return self._details
