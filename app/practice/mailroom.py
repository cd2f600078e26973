"""Keeps what was delivered; written by the servers' thread, read by any."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Entrance(StrEnum):
    """Through which server a message came."""

    SUBMISSION = "submission"
    RELAY = "relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredMessage:
    """One message that a server took responsibility for."""

    entrance: Entrance
    login: str
    """The mailbox that was signed in as; empty at the relay."""
    mail_from: str
    recipients: tuple[str, ...]
    content: bytes
    is_secured: bool
    """It came through TLS."""
    peer: str
    helo: str
    at: datetime
    """Aware, UTC."""


class Mailroom:
    """All messages in the order of their arrival."""

    def __init__(self) -> None:
        self._arrival = threading.Condition()
        self._messages: tuple[DeliveredMessage, ...] = ()

    def take_in(self, message: DeliveredMessage) -> None:
        with self._arrival:
            self._messages = (*self._messages, message)
            self._arrival.notify_all()

    def messages(self) -> tuple[DeliveredMessage, ...]:
        """Show what has arrived until now."""
        with self._arrival:
            return self._messages

    def wait_for(self, count: int, timeout_s: float) -> tuple[DeliveredMessage, ...]:
        """Block until so many have arrived or the time is over; never on the servers' thread."""
        with self._arrival:
            self._arrival.wait_for(lambda: len(self._messages) >= count, timeout_s)
            return self._messages
