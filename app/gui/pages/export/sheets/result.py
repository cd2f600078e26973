"""How far the sheets have come, and then what became of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.gui.buttons import Button
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.rows import FindingList, RowContent
from app.gui.text import one_line
from app.gui.words import count

if TYPE_CHECKING:
    from pathlib import Path

    from app.gui.desk import Desk
    from app.services.devices.sheets import SheetRun


class SheetsResult(QWidget):
    """A bar while it runs; then the folder, the file with all, the checklist, what was left out."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("export.sheets.progress")
        self._bar.setAccessibleName(self.tr("Progress of the sheets"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(Space.SMALL)
        self._said = Words("", self)
        self._said.setObjectName("export.sheets.said")
        self._paths: dict[str, Path | None] = {}
        self._buttons = {
            "open": Button(
                self.tr("Open the folder"), "export.sheets.open", self, icon_name="open"
            ),
            "combined": Button(self.tr("Open all in one file"), "export.sheets.combined", self),
            "checklist": Button(self.tr("Open the checklist"), "export.sheets.checklist", self),
        }
        self._rows = FindingList("export.sheets.findings", desk.message_for, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        row = FlowLayout()
        for name, button in self._buttons.items():
            button.clicked.connect(partial(self._open, name))
            button.hide()
            row.addWidget(button)
        column.addWidget(self._bar)
        column.addWidget(self._said)
        column.addLayout(row)
        column.addWidget(self._rows)
        self._said.hide()

    def show_running(self, *, running: bool) -> None:
        """Begin with an empty bar, or take the bar away."""
        self._bar.setVisible(running)
        if running:
            self._bar.setRange(0, 0)
            self._rows.clear()
            self._said.hide()
            self._show_paths({})

    def show_progress(self, done: int, of: int) -> None:
        self._bar.setRange(0, max(of, 1))
        self._bar.setValue(done)
        text = self.tr("%1 of %2 sheets").replace("%1", str(done)).replace("%2", str(of))
        self._said.set_tone(Tone.PLAIN)
        self._said.setText(text)
        self._said.show()

    @Slot(object)
    def show_run(self, run: SheetRun) -> None:
        """Say what was made, offer to open it, and list what was not."""
        text = self.tr("No sheet was made.")
        if run.files:
            folder = run.files[0].path.parent
            there = self.tr("One file is in %2."), self.tr("%1 files are in %2.")
            text = count(len(run.files), *there).replace("%2", one_line(str(folder)))
            paths = {"open": folder, "combined": run.combined, "checklist": run.checklist}
            self._show_paths(paths)
        if run.was_stopped:
            text = f"{self.tr('Cancelled.')} {text}"
        self._said.set_tone(Tone.WARNING if run.was_stopped or run.findings else Tone.GOOD)
        self._said.setText(text)
        self._said.show()
        for finding in run.findings:
            self._rows.add(RowContent(finding=finding))

    def _show_paths(self, paths: dict[str, Path | None]) -> None:
        self._paths = paths
        for name, button in self._buttons.items():
            button.setVisible(paths.get(name) is not None)

    def _open(self, name: str) -> None:
        path = self._paths.get(name)
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
