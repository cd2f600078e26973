"""Re-checks many clients at once; what happens to one of them is no matter of the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.check import CheckRun
from app.domain.errors import AppError
from app.domain.finding import Finding, exit_code
from app.domain.organisation.client import Client
from app.services.checking.checks import check
from app.services.clients import keep_run
from app.services.clouds import CloudShelf
from app.services.signing_in.signing import Signing
from app.store.clients import ClientStore
from app.store.runs import RunStore

AT_ONCE = 6
"""Each client has up to 32 questions on the way; more clients would crowd a small router."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What became of one client."""

    client: Client
    findings: tuple[Finding, ...]
    run: CheckRun | None
    """None where the run could not even begin; the findings then say why."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """What needs somebody."""
        return tuple(finding for finding in self.findings if not finding.is_well)

    @property
    def exit_code(self) -> int:
        """As if this client had been checked alone."""
        return exit_code(self.findings)


async def recheck(  # each is a part that it works with
    due: Iterable[Client],
    tell: Callable[[Rechecked], None],
    clouds: CloudShelf,
    signing: Signing,
    clients: ClientStore,
    runs: RunStore,
    *,
    at_once: int = AT_ONCE,
) -> tuple[Rechecked, ...]:
    """Check these clients and keep each run as it ends, so that a stop loses only those running.

    Returns them in the order given; `tell` hears of each as it ends.
    """
    slots = asyncio.Semaphore(at_once)

    async def one(client: Client) -> Rechecked:
        async with slots:
            done = await _recheck_one(client, clouds, signing, clients, runs)
        tell(done)
        return done

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(client), name=client.id) for client in due]
    return tuple(task.result() for task in tasks)


async def _recheck_one(
    client: Client, clouds: CloudShelf, signing: Signing, clients: ClientStore, runs: RunStore
) -> Rechecked:
    try:
        run = await check(client, clouds, signing)
        keep_run(client, run, clients, runs)
    except AppError as exc:
        return Rechecked(client=client, findings=(exc.as_finding(client.id),), run=None)
    except OSError as exc:
        error = AppError(
            "store.run.unwritable",
            values={"file": str(exc.filename or "…")},
            evidence=str(exc.strerror or exc),
        )
        return Rechecked(client=client, findings=(error.as_finding(client.id),), run=None)
    return Rechecked(client=client, findings=run.findings, run=run)
