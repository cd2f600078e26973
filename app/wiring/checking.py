"""Joins DNS, submission and relay checks into one plan for one client and runs it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

from app.catalogue import Catalogue, Cloud
from app.domain.address import EmailAddress
from app.domain.check import CheckRun, Report
from app.domain.client import Client
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.lookup import Resolver
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.probe.dns_checks import dns_checks
from app.probe.dns_question import DnsQuestion
from app.probe.plan import Answer, Check, run_plan
from app.probe.reachability import ReachQuestion, reachability_checks
from app.probe.relay import RelayQuestion, RelaySession
from app.probe.submission import SubmissionQuestion, SubmissionSession
from app.wiring.clouds import CloudShelf, TlsUse
from app.wiring.settings import endpoint_of

_OTHER_PORTS = (25, 465)
"""What a person may have been told to use; whether they are open tells who blocks what."""
_IMPLICIT_TLS_PORTS = (465,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What one run is for: checks alone, or checks and real messages."""

    client: Client
    cloud: Cloud
    recipients: tuple[EmailAddress, ...] = ()
    token: Secret | None = None
    password: Secret | None = None
    """For paths that sign in with one; it is asked for each time and kept nowhere."""
    with_dns: bool = True

    @property
    def sender(self) -> str:
        """The From address; empty where nobody named one."""
        return str(self.client.sender.from_address or "")

    @property
    def submits(self) -> bool:
        """The submission host is worth a look."""
        path = self.client.path
        return path is None or path.signs_in

    @property
    def relays(self) -> bool:
        """The MX host is worth a look."""
        path = self.client.path
        if path is None:
            return bool(self.client.detection and self.client.detection.microsoft_mx)
        return path.uses_mx


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
                checks += self._reachability(errand, resolver)
            try:
                if errand.submits:
                    checks += await self._submit(errand, resolver, stack)
                if errand.relays:
                    checks += await self._relay(errand, resolver, stack)
            except AppError as exc:
                checks.append(_impossible(exc.as_finding(str(errand.client.domain))))
            return await run_plan(checks, report)

    def _dns(self, errand: Errand, resolver: Resolver) -> tuple[Check, ...]:
        client, cloud = errand.client, errand.cloud
        sender = client.sender.from_address
        return dns_checks(
            DnsQuestion(
                domain=client.domain,
                cloud=cloud,
                clouds=self._clouds.candidates(client),
                resolver=resolver,
                catalogue=self._catalogue,
                path=client.path,
                relay_ips=client.sender.fixed_ips,
                from_domain=sender.domain if sender else None,
                tls=self._clouds.tls(cloud, use=TlsUse.WEB),
                compare_servers=not cloud.dns.resolver,
            )
        )

    def _reachability(self, errand: Errand, resolver: Resolver) -> tuple[Check, ...]:
        """Look at the usual ports; a private cloud says itself which port it answers on."""
        if not errand.submits or errand.cloud.is_private:
            return ()
        return reachability_checks(
            ReachQuestion(
                host=errand.cloud.smtp.host,
                catalogue=self._catalogue,
                ports=(errand.cloud.smtp.port, *_OTHER_PORTS),
                implicit_tls_ports=_IMPLICIT_TLS_PORTS,
                resolver=resolver,
            )
        )

    async def _submit(
        self, errand: Errand, resolver: Resolver, stack: AsyncExitStack
    ) -> tuple[Check, ...]:
        session = SubmissionSession(self._submission_question(errand, resolver))
        return (await stack.enter_async_context(session)).checks

    async def _relay(
        self, errand: Errand, resolver: Resolver, stack: AsyncExitStack
    ) -> tuple[Check, ...]:
        session = RelaySession(self._relay_question(errand, resolver))
        return (await stack.enter_async_context(session)).checks

    def _submission_question(self, errand: Errand, resolver: Resolver) -> SubmissionQuestion:
        client = errand.client
        path = client.path or SendingPath.SMTP_AUTH_OAUTH
        return SubmissionQuestion(
            endpoint=endpoint_of(client, errand.cloud, self._catalogue, path),
            tls=self._clouds.tls(errand.cloud),
            catalogue=self._catalogue,
            resolver=resolver if errand.cloud.dns.resolver else None,
            username=str(client.login or ""),
            token=errand.token,
            password=errand.password,
            from_address=errand.sender,
            from_name=client.sender.from_name,
            recipients=tuple(map(str, errand.recipients)),
            send=bool(errand.recipients),
        )

    def _relay_question(self, errand: Errand, resolver: Resolver) -> RelayQuestion:
        client = errand.client
        path = client.path if client.path and client.path.uses_mx else SendingPath.RELAY_IP
        inside = [to for to in errand.recipients if to.domain == client.domain]
        outside = [to for to in errand.recipients if to.domain != client.domain]
        asked = tuple(map(str, inside)) or ((errand.sender,) if not errand.recipients else ())
        return RelayQuestion(
            endpoint=endpoint_of(client, errand.cloud, self._catalogue, path),
            tls=self._clouds.tls(errand.cloud),
            catalogue=self._catalogue,
            resolver=resolver if errand.cloud.dns.resolver else None,
            path=path,
            from_address=errand.sender,
            from_name=client.sender.from_name,
            inside=tuple(filter(None, asked)),
            outside=tuple(map(str, outside)),
            send=bool(errand.recipients),
            expected_ips=client.sender.fixed_ips,
        )


def _impossible(finding: Finding) -> Check:
    """Stand where a session would be, had the client what it needs."""

    async def answer() -> Answer:
        return Answer(findings=(finding,), succeeded=False)

    return Check(id="session", title="The way to the mail host", run=answer, late=lambda _: finding)
