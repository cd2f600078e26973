"""One file as it will be written, in the colours of its format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.gui.buttons import Button, CopyButton
from app.gui.flow_layout import FlowLayout
from app.gui.highlight import Highlighter, family_of
from app.gui.labels import Words
from app.gui.look import Space, Tone, fixed_font

if TYPE_CHECKING:
    from app.services.made_files import RenderedFile

_LINES = 16


class FileView(QWidget):
    """The files of one target, one at a time; what is not text can be saved and not looked at."""

    save_asked = Signal(object)
    pages_asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._files: tuple[RenderedFile, ...] = ()
        self._build_choice()
        self._build_text()
        self._build_buttons()
        self._column()
        self._box.currentIndexChanged.connect(self._on_file_chosen)
        self._wrap.toggled.connect(self._on_wrap_toggled)
        self._save.clicked.connect(self._on_save)
        self._pages.clicked.connect(self._on_pages)

    def show_files(self, files: tuple[RenderedFile, ...]) -> None:
        """Show the first file, or the one of the same name that was in hand."""
        before = self._box.currentText()
        self._files = files
        with QSignalBlocker(self._box):
            self._box.clear()
            for file in files:
                self._box.addItem(file.path.partition("/")[2] or file.path)
            self._box.setCurrentIndex(max(self._box.findText(before), 0))
        self._on_file_chosen()

    def file(self) -> RenderedFile | None:
        """Return the file that is shown."""
        at = self._box.currentIndex()
        return self._files[at] if 0 <= at < len(self._files) else None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._highlighter.dress()

    def _build_choice(self) -> None:
        self._box = QComboBox(self)
        self._box.setObjectName("export.file")
        self._box.setAccessibleName(self.tr("File"))
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumHeight(round(self.fontMetrics().height() * 1.9))

    def _build_text(self) -> None:
        self._view = QPlainTextEdit(self)
        self._view.setObjectName("export.preview")
        self._view.setAccessibleName(self.tr("Content of the file"))
        self._view.setReadOnly(True)
        self._view.setTabChangesFocus(True)
        self._view.setFont(fixed_font())
        self._view.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._view.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self._view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._highlighter = Highlighter(self._view.document())
        self._wrap = QCheckBox(self.tr("Wrap long l&ines"), self)
        self._wrap.setObjectName("export.wrap")
        self._secret = Words("", self, tone=Tone.WARNING)

    def _build_buttons(self) -> None:
        self._copy = CopyButton(self.tr("&Copy"), "export.copy", self._view.toPlainText, self)
        self._save = Button(self.tr("&Save file …"), "export.save", self, icon_name="save")
        self._pages = Button(self.tr("Look at the pa&ges"), "export.pages", self)

    def _column(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        buttons = FlowLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._save)
        buttons.addWidget(self._pages)
        for widget in (self._box, self._view, self._wrap, self._secret):
            column.addWidget(widget)
        column.addLayout(buttons)

    @Slot()
    def _on_file_chosen(self) -> None:
        file = self.file()
        if file is None:
            return
        text = _as_text(file.content)
        family = family_of(self._box.currentText(), text or "")
        self._highlighter.take_family(family)
        self._view.setPlainText(text if text is not None else self.tr("This file is not text."))
        self._wrap.setChecked(family == "text")
        self._copy.setEnabled(text is not None)
        self._pages.setVisible(file.drawing is not None)
        self._secret.setText(self.tr("This file holds a secret. Keep it where only you can read."))
        self._secret.setVisible(file.holds_secret)

    @Slot()
    def _on_wrap_toggled(self) -> None:
        modes = QPlainTextEdit.LineWrapMode
        self._view.setLineWrapMode(modes.WidgetWidth if self._wrap.isChecked() else modes.NoWrap)

    @Slot()
    def _on_save(self) -> None:
        file = self.file()
        if file is not None:
            self.save_asked.emit(file)

    @Slot()
    def _on_pages(self) -> None:
        file = self.file()
        if file is not None:
            self.pages_asked.emit(file)


def _as_text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
