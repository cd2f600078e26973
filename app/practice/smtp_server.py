"""The SMTP dialogue that both mail servers have in common, in the order of RFC 5321."""

from __future__ import annotations

import asyncio
import secrets
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from app.practice.channel import Channel, LineTooLongError
from app.practice.facts import MailFacts, SpeakerFacts
from app.practice.mailroom import DeliveredMessage, Entrance, Mailroom
from app.practice.organisation import Organisation
from app.practice.server_certificates import ServerCertificates
from app.practice.situation import Behaviour, Refusal, Situation, Stage
from app.practice.smtp_session import Session, is_hello_name, parse_path
from app.practice.smtp_text import read_text


class _QuitError(Exception):
    """The session is over; its last words have been said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailHouse:
    """What both servers work with."""

    facts: MailFacts
    organisation: Organisation
    certificates: ServerCertificates
    mailroom: Mailroom
    situation: Callable[[], Situation]
    """Asked anew for each command, so that a switch takes effect in open sessions."""


class Dialogue(ABC):
    """One session from greeting to goodbye; what is allowed is for the two kinds of it to say."""

    entrance: Entrance

    def __init__(self, channel: Channel, house: MailHouse, speaker: SpeakerFacts) -> None:
        self._channel = channel
        self._house = house
        self._speaker = speaker
        self._session = Session(peer=channel.peer)
        self._commands = self._build_commands()

    def _build_commands(self) -> Mapping[str, Callable[[str], Awaitable[None]]]:
        return {
            "EHLO": self._on_ehlo,
            "HELO": self._on_helo,
            "STARTTLS": self._on_starttls,
            "AUTH": self._on_auth,
            "MAIL": self._on_mail,
            "RCPT": self._on_rcpt,
            "DATA": self._on_data,
            "BDAT": self._on_bdat,
            "RSET": self._on_rset,
            "NOOP": lambda _: self._say("ok"),
            "VRFY": lambda _: self._say("cannot_verify"),
            "HELP": lambda _: self._say("help"),
            "QUIT": self._on_quit,
        }

    # what the two kinds of server decide
    @abstractmethod
    def _refusal(self) -> Refusal | None:
        """Give what the scenario refuses with at this server."""

    @abstractmethod
    def _judge_sender(self, address: str) -> str:
        """Give the reply that refuses MAIL, or nothing."""

    @abstractmethod
    def _judge_recipient(self, address: str) -> str:
        """Give the reply that refuses RCPT, or nothing."""

    @abstractmethod
    def _judge_message(self, content: bytes) -> str:
        """Give the reply that refuses the message, or nothing."""

    @abstractmethod
    async def _on_auth(self, argument: str) -> None:
        """Answer AUTH."""

    async def run(self) -> None:
        """Speak until one side ends it."""
        if self._behaviour is Behaviour.SILENT:
            await self._channel.wait_ended()
            return
        try:
            await self._greet()
            while True:
                await self._answer_next()
        except _QuitError:
            self._channel.close()
        except TimeoutError:
            await self._say("idle")

    async def _greet(self) -> None:
        if reply := self._refused_at(Stage.CONNECT):
            await self._send(reply)
            raise _QuitError
        date = format_datetime(datetime.now(UTC))
        await self._send(self._speaker.banner.format(host=self._speaker.host, date=date))

    async def _answer_next(self) -> None:
        async with asyncio.timeout(self._house.facts.idle_s):
            try:
                line = await self._channel.read_line(self._house.facts.longest_line)
            except LineTooLongError:
                await self._complain("line_too_long")
                return
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        word, _, argument = text.partition(" ")
        handle = self._commands.get(word.upper())
        if handle is None:
            shown = "".join(c for c in word[:40] if c.isascii() and c.isprintable())
            await self._complain("unknown_command", command=shown or "unknown")
        else:
            await handle(argument.strip())

    async def _on_ehlo(self, argument: str) -> None:
        if await self._hello(argument):
            lines = [self._hello_text(), *self._capabilities()]
            marked = [f"250-{line}" for line in lines[:-1]]
            await self._send("\r\n".join((*marked, f"250 {lines[-1]}")))

    async def _on_helo(self, argument: str) -> None:
        if await self._hello(argument):
            await self._send(f"250 {self._hello_text()}")

    async def _hello(self, argument: str) -> bool:
        if not is_hello_name(argument):
            await self._complain("bad_hello")
            return False
        self._session.helo = argument
        self._session.forget_message()
        return True

    def _hello_text(self) -> str:
        return self._words("hello", host=self._speaker.host, peer=self._session.peer)

    def _capabilities(self) -> tuple[str, ...]:
        if self._session.is_secured:
            return self._speaker.secured
        if self._behaviour is Behaviour.STARTTLS_STRIPPED:
            return tuple(word for word in self._speaker.plain if word != "STARTTLS")
        return self._speaker.plain

    async def _on_starttls(self, argument: str) -> None:
        if self._session.is_secured or self._behaviour is Behaviour.STARTTLS_STRIPPED:
            await self._complain("unknown_command", command="STARTTLS")
            return
        certificates = self._house.certificates
        intercepted = self._behaviour is Behaviour.TLS_INTERCEPTED
        context = certificates.intercepted if intercepted else certificates.own
        await self._channel.start_tls(context, f"{self._words('tls_ready')}\r\n".encode())
        self._session.forget_all()
        self._session.is_secured = True

    async def _on_mail(self, argument: str) -> None:
        path = parse_path("FROM:", argument)
        if not self._session.helo:
            await self._complain("hello_first")
        elif self._session.mail_from is not None:
            await self._complain("mail_again")
        elif path is None:
            await self._complain("bad_sender")
        elif not _is_size(path.parameters.get("SIZE", "0")):
            await self._complain("bad_arguments")
        elif int(path.parameters.get("SIZE", "0")) > self._speaker.size:
            await self._complain("too_big")
        elif reply := self._refused_at(Stage.MAIL) or self._judge_sender(path.address):
            await self._refuse(reply)
        else:
            self._session.mail_from = path.address
            await self._say("sender_ok")

    async def _on_rcpt(self, argument: str) -> None:
        path = parse_path("TO:", argument)
        if self._session.mail_from is None:
            await self._complain("need_mail")
        elif path is None or not path.address:
            await self._complain("bad_recipient")
        elif reply := self._refused_at(Stage.RCPT) or self._judge_recipient(path.address):
            await self._refuse(reply)
        else:
            self._session.recipients.append(path.address)
            await self._say("recipient_ok")

    async def _on_data(self, argument: str) -> None:
        if not self._session.recipients:
            await self._complain("need_recipient")
        elif self._session.chunks:
            await self._complain("bad_sequence")
        elif argument:
            await self._complain("bad_arguments")
        else:
            await self._say("go_ahead")
            async with asyncio.timeout(self._house.facts.idle_s):
                content = await read_text(self._channel, self._speaker.size)
            await self._finish(content)

    async def _on_bdat(self, argument: str) -> None:
        """Take a chunk (RFC 3030); it follows its command whether it is wanted or not."""
        size, _, last = argument.partition(" ")
        if not _is_size(size) or last.strip().upper() not in ("", "LAST"):
            await self._complain("bad_arguments")
            return
        if int(size) > self._speaker.size:
            await self._complain("too_big")
            raise _QuitError
        async with asyncio.timeout(self._house.facts.idle_s):
            chunk = await self._channel.read_exactly(int(size))
        if not self._session.recipients:
            await self._complain("need_recipient")
            return
        self._session.chunks.append(chunk)
        if last:
            await self._finish(b"".join(self._session.chunks))
        elif sum(map(len, self._session.chunks)) > self._speaker.size:
            self._session.forget_message()
            await self._complain("too_big")
        else:
            await self._say("chunk_ok", size=size)

    async def _finish(self, content: bytes | None) -> None:
        if content is None or len(content) > self._speaker.size:
            await self._complain("too_big")
        elif reply := self._refused_at(Stage.DATA) or self._judge_message(content):
            await self._refuse(reply)
        else:
            self._house.mailroom.take_in(self._message(content))
            id_ = secrets.token_hex(8).upper()
            await self._send(self._speaker.queued.format(host=self._speaker.host, id=id_))
        self._session.forget_message()

    def _message(self, content: bytes) -> DeliveredMessage:
        session = self._session
        return DeliveredMessage(
            entrance=self.entrance,
            login=session.mailbox,
            mail_from=session.mail_from or "",
            recipients=tuple(session.recipients),
            content=content,
            is_secured=session.is_secured,
            peer=session.peer,
            helo=session.helo,
            at=datetime.now(UTC),
        )

    async def _on_rset(self, argument: str) -> None:
        self._session.forget_message()
        await self._say("reset")

    async def _on_quit(self, argument: str) -> None:
        await self._say("bye")
        raise _QuitError

    @property
    def _behaviour(self) -> Behaviour:
        return self._house.situation().behaviour

    def _refused_at(self, stage: Stage) -> str:
        refusal = self._refusal()
        return refusal.reply if refusal is not None and refusal.stage is stage else ""

    def _words(self, name: str, **values: str) -> str:
        return self._house.facts.replies[name].format(**values)

    async def _say(self, name: str, **values: str) -> None:
        await self._send(self._words(name, **values))

    async def _complain(self, name: str, **values: str) -> None:
        await self._refuse(self._words(name, **values))

    async def _refuse(self, reply: str) -> None:
        """Refuse, and end the session of a client that goes on and on."""
        await self._send(reply)
        if reply.startswith("421"):
            raise _QuitError
        self._session.errors += 1
        if self._session.errors > self._house.facts.errors_allowed:
            await self._say("too_many_errors")
            raise _QuitError

    async def _send(self, reply: str) -> None:
        await self._channel.send(f"{reply}\r\n".encode())


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12
