"""Client submission as checks: from the first connection to real messages, one session for all."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.catalogue import Catalogue
from app.domain.devices.fit import ServerNeeds
from app.domain.finding import Finding
from app.domain.path import Endpoint, Security
from app.domain.records.lookup import Resolver
from app.domain.secret import Secret
from app.probe.plan import Check
from app.probe.sending.session_owner import SessionOwner
from app.probe.sending.shared import shared_check
from app.probe.sending.steps import SessionFacts, Step, Steps, utc_now
from app.probe.smtp.dialogue import Caller, Deadlines
from app.probe.smtp.envelope import send_message
from app.probe.smtp.fault import RefusedError, SmtpError
from app.probe.smtp.message import TestMessage, build_test_message, check_address, check_no_control
from app.probe.smtp.reply import Reply
from app.probe.smtp.sasl import Login, sign_in


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionQuestion:
    """What to find out about client submission, and with what.

    Without a token and a password the session ends before signing in. Raises InputError for an
    address that cannot be used, before anything is connected.
    """

    endpoint: Endpoint
    tls: ssl.SSLContext
    catalogue: Catalogue
    resolver: Resolver | None = None
    security: Security = Security.STARTTLS
    username: str = ""
    token: Secret | None = None
    password: Secret | None = None
    from_address: str = ""
    """Empty: the same as the user name."""
    from_name: str = ""
    recipients: tuple[str, ...] = ()
    """Each gets a message of its own, so that each gets a verdict of its own."""
    send_as: str = ""
    """Another From address to try with the first recipient; empty: none."""
    send: bool = True
    """False: only sign in."""
    try_shared: bool = False
    """Try the From address as the user name too, where it is not who signs in."""
    try_tls_versions: bool = False
    """Ask for each version on a connection of its own, beside the session."""
    ehlo_name: str = "sendwright.localhost"
    deadlines: Deadlines = field(default_factory=Deadlines)
    now: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        for address in (self.from_address, self.send_as, *self.recipients):
            if address:
                check_address(address)
        token = self.token.reveal() if self.token else ""
        check_no_control(self.username, "input.smtp.user_name_control_character")
        check_no_control(self.ehlo_name, "input.smtp.computer_name_control_character")
        check_no_control(token, "input.smtp.token_control_character")

    @property
    def sender(self) -> str:
        return self.from_address or self.username


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message that the server took: `250` is a receipt, not yet a delivery."""

    sender: str
    recipient: str
    token: str
    message_id: str
    receipt: str


class SubmissionChecks(SessionOwner):
    """Owns the connection; use it as an async context and run its checks inside."""

    def __init__(self, question: SubmissionQuestion) -> None:
        self.question = question
        self.sent: list[SentMessage] = []
        self.steps = Steps(_facts(question))
        self._one_at_a_time = asyncio.Lock()
        self._slow_down = ""
        """The server's words when it asked to slow down; nothing more is offered after them."""
        self.checks = self._build()

    def needs(self, values: Mapping[str, str]) -> ServerNeeds:
        """Say what a device would have to manage here; `values` go into its fields."""
        implicit = self.question.security is Security.IMPLICIT
        return ServerNeeds(
            encryption=frozenset({"implicit" if implicit else "starttls"}),
            tls_versions=self.steps.tls_versions,
            mechanisms=frozenset(self.steps.dialogue.features.auth),
            signs_in=True,
            uses_token=bool(self.question.token),
            values=values,
        )

    def _build(self) -> tuple[Check, ...]:
        checks = self.steps.chain(self._opening())
        if self._login:
            checks += self.steps.chain([self._sign_in()], after=checks[-1].id)
            checks += self._build_messages()
            checks += self._build_shared()
        if self.question.try_tls_versions:
            checks += self.steps.chain([self.steps.tls_versions_step()], after="smtp.connect")
        return tuple(checks)

    def _build_shared(self) -> list[Check]:
        """Only a token opens another mailbox, and only signing in alone leaves room beside it."""
        asked = self.question
        if not (asked.try_shared and asked.token and asked.sender != asked.username):
            return []
        login = Login(username=asked.sender, token=asked.token)
        return [shared_check(self.steps, login, person=asked.username, needs=("smtp.auth",))]

    @property
    def _login(self) -> Login:
        asked = self.question
        return Login(username=asked.username, token=asked.token, password=asked.password)

    def _opening(self) -> list[Step]:
        """List the steps up to where signing in is possible."""
        steps = self.steps
        if self.question.security is Security.IMPLICIT:
            hello = steps.hello_step()
            return [steps.connect_step(), steps.tls_step(), steps.greeting_step(), hello]
        return [
            steps.connect_step(),
            steps.greeting_step(),
            steps.hello_step(),
            steps.starttls_step(),
            steps.tls_step(),
            steps.hello_again_step(),
        ]

    def _sign_in(self) -> Step:
        async def run() -> tuple[Finding, ...]:
            reply = await sign_in(self.steps.dialogue, self._login)
            return (self.steps.finding("smtp.auth.ok", reply.text),)

        return Step(
            id="smtp.auth",
            code=f"check.smtp.auth.{'token' if self.question.token else 'password'}",
            run=run,
            deadline_s=self.question.deadlines.command * 4,
        )

    def _build_messages(self) -> list[Check]:
        asked = self.question
        if not asked.send:
            return []
        messages = [
            self._message(f"smtp.message.{number}", "check.smtp.message", to, asked.sender)
            for number, to in enumerate(asked.recipients, start=1)
        ]
        if asked.send_as and asked.recipients:
            sent_as = ("smtp.send_as", "check.smtp.send_as", asked.recipients[0], asked.send_as)
            messages.append(self._message(*sent_as))
        return [self.steps.check(message, needs=("smtp.auth",)) for message in messages]

    def _message(self, id_: str, code: str, recipient: str, sender: str) -> Step:
        async def run() -> tuple[Finding, ...]:
            async with self._one_at_a_time:
                return (await self._send(recipient, sender),)

        limits = self.question.deadlines
        turns = len(self.question.recipients) + 1
        return Step(
            id=id_,
            code=code,
            run=run,
            deadline_s=turns * (limits.command * 4 + limits.data_end),
            values={"recipient": recipient, "from_address": sender},
        )

    async def _send(self, recipient: str, sender: str) -> Finding:
        message = build_test_message(
            sender=sender,
            sender_name=self.question.from_name,
            recipient=recipient,
            now=self.question.now(),
            helo_name=self.question.ehlo_name,
        )
        receipt = await self._hand_over(message)
        self.sent.append(record_sent(message, receipt.text))
        is_other = sender != self.question.sender
        code = "smtp.send_as.ok" if is_other else "smtp.message.accepted"
        values = {"recipient": recipient, "sender": sender, "token": message.token}
        return self.steps.finding(code, receipt.text, values=values)

    async def _hand_over(self, message: TestMessage) -> Reply:
        """Send, unless the server asked to slow down: repeating would prolong that."""
        if self._slow_down:
            raise SmtpError("smtp.message.not_tried", self._slow_down)
        try:
            return await send_message(self.steps.dialogue, message)
        except RefusedError as exc:
            if exc.reply.asks_to_slow_down:
                self._slow_down = exc.evidence
            raise


def record_sent(message: TestMessage, receipt: str) -> SentMessage:
    return SentMessage(
        sender=message.sender,
        recipient=message.recipient,
        token=message.token,
        message_id=message.message_id,
        receipt=receipt,
    )


def _facts(question: SubmissionQuestion) -> SessionFacts:
    return SessionFacts(
        caller=Caller(
            endpoint=question.endpoint, resolver=question.resolver, deadlines=question.deadlines
        ),
        catalogue=question.catalogue,
        tls=question.tls,
        ehlo_name=question.ehlo_name,
        values={
            "mailbox": question.username or "printer@contoso.com",
            "from_address": question.send_as or question.sender or "office@contoso.com",
        },
        now=question.now,
        implicit_tls=question.security is Security.IMPLICIT,
    )
