"""What the test page runs: all checks, and then one message from another address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.check import CheckEvent, CheckSkipped, PlanStarted
from app.services.checking.checks import check, send_test

if TYPE_CHECKING:
    from app.domain.check import CheckRun, Progress
    from app.domain.organisation.client import Client
    from app.domain.secret import Secret
    from app.services.certificates.relay_files import RelayCertificate
    from app.services.engine import Engine

_AGAIN = "again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One press of the button."""

    client: Client
    password: Secret | None = None
    send_as: str = ""
    """Another From address to try; empty tries none."""
    certificate: RelayCertificate | None = None
    """What the relaying server shows, on the path that goes by it."""

    async def run(self, engine: Engine, progress: Progress) -> CheckRun:
        """Run everything; what Send As finds is added to the end."""
        client = self.client
        run = await check(
            client,
            engine.clouds,
            engine.signing,
            progress,
            send_to=client.test_recipients,
            password=self.password,
            certificate=self.certificate,
        )
        if not self.send_as:
            return run
        to = client.test_recipients[:1] or ((client.login,) if client.login else ())
        more = await send_test(
            client,
            to,
            engine.clouds,
            engine.signing,
            _renamed(progress),
            password=self.password,
            send_as=self.send_as,
        )
        known = {(item.code, item.subject) for item in run.findings}
        finished = tuple(
            replace(check, findings=new)
            for check in more.finished
            if (new := tuple(f for f in check.findings if (f.code, f.subject) not in known))
        )
        return replace(
            run, elapsed_s=run.elapsed_s + more.elapsed_s, finished=(*run.finished, *finished)
        )


def _renamed(progress: Progress) -> Progress:
    """Give the checks of the second plan ids of their own; its steps are named as the first's."""

    def pass_on(event: CheckEvent) -> None:
        match event:
            case PlanStarted():
                checks = (replace(check, id=f"{_AGAIN}{check.id}") for check in event.checks)
                progress(PlanStarted(checks=tuple(checks)))
            case CheckSkipped():
                because = f"{_AGAIN}{event.because}"
                progress(CheckSkipped(id=f"{_AGAIN}{event.id}", because=because))
            case _:
                progress(replace(event, id=f"{_AGAIN}{event.id}"))

    return pass_on
