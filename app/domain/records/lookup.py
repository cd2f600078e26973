"""The answer to one DNS question: found, absent or could not be told, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.domain.finding import State


class LookupReason(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    NO_SUCH_NAME = "no_such_name"
    NO_SUCH_RECORD = "no_such_record"
    SERVER_FAILED = "server_failed"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    ALIAS_LOOP = "alias_loop"
    ALIAS_TOO_LONG = "alias_too_long"
    TRUNCATED = "truncated"
    """The answer is too large for UDP, and the server could not be asked over TCP."""
    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"


_STATES = {
    LookupReason.ANSWERED: State.FOUND,
    LookupReason.NO_SUCH_NAME: State.ABSENT,
    LookupReason.NO_SUCH_RECORD: State.ABSENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What one resolver said to one question."""

    name: str
    type: str
    reason: LookupReason
    records: tuple[str, ...] = ()
    """Presentation form; strings of a TXT record are joined without a blank (RFC 7208, 3.3)."""
    aliases: tuple[str, ...] = ()
    """The CNAME chain that was followed, without the name asked for."""
    detail: str = ""
    """What the resolver said beside the code, such as an extended DNS error (RFC 8914)."""
    authenticated: bool = False
    """The resolver says that it validated the answer (AD flag)."""
    elapsed_s: float = 0.0

    @property
    def state(self) -> State:
        """Three answers, never two."""
        return _STATES.get(self.reason, State.UNTOLD)


class Resolver(Protocol):
    """Asks DNS questions; never raises for what the network does."""

    async def lookup(self, name: str, record_type: str) -> Lookup:
        """Ask for one type of record; `name` may be given without a trailing dot."""
        ...
