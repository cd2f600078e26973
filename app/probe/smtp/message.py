"""Makes the test message and refuses addresses that could smuggle a command."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid

from app.domain.address import LONGEST_ADDRESS, LONGEST_LOCAL
from app.domain.errors import InputError

_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f<>\"\\()\[\],:;\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_NAME = 200
"""Chosen: a header line stays far below the 998 octets of RFC 5322, 2.1.1, also when encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestMessage:
    """A message and what it can be found by in a mailbox."""

    __test__ = False  # pytest takes classes of this name for tests

    sender: str
    recipient: str
    token: str
    """Stands in the subject, different for each message."""
    message_id: str
    content: bytes
    needs_utf8: bool


def check_address(address: str) -> str:
    """Return the address as it is, or raise InputError; nothing is sent for a hostile one."""
    local, at, domain = address.rpartition("@")
    code = ""
    if _NOT_IN_ADDRESS.search(address):
        code = "input.smtp.address_bad_character"
    elif not at or not local or not domain:
        code = "input.smtp.address_invalid"
    elif len(address.encode()) > LONGEST_ADDRESS or len(local.encode()) > LONGEST_LOCAL:
        code = "input.smtp.address_too_long"
    elif ".." in address or local.startswith(".") or local.endswith("."):
        code = "input.smtp.address_dots"
    if code:
        limits = {"most": str(LONGEST_ADDRESS), "most_local": str(LONGEST_LOCAL)}
        raise InputError(code, values=limits, evidence=repr(address[:300]))
    return address


def check_no_control(value: str, code: str) -> None:
    """Raise InputError of this code for a value that could end a line or a field."""
    if _CONTROL.search(value):
        raise InputError(code)


def build_test_message(
    *, sender: str, sender_name: str, recipient: str, now: datetime, helo_name: str
) -> TestMessage:
    """Build a small MIME message; hostile names become encoded words, never a second header."""
    token = secrets.token_hex(4)
    needs_utf8 = not (check_address(sender) + check_address(recipient)).isascii()
    message = EmailMessage(policy=SMTPUTF8 if needs_utf8 else SMTP)
    message_id = make_msgid(idstring=token, domain=sender.rpartition("@")[2])
    message["From"] = _address(sender, sender_name)
    message["To"] = _address(recipient)
    message["Subject"] = f"Sendwright test {token}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"This is a test message, sent with Sendwright from {helo_name}.\n\n"
        f"It shows that mail from {sender} reaches {recipient}.\n"
        "Nothing has to be done; it can be deleted.\n\n"
        f"Mark of this test: {token}\n",
        cte="quoted-printable",
    )
    return TestMessage(
        sender=sender,
        recipient=recipient,
        token=token,
        message_id=message_id,
        content=message.as_bytes(),
        needs_utf8=needs_utf8,
    )


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_tame(name), username=local, domain=domain)


def _tame(name: str) -> str:
    return _CONTROL.sub(" ", name).strip()[:_LONGEST_NAME]
