"""The steps that every SMTP session begins with, each as the answer of a check."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.catalogue import Catalogue
from app.catalogue.replies import explain_reply
from app.domain.finding import Finding, State
from app.probe.plan import MARGIN_S, Answer, Check
from app.probe.smtp.dialogue import Caller, Deadlines, Dialogue
from app.probe.smtp.fault import RefusedError, SilenceError, SmtpError, WireError
from app.probe.smtp.tls import TlsLook, TlsWatch, encrypt, find_inspector, wants_tls_at_once
from app.probe.smtp.tls_versions import find_tls_versions

INSPECTED = "smtp.tls.inspected"
_UNTOLD = ("smtp.connect.name_untold", "smtp.message.maybe_sent", "smtp.message.not_tried")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What all sessions need to know."""

    caller: Caller
    catalogue: Catalogue
    tls: ssl.SSLContext
    ehlo_name: str
    values: Mapping[str, str] = field(default_factory=dict)
    """Fill the texts of findings: mailbox, from_address."""
    now: Callable[[], datetime] = utc_now
    implicit_tls: bool = False
    name: str = "smtp"
    """Begins the ids of the checks, so that two sessions fit in one plan."""


StepRun = Callable[[], Awaitable[tuple[Finding, ...]]]
_NO_VALUES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a session, as it is shown and as it is carried out."""

    id: str
    code: str
    """What a person reads while it runs."""
    run: StepRun
    deadline_s: float
    values: Mapping[str, str] = field(default_factory=dict)
    """Fill the texts of the check and of its finding beside those of the session."""


class Steps:
    """Carries out one session step by step; a failure becomes a finding, never an exception."""

    def __init__(self, facts: SessionFacts) -> None:
        self.facts = facts
        self.dialogue = Dialogue(facts.caller)
        self.look: TlsLook | None = None
        """What TLS turned out to be; None before and without."""
        self.tls_versions: frozenset[str] = frozenset()
        """Those that the server took, such as `1.2`; empty where nobody asked."""
        self.watch = TlsWatch(
            ehlo_name=facts.ehlo_name,
            now=facts.now,
            inspectors=tuple(
                phrase
                for match in facts.catalogue.findings[INSPECTED].match
                for phrase in match.phrases
            ),
            implicit=facts.implicit_tls,
        )

    @property
    def subject(self) -> str:
        return str(self.facts.caller.endpoint)

    def chain(self, steps: Iterable[Step], *, after: str = "") -> list[Check]:
        """Make checks of which each needs the one before."""
        checks: list[Check] = []
        for step in steps:
            checks.append(self.check(step, needs=(after,) if after else ()))
            after = step.id
        return checks

    def check(self, step: Step, *, needs: tuple[str, ...] = ()) -> Check:
        """Make a check of a step; its own deadlines come first, the plan's is a safety net."""

        async def run() -> Answer:
            return await self.answer(step)

        return Check(
            id=step.id,
            code=step.code,
            values={**self._values, **step.values},
            run=run,
            late=lambda seconds: self.finding(
                "smtp.late", state=State.UNTOLD, values={"seconds": f"{seconds:g}"}
            ),
            needs=needs,
            deadline_s=step.deadline_s + MARGIN_S,
        )

    async def answer(self, step: Step) -> Answer:
        """Run a step; what the server did wrong becomes the finding that explains it."""
        try:
            findings, succeeded = await step.run(), True
        except SmtpError as exc:
            findings, succeeded = (self.explain(exc, step.values),), False
        return Answer(
            findings=findings, succeeded=succeeded, transcript=self.dialogue.transcript.take_new()
        )

    def finding(
        self,
        code: str,
        evidence: str = "",
        *,
        state: State = State.FOUND,
        values: Mapping[str, str] = _NO_VALUES,
    ) -> Finding:
        """Make a finding about this session's server; the session's own values fill it too."""
        return self.facts.catalogue.finding(
            code,
            subject=self.subject,
            evidence=evidence,
            state=state,
            values={**self._values, **values},
        )

    @property
    def _values(self) -> Mapping[str, str]:
        endpoint = self.facts.caller.endpoint
        return {"host": endpoint.host, "port": str(endpoint.port), **self.facts.values}

    def explain(self, exc: SmtpError, values: Mapping[str, str] = _NO_VALUES) -> Finding:
        """Turn a failure into its finding; the server's own words are read first."""
        values = {**self._values, **values, **exc.values}
        if isinstance(exc, RefusedError):
            return explain_reply(
                self.facts.catalogue,
                exc.evidence,
                subject=self.subject,
                stage=exc.stage,
                fallback=exc.code,
                values=values,
            )
        state = State.UNTOLD if exc.code in _UNTOLD else State.FOUND
        return self.finding(exc.code, exc.evidence, state=state, values=values)

    def connect_step(self) -> Step:
        return self._step("connect", self.connect, self._limits.connect)

    def greeting_step(self) -> Step:
        return self._step("greeting", self.greet, self._limits.greeting)

    def hello_step(self) -> Step:
        return self._step("ehlo", self.say_hello, self._limits.command * 2)

    def hello_again_step(self) -> Step:
        return self._step("ehlo_encrypted", self.see_sign_in, self._limits.command * 2)

    def starttls_step(self) -> Step:
        return self._step("starttls", self.ask_for_tls, self._limits.command)

    def tls_step(self) -> Step:
        return self._step("tls", self.encrypt, self.tls_limit)

    def tls_versions_step(self) -> Step:
        return self._step("tls_versions", self.try_tls_versions, self.tls_limit)

    @property
    def tls_limit(self) -> float:
        """The handshake and, should it fail, the second look."""
        limits = self._limits
        return limits.connect + limits.greeting + 2 * limits.command + 2 * limits.handshake

    @property
    def _limits(self) -> Deadlines:
        return self.facts.caller.deadlines

    def _step(self, id_: str, run: StepRun, deadline_s: float) -> Step:
        return Step(
            id=f"{self.facts.name}.{id_}", code=f"check.smtp.{id_}", run=run, deadline_s=deadline_s
        )

    async def connect(self) -> tuple[Finding, ...]:
        await self.dialogue.connect()
        return (self.finding("smtp.connect.ok", f"connected to {self.dialogue.peer_ip}"),)

    async def greet(self) -> tuple[Finding, ...]:
        look = asyncio.create_task(self._look_for_tls())
        try:
            reply = await self.dialogue.read_greeting()
        except (SilenceError, WireError) as exc:
            if look.done() and not look.cancelled() and look.result():
                raise WireError("smtp.speaks_tls", exc.evidence) from exc
            raise
        finally:
            look.cancel()
            await asyncio.gather(look, return_exceptions=True)
        return (self.finding("smtp.greeting.ok", reply.text),)

    async def _look_for_tls(self) -> bool:
        """After some silence, ask beside the session whether the port wants TLS from the start."""
        if self.facts.implicit_tls:
            return False
        await asyncio.sleep(self.facts.caller.deadlines.second_look)
        return await wants_tls_at_once(self.facts.caller)

    async def say_hello(self) -> tuple[Finding, ...]:
        features = await self.dialogue.say_hello(self.facts.ehlo_name)
        if not features.extended:
            return (self.finding("smtp.ehlo.only_helo", features.greeting),)
        lines = (features.greeting, *(f"{k} {v}".strip() for k, v in features.extensions.items()))
        return (self.finding("smtp.ehlo.ok", "\n".join(lines)),)

    async def see_sign_in(self) -> tuple[Finding, ...]:
        """Say EHLO again inside TLS; what was heard before it does not count (RFC 3207)."""
        features = await self.dialogue.say_hello(self.facts.ehlo_name)
        offered = ", ".join(features.auth)
        code = "smtp.auth.offered" if offered else "smtp.ehlo.ok"
        lines = "\n".join(f"{k} {v}".strip() for k, v in features.extensions.items())
        return (self.finding(code, lines, values={"offered": offered}),)

    async def ask_for_tls(self) -> tuple[Finding, ...]:
        await self.dialogue.ask_for_tls()
        return (self.finding("smtp.starttls.ok"),)

    async def encrypt(self) -> tuple[Finding, ...]:
        self.look = await encrypt(self.dialogue, self.facts.tls, self.watch)
        evidence = self.look.summary if self.look else ""
        facts = self.look.certificate if self.look else None
        version = self.look.version if self.look else ""
        found = [self.finding("smtp.tls.ok", evidence, values={"version": version})]
        if issuer := find_inspector(facts, self.watch.inspectors):
            found.append(
                self.finding("smtp.tls.inspected_trusted", evidence, values={"issuer": issuer})
            )
        return tuple(found)

    async def try_tls_versions(self) -> tuple[Finding, ...]:
        found = await find_tls_versions(self.facts.caller, self.watch)
        self.tls_versions = frozenset(name for name, takes in found.items() if takes)
        if not any(takes is not None for takes in found.values()):
            return (self.finding("smtp.tls_versions.untold", state=State.UNTOLD),)
        values = {
            word: ", ".join(name for name, takes in found.items() if takes is wanted) or "none"
            for word, wanted in (("taken", True), ("refused", False), ("untold", None))
        }
        return (self.finding("smtp.tls_versions", values=values),)

    async def close(self) -> None:
        await self.dialogue.quit()
