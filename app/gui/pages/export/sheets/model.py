"""The list of devices behind the table: cells to edit, and what would become of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication

from app.gui.look import Tone, ink, pixmap, wash
from app.gui.text import one_line
from app.gui.words import word
from app.services.devices.lists import COLUMNS, RawRow

if TYPE_CHECKING:
    from app.domain.finding import Finding
    from app.services.devices.judge import JudgedRow

Index = QModelIndex | QPersistentModelIndex
Judge = Callable[[Mapping[str, str], "Finding | None"], "JudgedRow"]
MATCH = "match"
SHOWN = (*COLUMNS[:3], MATCH, *COLUMNS[3:])
"""The columns of the table; the match is told, the others are typed."""
_AT_ONCE = 100
_ICON = 14


@dataclass(slots=True)
class DeviceRow:
    """One device as it was typed."""

    values: dict[str, str] = field(default_factory=dict)
    fault: Finding | None = None
    """What was wrong with its line in the file; gone with the first edit."""
    judged: JudgedRow | None = None

    @property
    def is_empty(self) -> bool:
        return not self.fault and not any(self.values.values())


class DeviceModel(QAbstractTableModel):
    """Rows are judged when they are looked at, and all others a few at a time."""

    counted = Signal()
    """How many get a sheet has changed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[DeviceRow] = []
        self._judge: Judge | None = None
        self._next = 0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._judge_some)

    # -- what the table asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(SHOWN)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if SHOWN[index.column()] == MATCH else flags | Qt.ItemFlag.ItemIsEditable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return section + 1
        return self.headings()[SHOWN[section]]

    def headings(self) -> dict[str, str]:
        return {
            "name": self.tr("Name"),
            "vendor": self.tr("Vendor"),
            "model": self.tr("Model"),
            MATCH: self.tr("Sheet for"),
            "location": self.tr("Place"),
            "address": self.tr("Its web address"),
            "from_address": self.tr("Sender's address"),
            "from_name": self.tr("Sender's name"),
            "recipient": self.tr("Test recipient"),
            "notes": self.tr("Notes"),
        }

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = SHOWN[index.column()]
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._match(row) if column == MATCH else one_line(row.values.get(column, ""))
            case Qt.ItemDataRole.EditRole:
                return row.values.get(column, "")
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self.reason(index.row(), column) or None
            case Qt.ItemDataRole.DecorationRole | Qt.ItemDataRole.BackgroundRole:
                return self._mark(row, column, role)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or SHOWN[index.column()] == MATCH:
            return False
        self._write(index.row(), {SHOWN[index.column()]: str(value).strip()})
        self._tell(index.row(), index.row())
        return True

    def removeRows(self, row: int, count: int, parent: Index | None = None) -> bool:
        self.beginRemoveRows(QModelIndex(), row, row + count - 1)
        del self.rows[row : row + count]
        self.endRemoveRows()
        self.counted.emit()
        return True

    # -- what the card asks

    def show_rows(self, rows: Iterable[RawRow]) -> None:
        """Take a whole list in the place of the one before."""
        self.beginResetModel()
        self.rows = [DeviceRow(dict(row.values), row.fault) for row in rows]
        self.endResetModel()
        self._look_again()

    def add_empty(self) -> int:
        """Append a row and give its number."""
        number = len(self.rows)
        self.beginInsertRows(QModelIndex(), number, number)
        self.rows.append(DeviceRow())
        self.endInsertRows()
        return number

    def paste(self, at: int, pasted: Sequence[RawRow]) -> None:
        """Write over the cells from this row on, and append what goes beyond the last."""
        more = at + len(pasted) - len(self.rows)
        if more > 0:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + more - 1)
            self.rows += [DeviceRow() for _ in range(more)]
            self.endInsertRows()
        for number, row in enumerate(pasted, start=at):
            self._write(number, dict(row.values))
            self.rows[number].fault = row.fault
        if pasted:
            self._tell(at, at + len(pasted) - 1)

    def clear_cells(self, indexes: Iterable[Index]) -> None:
        for index in indexes:
            self.setData(index, "")

    def raw_rows(self) -> tuple[RawRow, ...]:
        """All that is not empty, numbered as in the table."""
        return tuple(
            RawRow(line=number, values=dict(row.values), fault=row.fault)
            for number, row in enumerate(self.rows, start=1)
            if not row.is_empty
        )

    def set_judge(self, judge: Judge | None) -> None:
        """Judge by another client or path from now on."""
        self._judge = judge
        for row in self.rows:
            row.judged = None
        self._look_again()

    def count(self) -> tuple[int, int, bool]:
        """Give how many devices there are, how many get a sheet, and whether all were judged."""
        listed = [row for row in self.rows if not row.is_empty]
        ready = sum(row.judged is not None and row.judged.gets_sheet for row in listed)
        return len(listed), ready, all(row.judged is not None for row in listed)

    def reason(self, number: int, column: str) -> str:
        """What is to be said about a cell; about the row where its match is asked for."""
        judged = self._judged(self.rows[number])
        if judged is None:
            return ""
        if column == MATCH:
            return self.reason_for_row(number)
        fault = judged.faults.get(column)
        return word(fault).in_one if fault else ""

    def reason_for_row(self, number: int) -> str:
        """Everything about a row, each fault with the heading of its column."""
        judged = self._judged(self.rows[number])
        if judged is None:
            return ""
        headings = self.headings()
        faults = (
            f"{headings[name]}: {word(fault).in_one}" if name else word(fault).in_one
            for name, fault in judged.faults.items()
        )
        notes = (word(note).in_one for note in judged.notes)
        return " ".join((*faults, *_why_not(judged), *judged.remarks, *notes)).strip()

    # -- inside

    def _write(self, number: int, values: dict[str, str]) -> None:
        row = self.rows[number]
        row.values |= values
        row.fault, row.judged = None, None

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(SHOWN) - 1))
        self._look_again()

    def _judged(self, row: DeviceRow) -> JudgedRow | None:
        if row.judged is None and self._judge is not None and not row.is_empty:
            row.judged = self._judge(row.values, row.fault)
        return row.judged

    def _match(self, row: DeviceRow) -> str:
        judged = self._judged(row)
        if judged is None:
            return ""
        if judged.faults:
            return self.tr("No sheet yet: a cell is wrong")
        if judged.refusal:
            return self.tr("No sheet: %1").replace("%1", judged.device)
        return one_line(judged.device) or self.tr("any device, in general words")

    def _mark(self, row: DeviceRow, column: str, role: int) -> object:
        judged = self._judged(row)
        if judged is None:
            return None
        tone = _tone(judged, column)
        if tone is None:
            return None
        palette = QGuiApplication.palette()
        if role == Qt.ItemDataRole.BackgroundRole:
            return wash(palette, tone, 0.16)
        name = "error" if tone is Tone.BAD else "warning"
        return pixmap(name, _ICON, ink(palette, tone))

    def _look_again(self) -> None:
        self._next = 0
        self._timer.start()
        self.counted.emit()

    @Slot()
    def _judge_some(self) -> None:
        last = min(self._next + _AT_ONCE, len(self.rows))
        for number in range(self._next, last):
            self._judged(self.rows[number])
        self._next = last
        if last == len(self.rows):
            self._timer.stop()
            self.counted.emit()


def _why_not(judged: JudgedRow) -> tuple[str, ...]:
    """Why the device gets no sheet, and the ways out."""
    if judged.refusal is None:
        return ()
    said = word(judged.refusal)
    return (f"{said.title}.", *said.fix)


def _tone(judged: JudgedRow, column: str) -> Tone | None:
    if column != MATCH:
        return Tone.BAD if column in judged.faults else None
    if judged.refusal or judged.faults:
        return Tone.BAD
    return Tone.WARNING if judged.remarks or judged.notes else None
