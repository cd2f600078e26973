"""Which ports of a host can be reached from this network, over IPv4 and IPv6, all at once."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.catalogue import Catalogue
from app.domain.finding import Finding
from app.domain.path import Endpoint
from app.domain.records.lookup import Resolver
from app.probe.plan import MARGIN_S, Answer, Check
from app.probe.smtp.dialogue import Caller, Deadlines, Dialogue
from app.probe.smtp.fault import RefusedError, SilenceError, SmtpError, WireError
from app.probe.smtp.tls import wants_tls_at_once

_FAMILIES = ((socket.AF_INET, "IPv4"), (socket.AF_INET6, "IPv6"))
_CODES = {
    "smtp.connect.refused": "smtp.port.refused",
    "smtp.connect.dropped": "smtp.port.dropped",
    "smtp.connect.reset": "smtp.port.reset",
    "smtp.connect.unreachable": "smtp.port.no_route",
    "smtp.connect.no_address": "smtp.port.no_address",
    "smtp.greeting.reset": "smtp.port.reset",
    "smtp.greeting.closed": "smtp.port.reset",
    "smtp.greeting.silent": "smtp.port.silent",
    "smtp.greeting.dripping": "smtp.port.silent",
    "smtp.not_smtp": "smtp.port.intercepted",
    "smtp.speaks_http": "smtp.port.intercepted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachQuestion:
    """Which ports to try on which host."""

    host: str
    catalogue: Catalogue
    ports: Sequence[int]
    implicit_tls_ports: Sequence[int] = ()
    """Ports that greet only inside TLS."""
    own_greetings: Sequence[str] = ()
    """A greeting with none of these words is somebody else's; empty: any greeting will do."""
    resolver: Resolver | None = None
    deadlines: Deadlines = field(default_factory=Deadlines)


def reachability_checks(question: ReachQuestion) -> tuple[Check, ...]:
    """Make one check for each port and kind of address; none needs another, so all run at once."""
    return tuple(
        _check(question, port, family, name)
        for port in question.ports
        for family, name in _FAMILIES
    )


def _check(question: ReachQuestion, port: int, family: socket.AddressFamily, name: str) -> Check:
    endpoint = Endpoint(host=question.host, port=port)
    caller = Caller(
        endpoint=endpoint,
        resolver=question.resolver,
        family=family,
        deadlines=question.deadlines,
    )

    def say(code: str, evidence: str = "", seconds: float = 0) -> Finding:
        values = {"host": question.host, "port": str(port), "family": name}
        return question.catalogue.finding(
            code,
            subject=f"{endpoint} {name}",
            evidence=evidence,
            values={**values, "seconds": f"{seconds or question.deadlines.connect:g}"},
        )

    async def run() -> Answer:
        dialogue = Dialogue(caller)
        try:
            code, evidence = await _try(dialogue, question)
        finally:
            dialogue.close()
        return Answer(
            findings=(say(code, evidence),),
            succeeded=code == "smtp.port.open",
            transcript=dialogue.transcript.take_new(),
        )

    limits = question.deadlines
    return Check(
        id=f"reach.{port}.{name.lower()}",
        code="check.reach",
        values={"port": str(port), "family": name},
        run=run,
        late=lambda seconds: say("smtp.port.dropped", seconds=seconds),
        deadline_s=2 * limits.connect + limits.greeting + limits.handshake + MARGIN_S,
    )


async def _try(dialogue: Dialogue, question: ReachQuestion) -> tuple[str, str]:
    """Return the finding's code and what was seen."""
    try:
        await dialogue.connect()
        if dialogue.caller.endpoint.port in question.implicit_tls_ports:
            is_tls = await wants_tls_at_once(dialogue.caller)
            return ("smtp.port.open" if is_tls else "smtp.port.silent"), dialogue.peer_ip
        reply = await dialogue.read_greeting()
    except RefusedError as exc:
        return "smtp.port.open", exc.evidence
    except (SilenceError, WireError) as exc:
        return _CODES.get(exc.code, "smtp.port.intercepted"), exc.evidence
    except SmtpError as exc:
        return _CODES.get(exc.code, "smtp.port.failed"), exc.evidence
    words = reply.text.casefold()
    known = question.own_greetings
    if known and not any(word.casefold() in words for word in known):
        return "smtp.port.intercepted", reply.text
    return "smtp.port.open", f"{dialogue.peer_ip}\n{reply.text}"
