"""What one SMTP session knows, and the words of a command taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.practice.organisation import Principal

_PATH = re.compile(r"\s*(?:<(?P<inside>[^<>]*)>|(?P<bare>[^\s<>]+))(?:\s+(?P<rest>.*))?\s*\Z")
_ADDRESS = re.compile(r"[^\s@\x00-\x1f\x7f]{1,64}@[^\s@\x00-\x1f\x7f]{1,255}\Z")
_HELLO = re.compile(
    r"(?:\[[0-9A-Fa-f:.]+\]|\[IPv6:[0-9A-Fa-f:.]+\]|[^\s\x00-\x1f\x7f\[\]]{1,255})\Z"
)
_SOURCE_ROUTE = re.compile(r"@[^:]*:")


@dataclass(slots=True, kw_only=True)
class Session:
    """The state of one connection; RSET empties the last three."""

    peer: str
    helo: str = ""
    is_secured: bool = False
    principal: Principal | None = None
    mailbox: str = ""
    """The mailbox that was named in the login."""
    errors: int = 0
    mail_from: str | None = None
    """None: no MAIL command yet; empty: the null sender."""
    recipients: list[str] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)

    def forget_message(self) -> None:
        self.mail_from = None
        self.recipients = []
        self.chunks = []

    def forget_all(self) -> None:
        """Begin again, as RFC 3207, section 4.2 asks after STARTTLS."""
        self.helo = ""
        self.principal = None
        self.mailbox = ""
        self.forget_message()


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The argument of MAIL or RCPT."""

    address: str
    parameters: dict[str, str]


def parse_path(keyword: str, argument: str) -> Path | None:
    """Read `FROM:<address> KEY=value …`; None when it is not that."""
    if argument[: len(keyword)].upper() != keyword:
        return None
    found = _PATH.match(argument[len(keyword) :])
    if found is None:
        return None
    address = _SOURCE_ROUTE.sub("", found["inside"] or found["bare"] or "", count=1)
    if address and not _ADDRESS.match(address):
        return None
    words = (word.partition("=") for word in (found["rest"] or "").split())
    return Path(address=address, parameters={key.upper(): value for key, _, value in words})


def is_hello_name(text: str) -> bool:
    """Say whether EHLO may be given this: a name or an address in brackets."""
    return bool(_HELLO.match(text))
