"""Says whether Qt, a platform plugin and the SVG part work on this computer."""

from __future__ import annotations

import os
import sys


def probe() -> int:
    """Open nothing that is seen; print the platform's name and return 0 where a window could be."""
    if sys.platform.startswith("linux") and not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QByteArray
    from PySide6.QtSvg import QSvgRenderer
    from PySide6.QtWidgets import QApplication, QLabel

    app = QApplication([])
    QLabel("Sendwright").ensurePolished()
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8"/></svg>'
    drawn = QSvgRenderer(QByteArray(svg)).isValid()
    sys.stdout.write(f"{app.platformName()}\n")
    return 0 if drawn else 1


def has_display() -> bool:
    """Say whether the environment names a display at all."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
