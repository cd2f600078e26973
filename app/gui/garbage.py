"""Collects Python's cyclic garbage on the GUI thread alone.

Python collects on whichever thread happens to allocate. A widget that is part of a cycle would then
be destroyed on the network thread or the practice tenant's, and Qt ends the process for that.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_EVERY_MS = 1000


class GarbageKeeper(QObject):
    """Takes over from Python's own collector for as long as there are windows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the youngest generations that have grown past Python's own limits."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._limits[generation]:
                gc.collect(generation)
                return

    def end(self) -> None:
        """Collect what is left, here, and let Python do it again."""
        self._timer.stop()
        gc.collect()
        gc.enable()
