"""Ctrl-C in the terminal closes the wizard that was opened from it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.gui.main import _stay

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def test_ctrl_c_ends_the_wizard_with_130(qapp: QApplication) -> None:
    before = signal.getsignal(signal.SIGINT)
    QTimer.singleShot(0, lambda: signal.raise_signal(signal.SIGINT))
    assert _stay(qapp) == 130
    assert signal.getsignal(signal.SIGINT) == before
