"""What this is, whose it is, and the parts that it is made of with their licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.gui.faults import describe_system
from app.gui.labels import Words
from app.gui.look import Size, Space, Tone, fixed_font
from app.gui.tasks import in_thread
from app.gui.text import visible

if TYPE_CHECKING:
    from app.gui.desk import Desk
    from app.services.installation.licences import Part

_COLUMNS, _LINES = 76, 32


class AboutDialog(QDialog):
    """Reads the list of parts when it opens; opened with `open()`."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Sendwright"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.LARGE)
        column.setSpacing(Space.MEDIUM)
        self._build_heading(column)
        self._build_parts(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("about.close")
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        metrics = self.fontMetrics()
        wish = metrics.averageCharWidth() * _COLUMNS, metrics.lineSpacing() * _LINES
        area = self.screen().availableSize()
        self.resize(min(wish[0], area.width()), min(wish[1], area.height()))
        task = desk.run(in_thread(_load_parts))
        task.succeeded.connect(self._on_loaded)

    def _build_heading(self, column: QVBoxLayout) -> None:
        title = self.tr("Sendwright %1").replace("%1", __version__)
        licence = self.tr("Free software under the MIT licence. © The Sendwright authors.")
        column.addWidget(Words(title, self, size=Size.HEADING, bold=True))
        column.addWidget(Words(licence, self))
        system = Words(describe_system(), self, tone=Tone.QUIET)
        system.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(system)

    def _build_parts(self, column: QVBoxLayout) -> None:
        column.addWidget(Words(self.tr("Made of these parts"), self, bold=True))
        self._list = QListWidget(self)
        self._list.setObjectName("about.parts")
        self._list.setAccessibleName(self.tr("Parts and their licences"))
        self._list.currentRowChanged.connect(self._on_chosen)
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("about.text")
        self._text.setAccessibleName(self.tr("Licence of the part in hand"))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(fixed_font())
        column.addWidget(self._list, 2)
        column.addWidget(self._text, 3)

    @Slot(object)
    def _on_loaded(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts
        for part in parts:
            self._list.addItem(f"{part.name} {part.version} · {part.licence}")
        self._list.setCurrentRow(0)
        self._list.setFocus()

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        if 0 <= row < len(self._parts):
            part = self._parts[row]
            texts = part.texts or (self.tr("It brings no text of its licence along."),)
            lines = "\n\n".join((part.homepage, *texts)).strip().splitlines()
            self._text.setPlainText("\n".join(map(visible, lines)))  # whole, however long


def _load_parts() -> tuple[Part, ...]:
    from app.services.installation.licences import load_parts

    return load_parts()
