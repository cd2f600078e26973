"""Writes the client in hand to disk a moment after it changed, beside others who do the same."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import AppError
from app.domain.organisation.merging import merge
from app.gui.tasks import in_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.organisation.client import Client
    from app.gui.tasks import Job, Task
    from app.services.clients import ClientStore

SAVE_AFTER_MS = 600


class Keeper(QObject):
    """Knows what the window's client began from, so that what others save is told apart.

    All of it lives on the window's thread; only a write under way runs beside it, one at a time.
    """

    joined = Signal(object, object)
    """The client as it was handed in, and as it is on disk now: others have changed it, too."""
    trouble_changed = Signal()

    def __init__(
        self, clients: Callable[[], ClientStore], run: Callable[[Job], Task], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._clients, self._run = clients, run
        self.trouble: AppError | None = None
        """The client cannot be saved at the moment, and why."""
        self._base: Client | None = None
        """What is on disk, as far as the window has taken it up; None for a client that is new."""
        self._unsaved: Client | None = None
        self._write: _Write | None = None
        self._after: list[Callable[[], object]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save)

    @property
    def is_at_rest(self) -> bool:
        """Nothing is being written, and nothing will be before the client changes again."""
        return self._write is None and not self._timer.isActive()

    def begin(self, client: Client, *, is_new: bool) -> None:
        """Keep another client from now on; one that is not new is on disk as it is here."""
        self._base = None if is_new else client

    def hold(self, client: Client) -> None:
        """Note that the client has changed; a practice tenant ends with the window."""
        if not client.scenario:
            self._unsaved = client
            self._timer.start()

    def drop(self) -> None:
        """Forget what is not saved yet, since the client is being removed."""
        self._timer.stop()
        self._end_write()
        self._unsaved = None

    def save_now(self) -> None:
        """Write what is not yet on disk before this returns; for closing."""
        self._timer.stop()
        self._end_write()
        if (write := self._begin_write()) is not None:
            write.run()
            self._end_write()

    def then(self, call: Callable[[], object]) -> None:
        """Call once what is held has been written, or could not be; nobody waits for it."""
        self._after.append(call)
        self._timer.stop()
        self._save()

    def settle(self, *, keep_mine: bool) -> None:
        """End a dispute with what others saved, by taking this window's values or theirs."""
        from app.services.clients import ClientChangedError

        mine, base = self._unsaved, self._base
        if isinstance(self.trouble, ClientChangedError) and mine is not None and base is not None:
            theirs = self.trouble.theirs
            sides = (mine, theirs) if keep_mine else (theirs, mine)
            self._base, self._unsaved = theirs, merge(base, *sides).client
            self.joined.emit(mine, self._unsaved)
            self.save_now()

    @Slot()
    def _save(self) -> None:
        if self._write is not None:
            return  # its end looks again
        if (write := self._begin_write()) is None:
            self._call_after()
            return
        task = self._run(in_thread(write.run))
        task.finished.connect(partial(self._on_finished, write))

    def _call_after(self) -> None:
        calls, self._after = self._after, []
        for call in calls:
            call()

    def _begin_write(self) -> _Write | None:
        if self._unsaved is None:
            return None
        self._write = _Write(self._clients(), self._unsaved, self._base)
        self._unsaved = None
        return self._write

    def _on_finished(self, write: _Write) -> None:
        if write is self._write:
            self._end_write()
        if self._unsaved is None or self.trouble is not None:
            self._call_after()
        elif self._after:
            self._save()
        else:
            self._timer.start()

    def _end_write(self) -> None:
        """Take up what came of the write, which is waited for; what was typed since stays."""
        write, self._write = self._write, None
        if write is None:
            return
        write.ended.wait()
        if write.saved is None:
            self._unsaved = self._unsaved or write.client
        else:
            self._base = write.saved
            if write.saved != write.client:
                if self._unsaved is not None:
                    self._unsaved = merge(write.client, self._unsaved, write.saved).client
                self.joined.emit(write.client, write.saved)
        if write.error is not self.trouble:
            self.trouble = write.error
            self.trouble_changed.emit()


class _Write:
    """One write, on whatever thread, and what came of it."""

    def __init__(self, clients: ClientStore, client: Client, base: Client | None) -> None:
        self._clients, self.client, self._base = clients, client, base
        self.saved: Client | None = None
        self.error: AppError | None = None
        self.ended = threading.Event()

    def run(self) -> None:
        try:
            if self._base is None:
                self.saved = self._clients.add(self.client)
            else:
                self.saved = self._clients.save(self.client, base=self._base)
        except AppError as error:
            self.error = error
        finally:
            self.ended.set()
