"""The list of devices on the Export page: paste, open, edit, keep; what is wrong stands in it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.errors import AppError, InputError
from app.gui.buttons import Button
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.notice import Notice
from app.gui.pages.export.sheets.model import MATCH, SHOWN, DeviceModel
from app.gui.pages.export.sheets.table import DeviceTable
from app.gui.saving import ask_where, write_file
from app.gui.tasks import in_thread
from app.gui.text import visible
from app.gui.words import count, word
from app.services.devices.lists import COLUMNS, RawRow, RawTable, read_pasted, write_devices_csv

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.finding import Finding
    from app.domain.organisation.client import Client
    from app.gui.desk import Desk
    from app.services.devices.judge import JudgedRow, ListJudge


class SheetsList(QWidget):
    """The table with its buttons above, and below what is to be said about the row in hand."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._judge: ListJudge | None = None
        self.opened = Path()
        """The file that was opened last."""
        self.model = DeviceModel(self)
        self.table = DeviceTable(self.model, self)
        self._reason = Words("", self)
        self._reason.setObjectName("export.sheets.reason")
        self._count = Words("", self, tone=Tone.QUIET)
        self._count.setObjectName("export.sheets.count")
        self._told = Words("", self, tone=Tone.WARNING)
        self._told.setObjectName("export.sheets.told")
        self._notice = Notice(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addLayout(self._buttons())
        for widget in (self._notice, self.table, self._reason, self._count, self._told):
            column.addWidget(widget)
        self._told.hide()
        self._reason.hide()
        self.table.paste_asked.connect(self._on_paste)
        self.table.selectionModel().currentChanged.connect(self._on_moved)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.model.counted.connect(self._on_counted)
        self._on_counted()

    def show_client(self, client: Client | None, *, paper: str, language: str) -> None:
        """Judge the rows for this client; for one that has no path yet, only their cells."""
        from app.services.devices.judge import ListJudge  # brings Typst along
        from app.services.export_context import export_context

        self._judge = None
        if client is not None:
            try:
                clouds, said = self._desk.engine.clouds, self._desk.engine.translation(language)
                context = export_context(client, clouds, said, paper=paper)
                self._judge = ListJudge(context, clouds.catalogue)
            except AppError:
                self._judge = None  # said by the page; the sheets cannot be made either
        self.model.set_judge(self._judge_row if self._judge else None)

    def judge(self) -> ListJudge | None:
        return self._judge

    def current(self) -> dict[str, str] | None:
        """The cells of the row in hand."""
        index = self.table.currentIndex()
        return dict(self.model.rows[index.row()].values) if index.isValid() else None

    def set_busy(self, *, busy: bool) -> None:
        for widget in (self.table, *self._all_buttons):
            widget.setEnabled(not busy)

    def _judge_row(self, values: Mapping[str, str], fault: Finding | None) -> JudgedRow:
        assert self._judge is not None
        return self._judge.judge(values, fault)

    def _buttons(self) -> FlowLayout:
        self._remove = Button(
            self.tr("&Delete rows"), "export.sheets.remove", self, icon_name="remove"
        )
        self._keep = Button(self.tr("Sa&ve the list …"), "export.sheets.keep", self)
        paste = Button(self.tr("Pas&te"), "export.sheets.paste", self, icon_name="copy")
        browse = Button(self.tr("O&pen a list …"), "export.sheets.browse", self, icon_name="folder")
        add = Button(self.tr("Add a ro&w"), "export.sheets.add", self, icon_name="add")
        self._all_buttons = (paste, browse, add, self._remove, self._keep)
        slots = (self._on_paste, self._on_browse, self._on_add, self._on_remove, self._on_keep)
        row = FlowLayout()
        for button, slot in zip(self._all_buttons, slots, strict=True):
            button.clicked.connect(slot)
            row.addWidget(button)
        return row

    @Slot()
    def _on_paste(self) -> None:
        index = self.table.currentIndex()
        column = SHOWN[index.column()] if index.isValid() else COLUMNS[0]
        text = QGuiApplication.clipboard().text()
        try:
            pasted = read_pasted(text, "location" if column == MATCH else column)
        except InputError as error:
            self._notice.show_error(error)
            return
        at = index.row() if index.isValid() else len(self.model.raw_rows())
        self.model.paste(at, pasted.rows)
        self._tell(pasted)
        self.table.move_to(at, index.column() if index.isValid() else 0)

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a list of devices"))
        dialog.setObjectName("export.sheets.dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Tables (*.csv *.tsv *.txt)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.open_file)
        dialog.open()

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Read a list from the disk and show it with all its faults."""
        from app.services.devices.sheets import read_list

        self._notice.show_error(None)
        task = self._desk.run(in_thread(partial(read_list, Path(path))))
        task.succeeded.connect(partial(self._on_opened, Path(path)))
        task.failed.connect(self._notice.show_failure)

    def _on_opened(self, path: Path, table: RawTable) -> None:
        self.opened = path
        self.model.show_rows(table.rows)
        self._tell(table)
        if table.rows:
            self.table.move_to(0)
        self.changed.emit()

    @Slot()
    def _on_add(self) -> None:
        self.table.move_to(self.model.add_empty())
        self.table.edit(self.table.currentIndex())

    @Slot()
    def _on_remove(self) -> None:
        rows = self.table.selected_rows()
        for row in reversed(rows):
            self.model.removeRow(row)
        if rows and self.model.rows:
            self.table.move_to(min(rows[0], len(self.model.rows) - 1))

    @Slot()
    def _on_keep(self) -> None:
        name = self.opened.name or "devices.csv"
        ask_where(self, self.tr("Save the list of devices"), name, self._keep_as)

    def _keep_as(self, path: str) -> None:
        content = write_devices_csv(row.values for row in self.model.raw_rows())
        task = self._desk.run(in_thread(partial(write_file, Path(path), content)))
        task.failed.connect(self._notice.show_failure)

    def _tell(self, table: RawTable) -> None:
        """Name the columns that mean nothing here, and how the text was read."""
        self._notice.show_error(None)
        said = [word(note).in_one for note in table.notes]
        if table.unknown_columns:
            names = ", ".join(table.unknown_columns)
            said.append(self.tr("These columns mean nothing here: %1.").replace("%1", names))
        self._told.setText(visible(" ".join(said)))
        self._told.setVisible(bool(said))

    @Slot()
    def _on_selected(self) -> None:
        self._remove.setEnabled(bool(self.table.selectedIndexes()))

    @Slot()
    def _on_counted(self) -> None:
        devices, ready, is_done = self.model.count()
        text = count(devices, self.tr("One device"), self.tr("%1 devices"))
        if devices and is_done and self._judge is not None:
            gets = self.tr("one gets a sheet"), self.tr("%1 get a sheet")
            text = f"{text}, {count(ready, *gets)}."
        empty = self.tr("Paste the cells of a spreadsheet, open a list, or add a row.")
        self._count.setText(text if devices else empty)
        self._keep.setEnabled(devices > 0)
        self._on_selected()
        self._show_reason()
        self.changed.emit()

    @Slot()
    def _on_moved(self) -> None:
        self._show_reason()
        self.changed.emit()

    @Slot()
    def _show_reason(self) -> None:
        index = self.table.currentIndex()
        text = self.model.reason_for_row(index.row()) if index.isValid() else ""
        self._reason.setText(visible(text))
        self._reason.set_tone(Tone.BAD if text else Tone.PLAIN)
        self._reason.setVisible(bool(text))

    def rows(self) -> tuple[RawRow, ...]:
        return self.model.raw_rows()
