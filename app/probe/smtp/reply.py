"""One reply of an SMTP server and what it announces of itself."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_BRACKETED = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f.:]{3,45})\]")
_THROTTLES = ("4.3.2", "4.4.2", "4.7.")
"""System not accepting messages, bad connection, policy (RFC 3463)."""
_MASKED = re.compile(r"X{5,}[A-Z]?\Z")
_MICROSOFT_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The three digits and the lines as they came, secrets replaced."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole reply as it stood on the wire."""
        return "\n".join(self.lines)

    @property
    def body(self) -> tuple[str, ...]:
        """The lines without their code."""
        return tuple(line[4:].strip() for line in self.lines)

    @property
    def is_positive(self) -> bool:
        return 200 <= self.code < 300

    @property
    def is_temporary(self) -> bool:
        return 400 <= self.code < 500

    @property
    def asks_to_slow_down(self) -> bool:
        """The server is busy or limits this sender; trying again at once makes it worse."""
        first = self.body[0] if self.body else ""
        return self.code in (421, 432) or (self.is_temporary and first.startswith(_THROTTLES))

    @property
    def date(self) -> str:
        """The date that a greeting carries, in RFC 5322 form; empty where there is none."""
        found = _MICROSOFT_DATE.search(self.text)
        return found.group() if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What a server offers in its answer to EHLO."""

    extensions: Mapping[str, str] = field(default_factory=dict)
    """Keyword in upper case to its parameters."""
    greeting: str = ""
    extended: bool = True
    """False: only HELO was understood."""

    @classmethod
    def read(cls, reply: Reply) -> Features:
        """Read the answer to EHLO; both `AUTH LOGIN` and the old `AUTH=LOGIN` count."""
        first, *rest = reply.body or ("",)
        extensions: dict[str, str] = {}
        for line in rest:
            keyword, _, parameters = line.replace("AUTH=", "AUTH ", 1).partition(" ")
            known = extensions.get(keyword.upper(), "")
            extensions[keyword.upper()] = f"{known} {parameters.strip()}".strip()
        return cls(extensions=extensions, greeting=first)

    @property
    def auth(self) -> tuple[str, ...]:
        """Names of the sign-in mechanisms, upper case, in the server's order, each once."""
        return tuple(dict.fromkeys(self.extensions.get("AUTH", "").upper().split()))

    @property
    def size(self) -> int | None:
        """The largest message the server takes, in bytes; None where it does not say."""
        value = self.extensions.get("SIZE", "")
        return int(value) if re.fullmatch(r"[0-9]{1,15}", value) and int(value) else None

    @property
    def masked(self) -> str:
        """A keyword that something on the way has overwritten, such as XXXXXXXA; else empty."""
        return next((name for name in self.extensions if _MASKED.match(name)), "")

    @property
    def seen_address(self) -> str:
        """The address the server says it sees us from; empty where it does not say."""
        found = _BRACKETED.search(self.greeting)
        try:
            return str(ipaddress.ip_address(found.group(1))) if found else ""
        except ValueError:
            return ""
