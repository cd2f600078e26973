"""Relay by connector and Direct Send as checks: the organisation's own mail host, without sign-in.

Encryption is taken where it is offered. No secret passes here, so a certificate that cannot be
verified is said and the session goes on, as mail servers do (RFC 7435); a connector by certificate
ends there.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.catalogue import Catalogue
from app.domain.devices.fit import ServerNeeds
from app.domain.finding import Finding, Severity
from app.domain.path import Endpoint, SendingPath
from app.domain.records.lookup import Resolver
from app.probe.plan import Check
from app.probe.sending.public_address import covers, judge_public_spf
from app.probe.sending.session_owner import SessionOwner
from app.probe.sending.steps import SessionFacts, Step, Steps, utc_now
from app.probe.sending.submission import SentMessage, record_sent
from app.probe.smtp.dialogue import Caller, Deadlines, Dialogue
from app.probe.smtp.envelope import ask_envelope, send_message
from app.probe.smtp.fault import SmtpError, TlsError
from app.probe.smtp.message import build_test_message, check_address, check_no_control
from app.probe.smtp.tls import build_unverified_context, open_tls
from app.probe.spf.check_host import check_host

_NO_IPV6 = ("smtp.connect.no_address", "smtp.connect.unreachable")
_ATTACK = "smtp.starttls.injected"
_SPF_DEADLINE_S = 15.0
"""As long as any check of DNS records has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayQuestion:
    """What to find out about the mail host, and with what.

    Raises InputError for an address that cannot be used, before anything is connected.
    """

    endpoint: Endpoint
    """The domain's own mail host, as DNS names it, and the cloud's relay port."""
    tls: ssl.SSLContext
    """Holds the client certificate where the connector asks for one."""
    catalogue: Catalogue
    resolver: Resolver | None = None
    path: SendingPath = SendingPath.RELAY_IP
    from_address: str = ""
    from_name: str = ""
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    """Left aside for Direct Send, which reaches nobody outside."""
    send: bool = False
    """False: only ask whether sender and recipient are taken."""
    expected_ips: tuple[str, ...] = ()
    """Public addresses or ranges that the connector is saved with."""
    spf_resolver: Resolver | None = None
    """Asks whether SPF covers the address that the mail host sees; None: it is not asked."""
    family: socket.AddressFamily | None = socket.AF_INET
    """IPv4, since connectors by address know no other; None takes what answers first."""
    look_at_ipv6: bool = True
    """Ask beside the session whether a device that prefers IPv6 would be taken for a stranger."""
    ehlo_name: str = "sendwright.localhost"
    deadlines: Deadlines = field(default_factory=Deadlines)
    now: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        for address in (self.from_address, *self.inside, *self.outside):
            if address:
                check_address(address)
        check_no_control(self.ehlo_name, "input.smtp.computer_name_control_character")

    @property
    def recipients(self) -> tuple[tuple[str, str], ...]:
        """Each with the side it is on: inside or outside."""
        outside = () if self.path is SendingPath.DIRECT_SEND else self.outside
        return (*((to, "inside") for to in self.inside), *((to, "outside") for to in outside))


class RelayChecks(SessionOwner):
    """Owns the connection; use it as an async context and run its checks inside."""

    def __init__(self, question: RelayQuestion) -> None:
        self.question = question
        self.sent: list[SentMessage] = []
        self.public_address = ""
        """As the mail host sees us; empty where it does not say."""
        self.steps = Steps(_facts(question))
        self._one_at_a_time = asyncio.Lock()
        self.checks = self._build()

    def _build(self) -> tuple[Check, ...]:
        steps = self.steps
        encrypt = Step(
            id="relay.tls",
            code="check.relay.tls",
            run=self._encrypt,
            deadline_s=steps.tls_limit * 2,
        )
        hello = Step(
            id="relay.ehlo",
            code="check.relay.ehlo",
            run=self._say_hello,
            deadline_s=self.question.deadlines.command * 2,
        )
        opening = [steps.connect_step(), steps.greeting_step(), hello, encrypt]
        checks = steps.chain(opening)
        if self.question.from_address:
            checks += [
                steps.check(self._message(number, to, side), needs=("relay.tls",))
                for number, (to, side) in enumerate(self.question.recipients, start=1)
            ]
        if self.question.spf_resolver and self.question.from_address:
            checks.append(steps.check(self._spf_step(), needs=("relay.ehlo",)))
        if self.question.look_at_ipv6 and self.question.family is socket.AF_INET:
            checks += steps.chain([self._ipv6_step()])
        return tuple(checks)

    def needs(self, values: Mapping[str, str]) -> ServerNeeds:
        """Say what a device would have to manage here; `values` go into its fields."""
        needs_tls = self.question.path is SendingPath.RELAY_CERTIFICATE
        return ServerNeeds(
            encryption=frozenset({"starttls"} if needs_tls else {"starttls", "none"}),
            tls_versions=self.steps.tls_versions,
            values=values,
        )

    def _spf_step(self) -> Step:
        return Step(
            id="relay.spf",
            code="check.relay.spf",
            run=self._judge_by_spf,
            deadline_s=_SPF_DEADLINE_S,
        )

    async def _judge_by_spf(self) -> tuple[Finding, ...]:
        asked = self.question
        if not self.public_address or asked.spf_resolver is None:
            return ()
        found = await check_host(
            self.public_address, asked.from_address, asked.ehlo_name, asked.spf_resolver
        )
        return (judge_public_spf(self.steps, self.public_address, asked.from_address, found),)

    def _ipv6_step(self) -> Step:
        limits = self.question.deadlines
        return Step(
            id="relay.ipv6",
            code="check.relay.ipv6",
            run=self._look_at_ipv6,
            deadline_s=limits.connect + limits.greeting + 2 * limits.command,
        )

    async def _look_at_ipv6(self) -> tuple[Finding, ...]:
        steps = self.steps
        dialogue = Dialogue(replace(steps.facts.caller, family=socket.AF_INET6))
        try:
            await dialogue.connect()
            await dialogue.read_greeting()
            features = await dialogue.say_hello(self.question.ehlo_name)
        except SmtpError as exc:
            is_absent = exc.code in _NO_IPV6
            code = "relay.ipv6.absent" if is_absent else "relay.ipv6.unreached"
            return (steps.finding(code, exc.evidence),)
        finally:
            dialogue.close()
        address = features.seen_address or dialogue.local_ip
        return (self._judge(address),)

    async def _say_hello(self) -> tuple[Finding, ...]:
        found = await self.steps.say_hello()
        self.public_address = self.steps.dialogue.features.seen_address
        return (*found, *self._judge_address())

    def _judge_address(self) -> tuple[Finding, ...]:
        return (self._judge(self.public_address),) if self.public_address else ()

    def _judge(self, address: str) -> Finding:
        expected = self.question.expected_ips
        domain = self.question.from_address.rpartition("@")[2] or "contoso.com"
        values = {"address": address, "expected": ", ".join(expected), "domain": domain}
        code = "relay.public_address"
        if ":" in address and self.question.path is SendingPath.RELAY_IP:
            code = "relay.public_address.ipv6"
        elif expected and not any(covers(one, address) for one in expected):
            code = "relay.public_address.differs"
        return self.steps.finding(code, address, values=values)

    async def _encrypt(self) -> tuple[Finding, ...]:
        steps = self.steps
        needs_tls = self.question.path is SendingPath.RELAY_CERTIFICATE
        if "STARTTLS" not in steps.dialogue.features.extensions and not needs_tls:
            offered = "\n".join(steps.dialogue.features.extensions)
            return (steps.finding("relay.tls.absent", offered),)
        try:
            await steps.ask_for_tls()
            found = await steps.encrypt()
            await steps.say_hello()
        except TlsError as exc:
            if needs_tls or exc.code == _ATTACK:
                raise
            return await self._go_on_unverified(exc)
        return found

    async def _go_on_unverified(self, exc: TlsError) -> tuple[Finding, ...]:
        """Connect anew and take the encryption as it is; the reason is the first finding."""
        steps = self.steps
        steps.dialogue.close()
        steps.dialogue = Dialogue(self.steps.facts.caller, steps.dialogue.transcript)
        reason = replace(steps.explain(exc), severity=Severity.WARNING)
        try:
            await open_tls(steps.dialogue, build_unverified_context(), steps.watch)
        except ssl.SSLError as error:
            raise exc from error
        await steps.say_hello()
        return (reason, steps.finding("relay.tls.unverified"))

    def _message(self, number: int, recipient: str, side: str) -> Step:
        async def run() -> tuple[Finding, ...]:
            async with self._one_at_a_time:
                return (await self._hand_over(recipient, side),)

        what = "message" if self.question.send else "mail"
        limits = self.question.deadlines
        return Step(
            id=f"relay.message.{number}",
            code=f"check.relay.{what}.{side}",
            run=run,
            deadline_s=len(self.question.recipients) * (limits.command * 4 + limits.data_end),
            values={"recipient": recipient, "from_address": self.question.from_address},
        )

    async def _hand_over(self, recipient: str, side: str) -> Finding:
        asked = self.question
        message = build_test_message(
            sender=asked.from_address,
            sender_name=asked.from_name,
            recipient=recipient,
            now=asked.now(),
            helo_name=asked.ehlo_name,
        )
        values = {"recipient": recipient, "token": message.token}
        if not asked.send:
            answer = await ask_envelope(self.steps.dialogue, message)
            return self.steps.finding(f"relay.accepted.{side}", answer.text, values=values)
        receipt = await send_message(self.steps.dialogue, message)
        self.sent.append(record_sent(message, receipt.text))
        return self.steps.finding("relay.message.accepted", receipt.text, values=values)


def _facts(question: RelayQuestion) -> SessionFacts:
    return SessionFacts(
        caller=Caller(
            endpoint=question.endpoint,
            resolver=question.resolver,
            family=question.family,
            deadlines=question.deadlines,
        ),
        catalogue=question.catalogue,
        tls=question.tls,
        ehlo_name=question.ehlo_name,
        values={
            "mailbox": question.from_address or "printer@contoso.com",
            "from_address": question.from_address or "printer@contoso.com",
        },
        now=question.now,
        name="relay",
    )
