"""Takes up the plan that a double click, or a word of the command line, has named."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.domain.errors import AppError, InputError
from app.gui.tasks import in_thread

if TYPE_CHECKING:
    from app.domain.client import Client
    from app.gui.desk import Desk


class Application(QApplication):
    """Hears of the files that macOS hands to a program while it runs."""

    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


class PlanOpener(QObject):
    """Opens plans one at a time, once the window has been painted."""

    told = Signal(object)
    """Why a plan was not opened; None when one was."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._waiting: Path | None = None
        desk.ready.connect(self._on_ready)

    @Slot(str)
    def open_named(self, name: str) -> None:
        self.open(Path(name))

    def open(self, plan: Path) -> None:
        """Open a plan as a client of this computer; what runs at the moment is left in peace."""
        if not self._desk.is_ready:
            self._waiting = plan
        elif self._desk.journey.busy:
            self.told.emit(self._busy(plan))
        else:
            self._start(plan)

    @Slot()
    def _on_ready(self) -> None:
        plan, self._waiting = self._waiting, None
        if plan is not None:
            self._start(plan)

    def _start(self, plan: Path) -> None:
        from app.wiring.handing_over import open_plan

        self._desk.save_now()  # a plan is compared with the clients on disk
        task = self._desk.run(in_thread(partial(open_plan, self._desk.engine, plan)))
        task.succeeded.connect(self._on_opened)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_opened(self, client: Client) -> None:
        self.told.emit(None)
        self._desk.open_client(client)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self.told.emit(error)

    def _busy(self, plan: Path) -> AppError:
        return InputError(
            self.tr("Something is still running here"),
            self.tr("%1 was not opened, so that nothing is lost.").replace("%1", plan.name),
            code="input.plan.busy",
            next_steps=(self.tr("Let it end, or stop it with Esc, and open the plan again."),),
        )
