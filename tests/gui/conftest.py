"""A window of its own for each test, over folders of its own and with a keyring in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.start import Wizard
from app.store.folders import Folders
from app.wiring.engine import Engine


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(Folders.under(tmp_path))


@pytest.fixture
def wizard(engine: Engine, qtbot: QtBot) -> Iterator[Wizard]:
    wizard = Wizard(engine=engine)
    qtbot.addWidget(wizard.window)
    wizard.window.show()
    qtbot.waitExposed(wizard.window)
    yield wizard
    wizard.window.close()
    wizard.close()
