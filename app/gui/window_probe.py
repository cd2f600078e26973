"""Says whether Qt, a platform plugin and the SVG part work on this computer."""

from __future__ import annotations

import os
import sys


def probe() -> int:
    """Open nothing that is seen; print the platform's name and return 0 where a window could be."""
    if sys.platform.startswith("linux") and not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QIcon
    from PySide6.QtSvg import QSvgRenderer
    from PySide6.QtWidgets import QApplication, QLabel

    from app.resources import ICONS

    app = QApplication([])
    QLabel("Sendwright").ensurePolished()
    broken = [
        file.name for file in sorted(ICONS.iterdir()) if not QSvgRenderer(str(file)).isValid()
    ]
    drawn = (
        not QIcon(str(ICONS / "sendwright.svg")).pixmap(16).isNull()
    )  # takes Qt's plugin for SVG
    if broken or not drawn:
        sys.stderr.write(f"icons cannot be drawn: {', '.join(broken) or 'no plugin for SVG'}\n")
        return 1
    sys.stdout.write(f"{app.platformName()}\n")
    return 0


def has_display() -> bool:
    """Say whether the environment names a display at all."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
