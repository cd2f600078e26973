"""Joins DNS, submission and relay checks into one plan for one client and runs it."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace

from app.domain.check import CheckRun, Progress
from app.domain.errors import AppError
from app.domain.organisation.client import Client
from app.domain.path import SendingPath
from app.domain.records.lookup import Resolver
from app.probe.dns.checks import dns_checks
from app.probe.dns.question import DnsQuestion
from app.probe.plan import Answer, Check, run_plan
from app.probe.sending.reachability import ReachQuestion, reachability_checks
from app.probe.sending.relay import RelayChecks, RelayQuestion
from app.probe.sending.submission import SubmissionChecks, SubmissionQuestion
from app.services.checking.detection import detection_check
from app.services.checking.device import device_check
from app.services.checking.errand import Errand
from app.services.clouds import CloudShelf, TlsUse
from app.services.settings import endpoint_of

_OTHER_PORTS = (25, 465)
"""What a person may have been told to use; whether they are open tells who blocks what."""
_IMPLICIT_TLS_PORTS = (465,)
_SUBMISSION_KNOWN = frozenset({"smtp.ehlo_encrypted", "smtp.tls_versions"})
_RELAY_KNOWN = frozenset({"relay.ehlo", "relay.tls"})
"""What must have been seen before a device's limits can be held against it."""


class Checking:
    """Builds and runs plans; every run asks afresh."""

    def __init__(self, clouds: CloudShelf) -> None:
        self._catalogue = clouds.catalogue
        self._clouds = clouds

    async def run(self, errand: Errand, progress: Progress) -> CheckRun:
        """Run everything that fits the client's path; cancel the task to stop at once."""
        resolver = self._clouds.resolver(errand.cloud)
        checks: list[Check] = []
        async with AsyncExitStack() as stack:
            if errand.stored:
                checks.append(_stored_sign_in(errand))
            if errand.with_dns:
                checks += self._dns(errand, resolver)
                checks += self._reachability(errand, resolver)
            if errand.submits:
                checks += await _or_say(errand, self._submit(errand, resolver, stack))
            if errand.relays:
                checks += await _or_say(errand, self._relay(errand, resolver, stack))
            if errand.lacks_detection:
                checks.append(self._find_out(errand, resolver, stack))
            return await run_plan(checks, progress)

    def _find_out(self, errand: Errand, resolver: Resolver, stack: AsyncExitStack) -> Check:
        """Ask whose domain it is; the answer names the mail host that relay can be tried on."""

        async def detected(client: Client) -> tuple[Check, ...]:
            known = replace(errand, client=client)
            if errand.relays or not known.relays:
                return ()
            return await _or_say(known, self._relay(known, resolver, stack))

        return detection_check(errand, self._catalogue, self._clouds, resolver, detected)

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
                compare_servers=not cloud.dns.resolver or self._clouds.resolver_was_chosen,
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
                own_greetings=errand.cloud.smtp.greetings,
                resolver=resolver,
            )
        )

    async def _submit(
        self, errand: Errand, resolver: Resolver, stack: AsyncExitStack
    ) -> tuple[Check, ...]:
        session = SubmissionChecks(self._submission_question(errand, resolver))
        await stack.enter_async_context(session)
        return (*session.checks, *self._devices(errand, session, after=_SUBMISSION_KNOWN))

    async def _relay(
        self, errand: Errand, resolver: Resolver, stack: AsyncExitStack
    ) -> tuple[Check, ...]:
        session = RelayChecks(self._relay_question(errand, resolver))
        await stack.enter_async_context(session)
        return (*session.checks, *self._devices(errand, session, after=_RELAY_KNOWN))

    def _devices(
        self, errand: Errand, session: SubmissionChecks | RelayChecks, *, after: frozenset[str]
    ) -> Iterator[Check]:
        """Ask for each of the client's devices whether it would manage what the session saw."""
        endpoint = session.question.endpoint
        values = {
            "server": endpoint.host,
            "username": str(errand.client.login or ""),
            "from_address": errand.sender,
        }
        needs = tuple(check.id for check in session.checks if check.id in after)
        for device_id in errand.client.sender.devices:
            device = self._catalogue.devices.get(device_id)
            if device is not None and errand.client.path is not None:
                yield device_check(
                    self._catalogue, device, lambda: session.needs(values), needs=needs
                )

    def _finder_of_hosts(self, errand: Errand, resolver: Resolver) -> Resolver | None:
        """Names of hosts are the system's matter unless the cloud or a person named a server."""
        named = errand.cloud.dns.resolver or self._clouds.resolver_was_chosen
        return resolver if named else None

    def _submission_question(self, errand: Errand, resolver: Resolver) -> SubmissionQuestion:
        client = errand.client
        path = client.path or SendingPath.SMTP_AUTH_OAUTH
        return SubmissionQuestion(
            endpoint=endpoint_of(client, errand.cloud, self._catalogue, path),
            tls=self._clouds.tls(errand.cloud),
            catalogue=self._catalogue,
            resolver=self._finder_of_hosts(errand, resolver),
            username=str(client.login or ""),
            token=errand.token,
            password=errand.password,
            from_address=errand.sender,
            from_name=client.sender.from_name,
            recipients=tuple(map(str, errand.recipients)),
            send=bool(errand.recipients),
            send_as=errand.send_as,
            try_shared=errand.with_dns,
            try_tls_versions=errand.with_dns,
        )

    def _relay_question(self, errand: Errand, resolver: Resolver) -> RelayQuestion:
        client = errand.client
        path = client.path if client.path and client.path.uses_mx else SendingPath.RELAY_IP
        inside = [to for to in errand.recipients if to.domain == client.domain]
        outside = [to for to in errand.recipients if to.domain != client.domain]
        asked = tuple(map(str, inside)) or ((errand.sender,) if not errand.recipients else ())
        return RelayQuestion(
            endpoint=endpoint_of(client, errand.cloud, self._catalogue, path),
            tls=self._clouds.tls_with(errand.cloud, errand.certificate),
            catalogue=self._catalogue,
            resolver=self._finder_of_hosts(errand, resolver),
            spf_resolver=resolver if errand.with_dns else None,
            path=path,
            from_address=errand.sender,
            from_name=client.sender.from_name,
            inside=tuple(filter(None, asked)),
            outside=tuple(map(str, outside)),
            send=bool(errand.recipients),
            expected_ips=client.sender.fixed_ips,
        )


def _stored_sign_in(errand: Errand) -> Check:
    """Show how the stored sign-in stands; it was asked before the plan began."""

    async def answer() -> Answer:
        return Answer(findings=errand.stored)

    return Check(id="sign_in", code="check.sign_in", run=answer, late=lambda _: errand.stored[0])


async def _or_say(errand: Errand, checks: Awaitable[tuple[Check, ...]]) -> tuple[Check, ...]:
    """Put what the client lacks for a session where the session would be."""
    try:
        return await checks
    except AppError as exc:
        finding = exc.as_finding(str(errand.client.domain))

    async def answer() -> Answer:
        return Answer(findings=(finding,), succeeded=False)

    return (Check(id="session", code="check.session", run=answer, late=lambda _: finding),)
