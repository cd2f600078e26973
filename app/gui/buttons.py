"""Standard buttons with room round their words and icons that follow the palette."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from app.gui.browser import open_in_browser
from app.gui.look import Space, deepen, icon, icon_extent

if TYPE_CHECKING:
    from collections.abc import Callable

THANKS_MS = 1500


class Button(QPushButton):
    """A push button; `prime` is the one thing a page wants done."""

    def __init__(
        self,
        text: str,
        name: str,
        parent: QWidget | None = None,
        *,
        icon_name: str = "",
        prime: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name, self._prime = icon_name, prime
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.restyle()

    def set_prime(self, *, prime: bool) -> None:
        """Make this the one thing that the page wants done, or no longer."""
        if prime != self._prime:
            self._prime = prime
            if not prime:
                self.setPalette(QPalette())
            self.restyle()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        tall = round(self.fontMetrics().height() * 1.9)
        return QSize(hint.width() + 2 * Space.SMALL, max(hint.height(), tall))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def restyle(self) -> None:
        """Take on the font and the colours that the application has now."""
        app = QGuiApplication.palette()
        if self._prime and self.style().name() == "fusion":
            self._take_accent(app)
        if self._icon_name:
            extent = icon_extent(self.font())
            role = QPalette.ColorRole.ButtonText
            shown = self.palette() if self._prime else app
            self.setIcon(icon(self._icon_name, shown, extent, role))
            self.setIconSize(QSize(extent, extent))

    def _take_accent(self, app: QPalette) -> None:
        """Fusion marks its default button so faintly that it is easily overlooked."""
        palette = QPalette(app)
        group = QPalette.ColorGroup
        for active in (group.Active, group.Inactive):
            text = app.color(active, QPalette.ColorRole.HighlightedText)
            accent = deepen(app.color(active, QPalette.ColorRole.Highlight), text)
            palette.setColor(active, QPalette.ColorRole.Button, accent)
            palette.setColor(active, QPalette.ColorRole.ButtonText, text)
        self.setPalette(palette)


class CopyButton(Button):
    """Copies a text and says for a moment that it did."""

    def __init__(
        self, text: str, name: str, what: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(text, name, parent, icon_name="copy")
        self._label, self._what = text, what
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(THANKS_MS)
        self._timer.timeout.connect(self._on_thanked)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        copy_text(self._what())
        self.setMinimumWidth(self.width())  # the shorter word must not move its neighbours
        self.setText(self.tr("Copied"))
        self._timer.start()

    def _on_thanked(self) -> None:
        self.setText(self._label)


def copy_text(text: str) -> None:
    """Put text on the clipboard, in an object of Qt's own.

    Qt keeps what is there until after Python has ended: an object of Python's crashed the end.
    """
    QGuiApplication.clipboard().setText(text)


class LinkButton(Button):
    """Opens a web page in the system's browser, and nothing else."""

    def __init__(self, text: str, name: str, address: str, parent: QWidget | None = None) -> None:
        super().__init__(text, name, parent, icon_name="open")
        self._address = address
        self.setToolTip(html.escape(address))  # a tool tip obeys tags
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        open_in_browser(self._address)
