"""The files of one target as they will be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSizePolicy, QWidget

from app.gui.buttons import Button, CopyButton
from app.gui.cards import Card
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Size, Tone, fixed_font
from app.gui.text import one_line, visible

if TYPE_CHECKING:
    from app.render.context import RenderedFile
    from app.wiring.exporting import Offer

_LINES = 18


class PreviewCard(Card):
    """One file at a time; what is not text can be saved and not looked at."""

    save_asked = Signal(object)
    pages_asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._files: tuple[RenderedFile, ...] = ()
        self._title = Words("", self, size=Size.LEAD, bold=True)
        self._summary = Words(self.tr("Choose a target to see its files."), self, tone=Tone.QUIET)
        self._box = QComboBox(self)
        self._box.setObjectName("export.file")
        self._box.setAccessibleName(self.tr("File"))
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumHeight(round(self.fontMetrics().height() * 1.9))
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
        self._secret = Words("", self, tone=Tone.WARNING)
        self._copy = CopyButton(self.tr("&Copy"), "export.copy", self._view.toPlainText, self)
        self._save = Button(self.tr("&Save file …"), "export.save", self, icon_name="save")
        buttons = FlowLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._save)
        self._pages = Button(self.tr("Look at the pa&ges"), "export.pages", self)
        self._pages.clicked.connect(self._on_pages)
        buttons.addWidget(self._pages)
        for widget in (self._title, self._summary, self._box, self._view, self._secret):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self._box.currentIndexChanged.connect(self._on_file_chosen)
        self._save.clicked.connect(self._on_save)
        self._show_files_part(is_shown=False)

    def show_loading(self, offer: Offer) -> None:
        self._title.setText(one_line(offer.target.name))
        self._summary.setText(offer.target.summary)
        self._summary.setVisible(bool(offer.target.summary))

    def show_refusal(self, offer: Offer) -> None:
        self._title.setText(one_line(offer.target.name))
        self._summary.setText(visible(offer.why_not))
        self._summary.show()
        self._show_files_part(is_shown=False)

    def show_files(self, files: tuple[RenderedFile, ...]) -> None:
        before = self._box.currentText()
        self._files = files
        with QSignalBlocker(self._box):
            self._box.clear()
            for file in files:
                self._box.addItem(file.path.partition("/")[2] or file.path)
            self._box.setCurrentIndex(max(self._box.findText(before), 0))
        self._show_files_part(is_shown=bool(files))
        self._on_file_chosen()

    def _show_files_part(self, *, is_shown: bool) -> None:
        for widget in (self._box, self._view, self._copy, self._save):
            widget.setVisible(is_shown)
        self._pages.hide()
        self._secret.hide()

    def _file(self) -> RenderedFile | None:
        at = self._box.currentIndex()
        return self._files[at] if 0 <= at < len(self._files) else None

    @Slot()
    def _on_file_chosen(self) -> None:
        file = self._file()
        if file is None:
            return
        text = _as_text(file.content)
        self._view.setPlainText(text if text is not None else self.tr("This file is not text."))
        self._copy.setEnabled(text is not None)
        self._pages.setVisible(file.drawing is not None)
        self._secret.setText(self.tr("This file holds a secret. Keep it where only you can read."))
        self._secret.setVisible(file.holds_secret)

    @Slot()
    def _on_save(self) -> None:
        file = self._file()
        if file is not None:
            self.save_asked.emit(file)

    @Slot()
    def _on_pages(self) -> None:
        file = self._file()
        if file is not None:
            self.pages_asked.emit(file)


def _as_text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
