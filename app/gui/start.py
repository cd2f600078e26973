"""Builds application, engine, desk and window, and takes them down again in order."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from app import __version__
from app.gui.desk import Desk
from app.gui.faults import Faults
from app.gui.garbage import GarbageKeeper
from app.gui.look import settle
from app.gui.opening import Application, PlanOpener
from app.gui.tasks import TaskRunner
from app.gui.window import Window, center
from app.resources import I18N, ICONS

if TYPE_CHECKING:
    from app.services.engine import Engine


def make_application() -> QApplication:
    """Make the one application object, or return the one there is."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    application = Application(sys.argv[:1])
    application.setApplicationName("Sendwright")
    application.setApplicationDisplayName("Sendwright")
    application.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("sendwright")
    application.setWindowIcon(QIcon(str(ICONS / "sendwright.svg")))
    for name, folder in (
        ("sendwright", str(I18N)),
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    ):
        translator = QTranslator(application)
        if translator.load(QLocale(), name, "_", folder):
            application.installTranslator(translator)
    return application


def _build_engine(cloud: str, ready_made: Engine | None) -> Engine:
    if ready_made is not None:
        return ready_made
    from app.services.engine import Engine

    return Engine.of_user(cloud=cloud)


class Wizard:
    """Everything of one run of the window."""

    def __init__(self, cloud: str = "", engine: Engine | None = None) -> None:
        self.garbage = GarbageKeeper()
        self.runner = TaskRunner()
        self.desk = Desk(partial(_build_engine, cloud, engine), self.runner)
        if cloud:
            self.desk.build_engine()  # a cloud that cannot be used is told before a window opens
        self.faults = Faults()
        self.window = Window(self.desk)
        self.opener = PlanOpener(self.desk)
        self.opener.told.connect(self.window.show_error)
        self.opener.opened.connect(self.window.show_opened)
        self.desk.plan_chosen.connect(self.opener.open_named)
        application = QApplication.instance()
        if isinstance(application, Application):
            application.file_asked.connect(self.opener.open_named)
        self.faults.caught.connect(self.window.show_fault)
        self.desk.bug_found.connect(self.faults.tell)
        self.faults.install()
        center(self.window)
        self._settle()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def _on_scheme_changed(self) -> None:
        QTimer.singleShot(0, self._settle)  # the palette follows the signal

    def _settle(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        settle(application)
        self.window.restyle()

    @property
    def engine(self) -> Engine:
        return self.desk.engine

    def close(self) -> None:
        """Cancel what runs, stop the network thread and the practice tenant."""
        self.runner.shutdown()
        if self.desk.has_engine:
            self.engine.close()
        self.faults.remove()
        self.garbage.end()
