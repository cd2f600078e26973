"""Reads a message that came back, or the headers of one that arrived (RFC 3464, 8601, 5321).

Nothing here raises, whatever the text is; what cannot be read is left out.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_string
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from app.domain.replies.markup import to_text

LONGEST_MAIL = 2_000_000
"""More is cut: what tells stands in the first parts, and the rest is the message as it was
sent."""
_MOST_PARTS = 50
"""Chosen, as the two below: no bounce has so many, and a text made to take long ends here."""
_MOST_RECIPIENTS = 50
_MOST_HOPS = 40
_TELLING = frozenset(
    {
        "received",
        "authentication-results",
        "content-type",
        "final-recipient",
        "diagnostic-code",
        "reporting-mta",
        "received-spf",
        "return-path",
        "message-id",
    }
)
_LONGEST_HEAD = 20_000
"""Chosen: two headers are looked for, and they stand at the beginning."""
_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)
_SPACE = re.compile(r"\s+")
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_RESULT = re.compile(r"^([a-z0-9-]{2,20})(?:/[0-9]{1,3})?=([a-z]{2,20})\b", re.IGNORECASE)
_HOP_FROM = re.compile(r"^from ([^\s;()]{1,255})", re.IGNORECASE)
_HOP_BY = re.compile(r"\bby ([^\s;()]{1,255})", re.IGNORECASE)
_HOP_IP = re.compile(r"[\[(](?:IPv6:)?([0-9A-Fa-f:.]{3,45})[\])]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientOutcome:
    """What became of one recipient."""

    recipient: str
    action: str = ""
    """failed, delayed, delivered, relayed or expanded."""
    status: str = ""
    diagnostic: str = ""
    """What the remote server said, without the type before it."""
    remote_server: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """One method and its result, as the receiving server judged it."""

    method: str
    """spf, dkim, dmarc, compauth, …"""
    result: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One server on the way of a message."""

    by: str
    sent_by: str = ""
    ip: str = ""
    at: datetime | None = None
    """Aware; None where the header has no readable date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReading:
    """What a pasted or opened message tells about its delivery."""

    subject: str = ""
    sender: str = ""
    reporting_server: str = ""
    recipients: tuple[RecipientOutcome, ...] = ()
    authentication: tuple[Authentication, ...] = ()
    hops: tuple[Hop, ...] = ()
    """In the order of travelling."""
    text: str = ""
    """The human part; the only evidence where a bounce has no report."""

    @property
    def is_bounce(self) -> bool:
        """A recipient was not reached, or not yet."""
        return any(outcome.action in ("failed", "delayed") for outcome in self.recipients)

    @property
    def words(self) -> str:
        """All that a server said about the delivery, one reply a line."""
        said = (f"{r.diagnostic or r.status}" for r in self.recipients)
        return "\n".join(line for line in said if line) or self.text


def read_mail(text: str) -> MailReading | None:
    """Read a message or its headers; None where the text is neither."""
    clean = textwrap.dedent(text[:LONGEST_MAIL].replace("\r\n", "\n")).lstrip()
    if not _looks_like_mail(clean):
        return None
    try:
        message = message_from_string(clean)
        return _read(message)
    except (MessageError, LookupError, ValueError, TypeError, RecursionError):
        return None


def _looks_like_mail(text: str) -> bool:
    """Two headers at the beginning are enough, when one of them belongs to mail alone."""
    head = text[:_LONGEST_HEAD].partition("\n\n")[0]
    names = {found.group(1).lower() for found in _HEADER.finditer(head)}
    starts_with_header = _HEADER.match(text) is not None
    return starts_with_header and len(names) > 1 and bool(names & _TELLING)


def _read(message: Message) -> MailReading:
    parts = [part for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False)]
    outcomes = [outcome for part in parts for outcome in _read_outcomes(part)]
    if not outcomes and message.get("Final-Recipient"):
        outcomes = [_read_recipient(message)]
    return MailReading(
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        reporting_server=_reporting_server(parts),
        recipients=tuple(outcomes[:_MOST_RECIPIENTS]),
        authentication=_read_authentication(message),
        hops=tuple(_read_hops(message)),
        text=_words_of(parts),
    )


def _words_of(parts: list[Message]) -> str:
    """Return what a person reads; the HTML form only where there is no other."""
    for kind in ("text/plain", "text/html"):
        words = "\n".join(_text_of(part) for part in parts if part.get_content_type() == kind)
        if words.strip():
            return to_text(words) if kind == "text/html" else words
    return ""


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    flat = _SPACE.sub(" ", str(value)).strip()
    try:
        return str(make_header(decode_header(flat)))
    except (MessageError, LookupError, ValueError):
        return flat


def _blocks(part: Message) -> list[Message]:
    """Return the groups of fields of a delivery status."""
    if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
        return []
    payload = part.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Message)]
    groups = re.split(r"\n\s*\n", _text_of(part))
    return [message_from_string(group.strip()) for group in groups[:_MOST_RECIPIENTS]]


def _reporting_server(parts: list[Message]) -> str:
    found = (_after_type(_header(b, "Reporting-MTA")) for part in parts for b in _blocks(part))
    return next((server for server in found if server), "")


def _read_outcomes(part: Message) -> Iterator[RecipientOutcome]:
    for block in _blocks(part):
        if block.get("Final-Recipient") or block.get("Original-Recipient"):
            yield _read_recipient(block)


def _read_recipient(block: Message) -> RecipientOutcome:
    final = _header(block, "Final-Recipient") or _header(block, "Original-Recipient")
    return RecipientOutcome(
        recipient=_after_type(final),
        action=_header(block, "Action").lower(),
        status=_header(block, "Status"),
        diagnostic=_after_type(_header(block, "Diagnostic-Code")),
        remote_server=_after_type(_header(block, "Remote-MTA")),
    )


def _after_type(value: str) -> str:
    """Drop the type before a value: `rfc822;a@b`, `smtp;550 …`."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and " " not in kind.strip() else value


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    try:
        return payload.decode(charset, "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _read_authentication(message: Message) -> tuple[Authentication, ...]:
    """Read the topmost header alone: it is the receiver's own, those below may be forged."""
    value = _header(message, "Authentication-Results")
    found = (_read_result(part.strip()) for part in _COMMENT.sub(_keep_short, value).split(";"))
    return tuple(one for one in found if one)


def _keep_short(found: re.Match[str]) -> str:
    return found.group().replace(";", ",")


def _read_result(part: str) -> Authentication | None:
    found = _RESULT.match(part)
    if found is None:
        return None
    return Authentication(
        method=found.group(1).lower(),
        result=found.group(2).lower(),
        detail=part[found.end() :].strip(),
    )


def _read_hops(message: Message) -> Iterator[Hop]:
    headers = message.get_all("Received") or []
    for value in reversed(headers[:_MOST_HOPS]):
        flat = _SPACE.sub(" ", str(value)).strip()
        where, _, date = flat.rpartition(";")
        by, sent_by, ip = _HOP_BY.search(where), _HOP_FROM.match(where), _HOP_IP.search(where)
        if by:
            yield Hop(
                by=by.group(1),
                sent_by=sent_by.group(1) if sent_by else "",
                ip=ip.group(1) if ip else "",
                at=_read_date(date),
            )


def _read_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
