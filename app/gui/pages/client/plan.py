"""A client that was saved as a file, here or on another computer: opened from the first step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot

from app.domain.organisation.plan_file import PLAN_SUFFIX
from app.gui.buttons import Button
from app.gui.cards import Card
from app.gui.choosing import ask_for_files

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.desk import Desk


class PlanCard(Card):
    """One button; what comes of it is said above the page, as for a double-clicked plan."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._add_heading(
            self.tr("Go on with a plan"),
            self.tr("A client that was saved as a file, here or on another computer."),
        )
        self._desk = desk
        button = Button(self.tr("Open a p&lan …"), "client.plan", self, icon_name="folder")
        button.clicked.connect(self._on_clicked)
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)

    @Slot()
    def _on_clicked(self) -> None:
        plans = (self.tr("Plans (%1)").replace("%1", f"*{PLAN_SUFFIX}"),)
        ask_for_files(self, self.tr("Choose a plan"), self._open, filters=plans)

    def _open(self, paths: list[str]) -> None:
        self._desk.plan_chosen.emit(paths[0])
