"""Opens an address in the system's browser."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.domain.web_link import is_web_link


def open_in_browser(address: str) -> bool:
    """Open a web page; anything else is refused. Says whether a browser was found."""
    return is_web_link(address) and QDesktopServices.openUrl(QUrl(address))


def open_practice_page(address: str) -> bool:
    """Open the practice tenant's own page, which never leaves this computer."""
    host = QUrl(address).host()
    return host in ("localhost", "127.0.0.1") and QDesktopServices.openUrl(QUrl(address))
