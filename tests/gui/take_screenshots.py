"""Walks the wizard on the practice tenant and saves a picture of every page.

    python tests/gui/take_screenshots.py FOLDER [--dark] [--scale 2] [--size 1024x640] [--mirrored]

The pictures in the README are made with it, and so is every look at a page under other types
and colours. It needs no display; on one it shows itself at work.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from app.flow.journey import Step
from app.gui.start import Wizard, make_application
from app.services.engine import Engine
from app.store.folders import Folders

W = TypeVar("W", bound=QWidget)
DARK = {  # the dark palette of Qt's own Fusion style
    QPalette.ColorRole.Window: "#323232",
    QPalette.ColorRole.WindowText: "#f0f0f0",
    QPalette.ColorRole.Base: "#242424",
    QPalette.ColorRole.AlternateBase: "#2b2b2b",
    QPalette.ColorRole.Text: "#f0f0f0",
    QPalette.ColorRole.Button: "#323232",
    QPalette.ColorRole.ButtonText: "#f0f0f0",
    QPalette.ColorRole.Highlight: "#308cc6",
    QPalette.ColorRole.HighlightedText: "#f0f0f0",
    QPalette.ColorRole.PlaceholderText: "#80f0f0f0",
    QPalette.ColorRole.Accent: "#308cc6",
    QPalette.ColorRole.Mid: "#262626",
    QPalette.ColorRole.Light: "#4b4b4b",
    QPalette.ColorRole.Midlight: "#2a2a2a",
    QPalette.ColorRole.Dark: "#212121",
    QPalette.ColorRole.Shadow: "#191919",
}


class Walk:
    """One walk through the wizard; `save` takes a picture wherever it stands."""

    def __init__(self, wizard: Wizard, folder: Path, scenario: str) -> None:
        self._wizard, self._folder, self._scenario = wizard, folder, scenario
        self._count = 0

    def take(self) -> None:
        self.save("start")
        box = self._find(QComboBox, "client.scenario")
        box.setCurrentIndex(box.findData(self._scenario))
        self._press("client.practise")
        self.save("client")
        while self._step() is not Step.HAND_OVER:
            before = self._step()
            self._press("window.next")
            if self._step() is before:
                raise SystemExit(f"the walk ended at {before}")
            self._act()

    def save(self, name: str) -> None:
        self._count += 1
        self._settle()
        self._wizard.window.grab().save(str(self._folder / f"{self._count:02}-{name}.png"))

    def _act(self) -> None:
        step = self._step()
        match step:
            case Step.SIGN_IN:
                self.save("sign_in-before")
                self._sign_in()
            case Step.TEST:
                self.save("test-before")
                self._press("test.run")
            case Step.EXPORT:
                self._settle()
            case _:
                pass
        self.save(step.value)

    def _sign_in(self) -> None:
        self._press("sign_in.code", settle=False)
        self._wait(lambda: self._find(QPushButton, "sign_in.device.approve").isEnabled())
        self._let_pass(200)
        self._count += 1
        picture = self._folder / f"{self._count:02}-sign_in-code.png"
        self._wizard.window.grab().save(str(picture))
        self._press("sign_in.device.approve")

    def _press(self, name: str, *, settle: bool = True) -> None:
        self._find(QPushButton, name).click()
        if settle:
            self._settle()

    def _find(self, kind: type[W], name: str) -> W:
        found = self._wizard.window.findChildren(kind, name)
        return next(item for item in found if item.isVisible())

    def _step(self) -> Step:
        return self._wizard.desk.journey.current

    def _settle(self) -> None:
        self._wait(lambda: not self._wizard.runner.is_busy)
        self._let_pass(250)

    def _wait(self, condition: Callable[[], bool]) -> None:
        for _ in range(600):
            if condition():
                return
            self._let_pass(50)
        raise SystemExit("nothing happened for 30 seconds")

    def _let_pass(self, milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()


def dress(application: QApplication, wanted: argparse.Namespace) -> None:
    """Put on the type, colours and direction that were asked for."""
    font = application.font()
    font.setPointSizeF(font.pointSizeF() * wanted.scale)
    application.setFont(font)
    if wanted.dark:
        palette = QPalette()
        for role, color in DARK.items():
            palette.setColor(role, QColor(color))
            if role in (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Text):
                palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#828282"))
        application.setPalette(palette)
    if wanted.mirrored:
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--mirrored", action="store_true")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", default="1040x800")
    parser.add_argument("--scenario", default="smtp_auth_off_for_tenant")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    dress(application, wanted)
    with tempfile.TemporaryDirectory() as home:
        wizard = Wizard(engine=Engine(Folders.under(Path(home))))
        width, height = wanted.size.split("x")
        wizard.window.resize(QSize(int(width), int(height)))
        wizard.window.show()
        Walk(wizard, wanted.folder, wanted.scenario).take()
        wizard.window.close()
        wizard.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
