"""Joins DNS, submission and relay checks into one plan for one client and runs it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

from app.catalogue import Catalogue, Cloud
from app.domain.address import EmailAddress
from app.domain.check import CheckRun, Report
from app.domain.client import Client
from app.domain.secret import Secret
from app.probe.plan import Check, run_plan
from app.wiring.clouds import CloudShelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What one run is for: checks alone, or checks and real messages."""

    client: Client
    cloud: Cloud
    recipients: tuple[EmailAddress, ...] = ()
    token: Secret | None = None
    with_dns: bool = True


class Checking:
    """Builds and runs plans; every run asks afresh."""

    def __init__(self, catalogue: Catalogue, clouds: CloudShelf) -> None:
        self._catalogue = catalogue
        self._clouds = clouds

    async def run(self, errand: Errand, report: Report) -> CheckRun:
        """Run everything that fits the client's path; cancel the task to stop at once."""
        resolver = self._clouds.resolver(errand.cloud)
        checks: list[Check] = []
        async with AsyncExitStack() as stack:
            if errand.with_dns:
                checks += self._dns(errand, resolver)
            for session in self._sessions(errand, resolver):
                checks += (await stack.enter_async_context(session)).checks
            return await run_plan(checks, report)
