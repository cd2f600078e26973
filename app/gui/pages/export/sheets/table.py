"""A table that takes what was copied from a spreadsheet, and is left by the Tab key."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

from app.gui.buttons import copy_text
from app.gui.look import row_height
from app.gui.pages.export.sheets.model import SHOWN, DeviceModel

_ROWS = 8
_WIDTHS = {"name": 16, "vendor": 12, "model": 16, "match": 22, "location": 16, "address": 16,
           "from_address": 22, "from_name": 16, "recipient": 22, "notes": 20}  # fmt: skip


class DeviceTable(QTableView):
    """The list of devices; arrows move, typing edits, Ctrl+V pastes, Delete empties cells."""

    paste_asked = Signal()

    def __init__(self, model: DeviceModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._devices = model
        self.setModel(model)
        self.setObjectName("export.sheets.table")
        self.setAccessibleName(self.tr("List of devices"))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._name_parts()
        self._size_to_font()

    def _name_parts(self) -> None:
        self.horizontalHeader().setObjectName("export.sheets.columns")
        self.horizontalHeader().setAccessibleName(self.tr("Columns of the list"))
        self.verticalHeader().setObjectName("export.sheets.rows")
        self.verticalHeader().setAccessibleName(self.tr("Rows of the list"))
        for corner in self.findChildren(QAbstractButton):
            corner.setObjectName("export.sheets.all")
            corner.setAccessibleName(self.tr("Select the whole list"))

    def _size_to_font(self) -> None:
        tall = row_height(self.font())
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(tall)
        self.verticalHeader().setMinimumWidth(self.fontMetrics().horizontalAdvance("00000 "))
        self.horizontalHeader().setHighlightSections(False)
        letter = self.fontMetrics().averageCharWidth()
        for number, column in enumerate(SHOWN):
            self.setColumnWidth(number, letter * _WIDTHS[column] + tall)
        self.setMinimumHeight(tall * _ROWS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._devices.clear_cells(self.selectedIndexes())
        else:
            super().keyPressEvent(event)

    def selected_rows(self) -> list[int]:
        return sorted({index.row() for index in self.selectedIndexes()})

    def move_to(self, row: int, column: int = 0) -> None:
        """Put the cursor there, and the focus on the table."""
        index = self._devices.index(row, column)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)
        self.setFocus()

    def _copy(self) -> None:
        cells: dict[int, dict[int, str]] = {}
        for index in self.selectedIndexes():
            row = cells.setdefault(index.row(), {})
            row[index.column()] = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        lines = ("\t".join(row[key] for key in sorted(row)) for _, row in sorted(cells.items()))
        copy_text("\n".join(lines))
