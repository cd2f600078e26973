"""Widgets are destroyed on the GUI thread, whichever thread makes the garbage."""

import gc
import threading

from PySide6.QtCore import QObject

from app.gui.garbage import GarbageKeeper


def test_another_thread_collects_nothing_while_there_are_windows(qapp: QObject) -> None:
    keeper = GarbageKeeper()
    destroyed_on: list[int] = []

    class Cycle(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.itself = self

        def __del__(self) -> None:
            destroyed_on.append(threading.get_ident())

    def litter() -> None:
        for _ in range(20_000):
            ring: list[object] = []
            ring.append(ring)

    try:
        Cycle()
        other = threading.Thread(target=litter)
        other.start()
        other.join()
        assert destroyed_on == []
        for _ in range(3):
            keeper.look()
        gc.collect()
        assert destroyed_on == [threading.get_ident()]
    finally:
        keeper.end()
    assert gc.isenabled()
