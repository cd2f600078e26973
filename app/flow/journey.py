"""The eight steps of the wizard: which comes next, what blocks it, and what may be reopened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from app.domain.organisation.client import Client
from app.domain.path import SendingPath


class Step(StrEnum):
    """A step, in the order of walking."""

    CLIENT = "client"
    SENDER = "sender"
    PATH = "path"
    PREPARE = "prepare"
    SIGN_IN = "sign_in"
    TEST = "test"
    EXPORT = "export"
    HAND_OVER = "hand_over"


class StepState(StrEnum):
    """How a step stands in the list at the side."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"
    NOT_NEEDED = "not_needed"


class Blocker(StrEnum):
    """What keeps a person from going on; the window and the command line give it words."""

    NO_CLIENT = "no_client"
    NO_SENDER = "no_sender"
    NO_FROM_ADDRESS = "no_from_address"
    NO_PATH = "no_path"
    NO_RELAY_IP = "no_relay_ip"
    NO_APPLICATION_ID = "no_application_id"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_TESTED = "not_tested"


_ORDER = tuple(Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Where one client stands. Every move returns a new journey; nothing here does anything."""

    client: Client | None = None
    current: Step = Step.CLIENT
    has_default_application: bool = False
    """The cloud brings an app registration, so none has to be entered."""
    busy: bool = False
    """Something runs that must end or be cancelled before the step is left."""

    @classmethod
    def reopened(cls, client: Client, *, has_default_application: bool = False) -> Journey:
        """Take a saved client up where it was left, or at the first step that lacks something."""
        journey = cls(client=client, has_default_application=has_default_application)
        wanted = Step(client.step) if client.step in set(Step) else Step.CLIENT
        return replace(
            journey, current=wanted if journey.can_open(wanted) else journey._first_open()
        )

    def needs(self, step: Step) -> bool:
        """Say whether this client walks through the step at all."""
        path = self.client.path if self.client else None
        return step is not Step.SIGN_IN or path is None or path.uses_oauth

    def steps(self) -> tuple[tuple[Step, StepState], ...]:
        """List all steps with their states, in order."""
        return tuple((step, self._state(step)) for step in _ORDER)

    def blockers(self, step: Step | None = None) -> tuple[Blocker, ...]:
        """Say what is missing before the step (the current one by default) can be left."""
        step = step or self.current
        if self.client is None:
            return (Blocker.NO_CLIENT,)
        return tuple(_missing(step, self.client, has_default=self.has_default_application))

    def can_open(self, step: Step) -> bool:
        """Say whether the step may be shown: all needed steps before it are complete."""
        before = _ORDER[: _ORDER.index(step)]
        return self.needs(step) and all(
            not self.blockers(item) for item in before if self.needs(item)
        )

    def next(self) -> Journey:
        """Go to the following step; stays where it is while something blocks it."""
        if self.busy or self.blockers():
            return self
        following = [step for step in _ORDER[_ORDER.index(self.current) + 1 :] if self.needs(step)]
        return self._move(following[0]) if following else self

    def back(self) -> Journey:
        """Go to the step before; answers stay."""
        earlier = [step for step in _ORDER[: _ORDER.index(self.current)] if self.needs(step)]
        return self._move(earlier[-1]) if earlier and not self.busy else self

    def reopen(self, step: Step) -> Journey:
        """Go straight to a step that may be shown; stays where it is otherwise."""
        return self._move(step) if not self.busy and self.can_open(step) else self

    def with_client(self, client: Client) -> Journey:
        """Take changed answers; a step that they make impossible is left for the one that lacks."""
        changed = replace(self, client=replace(client, step=self.current.value))
        return changed.reopen_safely()

    def reopen_safely(self) -> Journey:
        """Stay on this step where it may be shown, else go to the first that lacks something."""
        return self if self.can_open(self.current) else self._move(self._first_open())

    def with_busy(self, *, busy: bool) -> Journey:
        """Note that work runs on this step, or has ended."""
        return replace(self, busy=busy)

    @property
    def is_first(self) -> bool:
        """There is nothing to go back to."""
        return self.current is _ORDER[0]

    @property
    def is_last(self) -> bool:
        """There is nothing after this step."""
        return self.current is _ORDER[-1]

    def _move(self, step: Step) -> Journey:
        client = replace(self.client, step=step.value) if self.client else None
        return replace(self, current=step, client=client)

    def _first_open(self) -> Step:
        return next(
            (step for step in _ORDER if self.needs(step) and self.blockers(step)), Step.HAND_OVER
        )

    def _state(self, step: Step) -> StepState:
        if step is self.current:
            return StepState.CURRENT
        if not self.needs(step):
            return StepState.NOT_NEEDED
        done = self.can_open(step) and not self.blockers(step)
        before = _ORDER.index(step) < _ORDER.index(self.current)
        return StepState.DONE if done and (before or self._was_done(step)) else StepState.AHEAD

    def _was_done(self, step: Step) -> bool:
        """Steps after the current one count as done only where they left something behind."""
        client = self.client
        if client is None:
            return False
        left = {
            Step.PATH: client.path is not None,
            Step.SIGN_IN: client.sign_in.signed_in_at is not None,
            Step.TEST: client.tested_at is not None,
        }
        return left.get(step, False)


def _missing(step: Step, client: Client, *, has_default: bool) -> list[Blocker]:
    match step:
        case Step.SENDER:
            return _missing_of_sender(client)
        case Step.PATH:
            return _missing_of_path(client)
        case Step.PREPARE:
            lacks_id = not client.sign_in.application_id and not has_default
            needs_id = client.path is not None and client.path.uses_oauth
            return [Blocker.NO_APPLICATION_ID] if needs_id and lacks_id else []
        case Step.SIGN_IN:
            return [] if client.sign_in.signed_in_at else [Blocker.NOT_SIGNED_IN]
        case Step.TEST:
            return [] if client.tested_at else [Blocker.NOT_TESTED]
        case Step.CLIENT | Step.EXPORT | Step.HAND_OVER:
            return []
        case _:
            assert_never(step)


def _missing_of_sender(client: Client) -> list[Blocker]:
    missing = []
    if not client.sender.kinds:
        missing.append(Blocker.NO_SENDER)
    if client.sender.from_address is None:
        missing.append(Blocker.NO_FROM_ADDRESS)
    return missing


def _missing_of_path(client: Client) -> list[Blocker]:
    if client.path is None:
        return [Blocker.NO_PATH]
    if client.path is SendingPath.RELAY_IP and not client.sender.fixed_ips:
        return [Blocker.NO_RELAY_IP]
    return []
