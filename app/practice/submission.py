"""The submission server: who signs in, and as whom they may send."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from email.utils import getaddresses

from app.practice.channel import Channel, LineTooLongError
from app.practice.mailroom import Entrance
from app.practice.organisation import Principal, may_send_as, may_use
from app.practice.situation import Refusal, Stage
from app.practice.smtp_server import Dialogue, MailHouse

_XOAUTH2 = re.compile(r"user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01\Z", re.IGNORECASE)
FindHolder = Callable[[str], Principal | None]
"""Gives who holds an access token that may send mail."""


class SubmissionDialogue(Dialogue):
    """A session of a client that must sign in before it sends."""

    entrance = Entrance.SUBMISSION

    def __init__(self, channel: Channel, house: MailHouse, find_holder: FindHolder) -> None:
        super().__init__(channel, house, house.facts.submission)
        self._find_holder = find_holder

    def _refusal(self) -> Refusal | None:
        return self._house.situation().submission

    def _judge_sender(self, address: str) -> str:
        if not self._session.is_secured:
            return self._words("tls_required")
        return "" if self._session.principal else self._words("not_authenticated")

    def _judge_recipient(self, address: str) -> str:
        return ""

    def _judge_message(self, content: bytes) -> str:
        principal, situation = self._session.principal, self._house.situation()
        assert principal is not None  # no message gets here without a login
        senders = {address for address in (self._session.mail_from,) if address}
        senders |= find_authors(content)
        grants = situation.has_send_as_grants
        if all(may_send_as(principal, sender, grants=grants) for sender in senders):
            return ""
        return situation.literals.send_as_denied

    async def _on_auth(self, argument: str) -> None:
        mechanism, _, initial = argument.partition(" ")
        if not self._session.helo:
            await self._complain("hello_first")
        elif not self._session.is_secured:
            await self._complain("unknown_mechanism")
        elif self._session.principal is not None:
            await self._complain("bad_sequence")
        elif mechanism.upper() == "XOAUTH2":
            await self._on_xoauth2(initial.strip())
        elif mechanism.upper() == "LOGIN":
            await self._on_login(initial.strip())
        else:
            await self._complain("unknown_mechanism")

    async def _on_xoauth2(self, initial: str) -> None:
        answer = initial or await self._ask("")
        if answer == "*":
            await self._complain("cancelled")
            return
        user, token = parse_xoauth2(answer)
        holder = self._find_holder(token) if token else None
        if reply := self._refused_at(Stage.AUTH):
            await self._refuse(reply)
        elif holder is None or not may_use(holder, user):
            await self._refuse(self._house.situation().literals.wrong_token)
        else:
            await self._welcome(holder, user)

    async def _on_login(self, initial: str) -> None:
        user = initial or await self._ask(self._house.facts.challenge_user)
        password = "*" if user == "*" else await self._ask(self._house.facts.challenge_password)
        if "*" in (user, password):
            await self._complain("cancelled")
            return
        login = _decode(user) or ""
        holder = self._house.organisation.check_password(login, _decode(password) or "")
        if reply := self._refused_at(Stage.AUTH) or self._refused_at(Stage.LOGIN):
            await self._refuse(reply)
        elif holder is None:
            await self._refuse(self._house.situation().literals.wrong_password)
        else:
            await self._welcome(holder, login)

    async def _ask(self, challenge: str) -> str:
        await self._send(f"334 {challenge}")
        try:
            line = await self._channel.read_line(self._house.facts.longest_line)
        except LineTooLongError:
            return "*"  # no login is that long; what was begun ends as if it had been taken back
        return line.decode("ascii", "replace").strip()

    async def _welcome(self, holder: Principal, mailbox: str) -> None:
        self._session.principal = holder
        self._session.mailbox = mailbox.lower()
        await self._say("authenticated")


def parse_xoauth2(answer: str) -> tuple[str, str]:
    """Read user and token out of a login's base64; both empty where it is not a login."""
    found = _XOAUTH2.match(_decode(answer) or "")
    return (found[1], found[2]) if found else ("", "")


def find_authors(content: bytes) -> set[str]:
    """Collect the addresses in the From header of a message."""
    headers = BytesParser(policy=policy.compat32).parsebytes(content, headersonly=True)
    fields = [str(value) for value in headers.get_all("From", [])]
    return {address for _, address in getaddresses(fields) if "@" in address}


def _decode(text: str) -> str | None:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
