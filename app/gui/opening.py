"""Takes up the plan that a double click, or a word of the command line, has named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.domain.errors import AppError, InputError

if TYPE_CHECKING:
    from app.gui.desk import Desk
    from app.gui.tasks import Say
    from app.services.plans import TakenPlan


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
    opened = Signal(object, object)
    """The client that a plan has become, and what was not taken over from it."""

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
            self.told.emit(InputError("input.plan.busy", values={"plan": plan.name}))
        else:
            self._start(plan)

    @Slot()
    def _on_ready(self) -> None:
        plan, self._waiting = self._waiting, None
        if plan is not None:
            self._start(plan)

    def _start(self, plan: Path) -> None:
        from app.services.plans import open_plan

        self._desk.save_now()  # a plan is compared with the clients on disk

        async def job(_say: Say) -> TakenPlan:
            engine = self._desk.engine
            return await open_plan(plan, engine.clouds, engine.signing, engine.clients)

        task = self._desk.run(job)
        task.succeeded.connect(self._on_opened)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_opened(self, taken: TakenPlan) -> None:
        """Begin at the first step: it looks up anew what the file's maker had found."""
        self.told.emit(None)
        self._desk.open_client(taken.client, at_start=taken.client.detection is None)
        self.opened.emit(taken.client, taken.left_out)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self.told.emit(error)
