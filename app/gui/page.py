"""What the window knows of a page: is it valid, is it busy, what is wrong, take what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.look import Space

if TYPE_CHECKING:
    from app.domain.organisation.client import Client
    from app.flow.journey import Step
    from app.gui.desk import Desk


class Page(QWidget):
    """One step. It shows the client it is given and hands changed answers to the desk."""

    changed = Signal()
    """One of the four facts may have changed."""
    is_wide = False
    """It shows two things side by side and may grow beyond the width of readable lines."""

    def __init__(self, step: Step, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step, self.desk = step, desk
        self.setObjectName(f"page.{step.value}")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.LARGE)

    @property
    def valid(self) -> bool:
        """Nothing that belongs to this step is missing."""
        return not self.desk.journey.blockers(self.step)

    @property
    def busy(self) -> str:
        """What runs, as a sentence; empty when nothing does."""
        return ""

    @property
    def error(self) -> str:
        """What is wrong with what was typed, as a sentence; empty when nothing is."""
        return ""

    def apply(self) -> None:
        """Hand over what was typed and not taken yet."""

    def enter(self) -> None:
        """Show the client as it is now; the page has come into view."""

    def cancel(self) -> None:
        """Stop what runs."""

    def first_field(self) -> QWidget | None:
        """Where the keyboard begins."""
        return None

    def client_now(self) -> Client:
        """Return the client; a page after the first is never shown without one."""
        client = self.desk.client
        assert client is not None
        return client
