"""Whether the address that mail comes from is taken as the user name too, on a second session.

A mailbox without a password of its own is opened with somebody's token and its own address as the
user name. Which of the two names a device must be given differs between servers, so both are tried.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from app.domain.finding import Finding, State
from app.probe.plan import MARGIN_S, Answer, Check
from app.probe.smtp.dialogue import Dialogue
from app.probe.smtp.fault import RefusedError, SmtpError
from app.probe.smtp.sasl import Login, sign_in
from app.probe.smtp.tls import open_tls

if TYPE_CHECKING:
    from app.probe.sending.steps import Steps

ID = "smtp.shared"


def shared_check(steps: Steps, login: Login, *, person: str, needs: tuple[str, ...]) -> Check:
    """Make the check that signs in as `login` says; `person` is who the token belongs to."""
    values = {"mailbox": login.username, "person": person}
    limits = steps.facts.caller.deadlines

    async def run() -> Answer:
        dialogue = Dialogue(steps.facts.caller)
        try:
            finding = await _open(steps, dialogue, login, values)
        finally:
            await dialogue.quit()
        return Answer(findings=(finding,), transcript=dialogue.transcript.take_new())

    def late(seconds: float) -> Finding:
        return steps.finding(f"{ID}.untold", f"{seconds:g} s", state=State.UNTOLD, values=values)

    return Check(
        id=ID,
        code="check.smtp.shared",
        values=values,
        run=run,
        late=late,
        needs=needs,
        deadline_s=steps.tls_limit + 4 * limits.command + MARGIN_S,
    )


async def _open(steps: Steps, dialogue: Dialogue, login: Login, values: dict[str, str]) -> Finding:
    try:
        await open_tls(dialogue, steps.facts.tls, steps.watch)
        await dialogue.say_hello(steps.facts.ehlo_name)
        reply = await sign_in(dialogue, login)
    except RefusedError as exc:
        return steps.finding(f"{ID}.refused", exc.evidence, values=values)
    except (SmtpError, ssl.SSLError) as exc:
        evidence = exc.evidence if isinstance(exc, SmtpError) else str(exc)
        return steps.finding(f"{ID}.untold", evidence, state=State.UNTOLD, values=values)
    return steps.finding(f"{ID}.ok", reply.text, values=values)
