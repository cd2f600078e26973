"""Twice the text, twice the type, mirrored, in a small window: every page stays whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTranslator

from app.domain.path import SendingPath
from app.flow.journey import Step
from app.gui.start import Wizard
from tests.gui import audit
from tests.gui.driver import Driver
from tests.gui.test_journey import practise, sign_in, take_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class Doubled(QTranslator):
    """Says everything twice, as long languages do."""

    def translate(
        self, _context: str, text: str, _comment: str | None = None, _number: int = -1
    ) -> str:
        return f"{text} {text.replace('&', '')}"


@pytest.fixture
def restored(qapp: QApplication) -> Iterator[QApplication]:
    font, direction = qapp.font(), qapp.layoutDirection()
    yield qapp
    qapp.setFont(font)
    qapp.setLayoutDirection(direction)


def _double_text(application: QApplication) -> Callable[[], None]:
    translator = Doubled(application)
    application.installTranslator(translator)

    def undo() -> None:
        application.removeTranslator(translator)

    return undo


def _double_type(application: QApplication) -> Callable[[], None]:
    font = application.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    application.setFont(font)
    return lambda: None


def _mirror(application: QApplication) -> Callable[[], None]:
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return lambda: None


LOOKS = {"double text": _double_text, "double type": _double_type, "mirrored": _mirror}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("look", LOOKS)
def test_no_page_is_cut_off(
    look: str, restored: QApplication, make_wizard: Callable[[], Wizard], qtbot: QtBot
) -> None:
    undo = LOOKS[look](restored)
    try:
        wizard = make_wizard()
        wizard.window.resize(1024, 640)
        driver = Driver(wizard, qtbot)
        assert wizard.window.width() == 1024
        assert _cut_off_pages(driver) == {}
    finally:
        undo()


def _cut_off_pages(driver: Driver) -> dict[str, list[str]]:
    """Walk to the end and gather what is cut off on each page."""
    found: dict[str, list[str]] = {}

    def look() -> None:
        found[f"{driver.step.value} {len(found)}"] = audit.find_cut_off(driver.window)

    look()
    practise(driver, "smtp_auth_off_for_tenant")
    look()
    while driver.step is not Step.HAND_OVER:
        driver.next()
        if driver.step is Step.PATH:
            take_path(driver, SendingPath.SMTP_AUTH_OAUTH)
        if driver.step is Step.SIGN_IN:
            look()
            sign_in(driver)
        if driver.step is Step.TEST:
            driver.press("test.run")
            driver.settle()
        look()
    return {name: cut for name, cut in found.items() if cut}
