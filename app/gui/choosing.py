"""Asks which file or folder is meant, in the system's own dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.gui.buttons import Button
from app.gui.fields import Field
from app.gui.flow_layout import FlowLayout
from app.gui.look import Space
from app.gui.words import say


def ask_for_files(
    parent: QWidget,
    title: str,
    then: Callable[[list[str]], None],
    *,
    filters: tuple[str, ...] = (),
    many: bool = False,
) -> None:
    """Open the dialog for files that exist; `then` gets the chosen paths."""
    dialog = _dialog(parent, title)
    kind = QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile
    dialog.setFileMode(kind)
    dialog.setNameFilters([*filters, say("All files (*)")])
    dialog.filesSelected.connect(then)
    dialog.open()


def ask_for_folder(parent: QWidget, title: str, then: Callable[[str], None]) -> None:
    """Open the dialog for a folder; `then` gets its path."""
    dialog = _dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(then)
    dialog.open()


def _dialog(parent: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("open.dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


class FileField(QWidget):
    """The path of one file, typed or chosen."""

    edited = Signal(str)

    def __init__(self, label: str, name: str, parent: QWidget, *, hint: str = "") -> None:
        super().__init__(parent)
        self._label = label.replace("&", "")
        self.field = Field(label, name, self, hint=hint)
        self.field.edited.connect(self.edited)
        browse = Button(say("Browse …"), f"{name}.browse", self, icon_name="folder")
        browse.setAccessibleName(f"{say('Browse …')} {self._label}")
        browse.clicked.connect(self._on_browse)
        row = FlowLayout()
        row.addWidget(browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(self.field)
        column.addLayout(row)

    def text(self) -> str:
        return self.field.text()

    @Slot()
    def _on_browse(self) -> None:
        ask_for_files(self, self._label, self._take)

    def _take(self, paths: list[str]) -> None:
        self.field.show_text(paths[0])
        self.edited.emit(paths[0])
