"""A Maildir that an independent server delivers into; messages are counted here, not inferred."""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

_PATIENCE_S = 20.0
_PAUSE_S = 0.02
_RECIPIENT_FIELDS = ("Delivered-To", "Envelope-To")
"""What Postfix and Exim write on top of a message as they deliver it."""


@dataclass(frozen=True)
class Mailbox:
    """All that one server has delivered, whoever it was for."""

    folder: Path

    def messages(self, to: str) -> tuple[EmailMessage, ...]:
        """Return what this recipient was sent; a file in `new` is a whole message."""
        found = (_parse(path) for path in sorted((self.folder / "new").glob("*")))
        return tuple(message for message in found if to in _recipients(message))

    def wait_for(self, number: int, *, to: str) -> tuple[EmailMessage, ...]:
        """Wait until so many are here; a server answers before it delivers."""
        deadline = time.monotonic() + _PATIENCE_S
        while len(self.messages(to)) < number and time.monotonic() < deadline:
            time.sleep(_PAUSE_S)
        found = self.messages(to)
        assert len(found) == number, f"{len(found)} of {number} messages for {to}"
        return found


def _recipients(message: EmailMessage) -> tuple[str, ...]:
    return tuple(str(message[field]) for field in _RECIPIENT_FIELDS if field in message)


def _parse(path: Path) -> EmailMessage:
    message = BytesParser(policy=default).parsebytes(path.read_bytes())
    assert isinstance(message, EmailMessage)
    return message
