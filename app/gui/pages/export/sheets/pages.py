"""The real pages of a printed sheet on the screen: to turn, enlarge, print and save."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.gui.buttons import Button
from app.gui.labels import Words
from app.gui.look import Space
from app.gui.saving import ask_where, write_file
from app.gui.tasks import in_thread
from app.gui.text import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter

    from app.gui.desk import Desk
    from app.services.made_files import RenderedFile

_SCREEN_PPI = 72
_PRINT_PPI = 300
_ZOOMS = (0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class PagesDialog(QDialog):
    """One PDF of ours, drawn by the same hand that set it."""

    failed = Signal(object)

    def __init__(self, desk: Desk, file: RenderedFile, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._file = desk, file
        self._pages: tuple[QPixmap, ...] = ()
        self._at, self._zoom = 0, 1
        self.setObjectName("pages")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(one_line(file.path.rpartition("/")[2]))
        self._build()
        self.resize(self._fitting_size())
        self._draw()

    def _build(self) -> None:
        self._paper = QLabel(self)
        self._paper.setObjectName("pages.paper")
        self._paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea(self)
        self._area.setObjectName("pages.area")
        self._area.setAccessibleName(self.tr("Page of the sheet"))
        self._area.setWidget(self._paper)
        self._area.setWidgetResizable(True)
        self._said = Words(self.tr("The page is being drawn."), self)
        self._said.setObjectName("pages.said")
        column = QVBoxLayout(self)
        column.addLayout(self._tools())
        column.addWidget(self._area, 1)
        self._area.setFocus()

    def _tools(self) -> QHBoxLayout:
        self._back = self._button(self.tr("&Previous page"), "pages.back", self._on_back)
        self._next = self._button(self.tr("&Next page"), "pages.next", self._on_next)
        self._smaller = self._button(self.tr("S&maller"), "pages.smaller", self._on_smaller)
        self._larger = self._button(self.tr("&Larger"), "pages.larger", self._on_larger)
        self._print = self._button(self.tr("P&rint …"), "pages.print", self._on_print)
        self._save = self._button(self.tr("&Save as PDF …"), "pages.save", self._on_save)
        for keys, slot in (
            (QKeySequence.StandardKey.ZoomIn, self._on_larger),
            (QKeySequence.StandardKey.ZoomOut, self._on_smaller),
            (QKeySequence.StandardKey.Print, self._on_print),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        for widget in (self._back, self._next, self._said):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self._smaller, self._larger, self._print, self._save):
            row.addWidget(widget)
        return row

    def _button(self, text: str, name: str, slot: object) -> Button:
        button = Button(text, name, self)
        button.clicked.connect(slot)
        return button

    def _fitting_size(self) -> QSize:
        room = self.screen().availableGeometry().size()
        return QSize(min(900, room.width() - 40), min(980, room.height() - 60))

    def _ppi(self) -> float:
        return _SCREEN_PPI * 1.25 * _ZOOMS[self._zoom] * self.devicePixelRatioF()

    def _draw(self) -> None:
        drawing = self._file.drawing
        if drawing is None:
            return
        task = self._desk.run(in_thread(partial(drawing.pages, self._ppi())))
        task.succeeded.connect(self._on_drawn)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_drawn(self, pages: tuple[bytes, ...]) -> None:
        ratio = self.devicePixelRatioF()
        self._pages = tuple(map(_pixmap, pages))
        for page in self._pages:
            page.setDevicePixelRatio(ratio)
        self._show_page()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._said.setText(self.tr("The page could not be drawn."))
        self.failed.emit(error)

    def _show_page(self) -> None:
        self._at = min(self._at, len(self._pages) - 1)
        page = self._pages[self._at]
        self._paper.setPixmap(page)
        self._paper.setMinimumSize(page.deviceIndependentSize().toSize())
        text = self.tr("Page %1 of %2").replace("%1", str(self._at + 1))
        self._said.setText(text.replace("%2", str(len(self._pages))))
        several = len(self._pages) > 1
        self._back.setVisible(several)
        self._next.setVisible(several)
        self._back.setEnabled(self._at > 0)
        self._next.setEnabled(self._at < len(self._pages) - 1)
        self._smaller.setEnabled(self._zoom > 0)
        self._larger.setEnabled(self._zoom < len(_ZOOMS) - 1)

    def _turn(self, by: int) -> None:
        if 0 <= self._at + by < len(self._pages):
            self._at += by
            self._show_page()
            self._area.verticalScrollBar().setValue(0)

    def _enlarge(self, by: int) -> None:
        if 0 <= self._zoom + by < len(_ZOOMS):
            self._zoom += by
            self._draw()

    @Slot()
    def _on_back(self) -> None:
        self._turn(-1)

    @Slot()
    def _on_next(self) -> None:
        self._turn(1)

    @Slot()
    def _on_smaller(self) -> None:
        self._enlarge(-1)

    @Slot()
    def _on_larger(self) -> None:
        self._enlarge(1)

    @Slot()
    def _on_save(self) -> None:
        name = self._file.path.rpartition("/")[2]
        ask_where(self, self.tr("Save the sheet"), name, self._save_to)

    def _save_to(self, path: str) -> None:
        from pathlib import Path

        call = partial(write_file, Path(path), self._file.content, self._file.mode)
        task = self._desk.run(in_thread(call))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._said.setText(self.tr("Saved to %1").replace("%1", one_line(str(path))))

    @Slot()
    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.windowTitle())
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName("pages.print.dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self.print_to, printer))
        dialog.setModal(True)
        dialog.show()  # its own `open` wants a slot by name

    def print_to(self, printer: QPrinter) -> None:
        """Draw the pages finely and hand them to the printer."""
        drawing = self._file.drawing
        if drawing is None:
            return
        self._said.setText(self.tr("The sheet is being printed."))
        task = self._desk.run(in_thread(partial(drawing.pages, _PRINT_PPI)))
        task.succeeded.connect(partial(self._paint_on, printer))
        task.failed.connect(self._on_failed)

    def _paint_on(self, printer: QPrinter, pages: tuple[bytes, ...]) -> None:
        printer.setFullPage(True)
        painter = QPainter()
        if not painter.begin(printer):
            self._said.setText(self.tr("The printer could not be used."))
            return
        for number, page in enumerate(pages):
            if number:
                printer.newPage()
            image = QImage.fromData(QByteArray(page))
            painter.drawImage(_fitted(image.size(), painter.viewport()), image)
        painter.end()
        self._said.setText(self.tr("The sheet was handed to the printer."))


def _fitted(page: QSize, room: QRect) -> QRect:
    """As large as the paper allows, in its middle."""
    size = page.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = room.left() + (room.width() - size.width()) // 2
    return QRect(
        left, room.top() + (room.height() - size.height()) // 2, size.width(), size.height()
    )


def _pixmap(page: bytes) -> QPixmap:
    return QPixmap.fromImage(QImage.fromData(QByteArray(page)))
