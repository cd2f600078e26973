"""A window of its own for each test, over folders of its own."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QCursor

from app.gui.start import Wizard
from app.services.engine import Engine
from app.store.folders import Folders
from tests.gui.driver import Driver

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def _collect_on_the_gui_thread() -> Iterator[None]:
    """Destroy a test's widgets here; another thread's collector would end the process by it."""
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.enable()


@pytest.fixture
def engine(tmp_path: Path, qapp: object) -> Engine:
    return Engine(Folders.under(tmp_path))


@pytest.fixture
def make_wizard(engine: Engine, qtbot: QtBot) -> Iterator[Callable[[], Wizard]]:
    """Open a window; for tests that change the application first, or open a second one."""
    made: list[Wizard] = []

    def make() -> Wizard:
        wizard = Wizard(engine=engine)
        made.append(wizard)
        with qtbot.waitActive(wizard.window):
            wizard.window.show()
            wizard.window.activateWindow()
        QCursor.setPos(wizard.window.mapToGlobal(QPoint(1, 1)))  # off every row
        qtbot.waitUntil(lambda: wizard.desk.is_ready, timeout=10_000)
        qtbot.waitUntil(lambda: not wizard.runner.is_busy, timeout=10_000)
        return wizard

    yield make
    for wizard in made:
        wizard.window.close()
        wizard.close()
        wizard.window.deleteLater()


@pytest.fixture
def wizard(make_wizard: Callable[[], Wizard]) -> Wizard:
    return make_wizard()


@pytest.fixture
def driver(wizard: Wizard, qtbot: QtBot) -> Driver:
    return Driver(wizard, qtbot)
