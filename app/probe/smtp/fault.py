"""What can go wrong between two machines that speak SMTP; each names the finding that explains it.

SmtpError               the dialogue cannot go on
├── ConnectError        no connection came about
├── SilenceError        the deadline of a step passed
├── WireError           what came is not SMTP, is too much, or the connection ended
├── TlsError            no verified encryption came about
└── RefusedError        the server said no, in words
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import CarriedError
from app.probe.smtp.reply import Reply

_NO_VALUES: Mapping[str, str] = {}


class SmtpError(CarriedError):
    """Why a dialogue ended, with what was seen; which server it was, the check knows."""

    def __init__(
        self, code: str, evidence: str = "", *, values: Mapping[str, str] = _NO_VALUES
    ) -> None:
        super().__init__(code, evidence=evidence, values=values)


class ConnectError(SmtpError):
    """No connection came about."""


class SilenceError(SmtpError):
    """The deadline of a step passed; whatever trickled in meanwhile is the evidence."""


class WireError(SmtpError):
    """What came is not SMTP, is too much of it, or the connection ended."""


class TlsError(SmtpError):
    """No verified encryption came about; no secret was sent."""


class RefusedError(SmtpError):
    """The server said no; `code` is the reading for the case that nobody knows its words."""

    def __init__(self, code: str, reply: Reply, *, stage: str, note: str = "") -> None:
        super().__init__(code, f"{reply.text}\n{note}".strip(), values={"reply": reply.text})
        self.reply = reply
        self.stage = stage
