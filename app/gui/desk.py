"""What all pages share: the engine, the runner, and where the client stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import AppError
from app.domain.finding import Actor, Finding
from app.domain.handover.message import message_for
from app.domain.organisation.client import Client
from app.domain.organisation.merging import merge
from app.domain.organisation.unconfirmed import without_changed
from app.flow.journey import Journey, Step
from app.gui.keeping import Keeper
from app.gui.tasks import Job, Task, TaskRunner
from app.gui.words import word

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.engine import Engine


class Desk(QObject):
    """Holds the journey; pages hand in answers and ask for work, the window draws the rest."""

    journey_changed = Signal()
    ready = Signal()
    """The window has been painted; what can wait until then may begin."""
    moved = Signal()
    """Another step, or another client, is to be shown."""
    joined = Signal()
    """Others have changed the client in hand, which is to be shown as it is now."""
    bug_found = Signal(object)
    plan_chosen = Signal(str)
    """A plan's file was chosen on a page and is to be opened as a client."""

    def __init__(
        self, make_engine: Callable[[], Engine], runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._make_engine = make_engine
        self._engine: Engine | None = None
        self.runner = runner
        self.journey = Journey()
        self.is_ready = False
        self.keeper = Keeper(lambda: self.engine.clients, self.run, self)
        self.keeper.joined.connect(self._on_joined)

    @property
    def engine(self) -> Engine:
        """The engine; it is built when the window stands, since that takes as long again."""
        return self.build_engine()

    @property
    def has_engine(self) -> bool:
        return self._engine is not None

    def build_engine(self) -> Engine:
        """Build the engine now; raises AppError where the user's cloud cannot be used."""
        if self._engine is None:
            self._engine = self._make_engine()
        return self._engine

    @property
    def client(self) -> Client | None:
        return self.journey.client

    def set_ready(self) -> None:
        """Let begin what waited for the window."""
        if not self.is_ready:
            self.is_ready = True
            self.ready.emit()

    def take(self, client: Client) -> None:
        """Keep changed answers; they are written to disk a moment later."""
        if client == self.client:
            return
        if self.client is not None:
            client = without_changed(self.client, client)
        before = self.journey.current
        self.journey = self._measured(self.journey.with_client(client))
        self._hold()
        self.journey_changed.emit()
        if self.journey.current is not before:
            self.moved.emit()

    def open_client(self, client: Client, *, at_start: bool = False, is_new: bool = False) -> None:
        """Take another client up, where it was left or at the first step."""
        self.save_now()
        self.keeper.begin(client, is_new=is_new)
        journey = Journey(client=client) if at_start else Journey.reopened(client)
        self.journey = self._measured(journey)
        self._hold()
        self.journey_changed.emit()
        self.moved.emit()

    def close_client(self) -> None:
        """Go back to the beginning for another client; this one stays on disk."""
        self.save_now()
        self.journey = Journey()
        self.journey_changed.emit()
        self.moved.emit()

    def drop_client(self) -> None:
        """Forget the client in hand without writing it; it is being removed."""
        self.keeper.drop()
        self.close_client()

    def message_for(
        self, findings: tuple[Finding, ...], actor: Actor, client: Client | None = None
    ) -> str:
        """Write a message to whoever must act, in the language of the client's messages."""
        client = client or self.client
        if client is None:
            nobody = self.tr("your organisation")
            said = tuple(word(finding) for finding in findings)
            return message_for(actor, said, client=nobody, domain=nobody)
        speech = self.engine.translation(client.message_language).speech
        said, english = speech.say(findings)
        return message_for(
            actor,
            said,
            client=client.name,
            domain=client.domain.ascii,
            words=speech.frame(has_english=bool(english)),
        )

    def go_next(self) -> None:
        self._move(self.journey.next())

    def go_back(self) -> None:
        self._move(self.journey.back())

    def go_to(self, step: Step) -> None:
        self._move(self.journey.reopen(step))

    def set_busy(self, *, busy: bool) -> None:
        """Note that work of the current step runs, or has ended."""
        self.journey = self.journey.with_busy(busy=busy)
        self.journey_changed.emit()

    def run(self, job: Job) -> Task:
        """Start work beside the window; a failure that is a bug is told at once."""
        task = self.runner.start(job)
        task.failed.connect(self._on_failed)
        return task

    def save_now(self) -> None:
        """Write what is not yet on disk before this returns; for closing."""
        self.keeper.save_now()

    def _move(self, journey: Journey) -> None:
        if journey == self.journey:
            return
        self.journey = journey
        self._hold()
        self.journey_changed.emit()
        self.moved.emit()

    def _hold(self) -> None:
        if self.client is not None:
            self.keeper.hold(self.client)

    def _measured(self, journey: Journey) -> Journey:
        """Note whether the client's cloud brings an app registration of its own."""
        client = journey.client
        if client is None:
            return journey
        try:
            cloud = self.engine.clouds.of_client(client)
        except AppError:
            return journey  # the check and the first step say it where it can be mended
        return replace(journey, has_default_application=bool(cloud.identity.client_id))

    @Slot(object, object)
    def _on_joined(self, handed_in: Client, saved: Client) -> None:
        """Take up what others have changed of this client; what was typed since stays."""
        client = self.client
        if client is None or client.id != handed_in.id:
            return
        now = merge(handed_in, client, saved).client
        self.journey = self._measured(replace(self.journey, client=now))
        self.journey_changed.emit()
        self.joined.emit()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if not isinstance(error, AppError):
            self.bug_found.emit(error)
