"""Finds out about a domain all that can be found without asking the person anything else."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.catalogue.loader import Catalogue
from app.catalogue.mail_hosts import own_hosts
from app.catalogue.schema.cloud import Cloud
from app.domain.address import DomainName
from app.domain.finding import Finding, State
from app.domain.organisation.client import CloudId, Detection
from app.domain.records.dkim import SELECTORS, select_dkim
from app.domain.records.dmarc import select_dmarc
from app.domain.records.lookup import Lookup, Resolver
from app.domain.records.mx import MxKind, parse_mx, place_hosts
from app.domain.records.tags import RecordError
from app.domain.spf.record import select_spf
from app.probe.dns.question import describe, describe_all
from app.probe.http import AsyncHttp
from app.probe.tenant import Http, TenantAnswer, find_tenant

DetectProgress = Callable[[Detection], None]
UNKNOWN_TENANT = "signin.aadsts.90002"
"""The finding whose marks say that an authority does not know a domain."""


async def detect(
    domain: DomainName,
    *,
    resolver: Resolver,
    clouds: Sequence[Cloud],
    catalogue: Catalogue,
    progress: DetectProgress,
    tls: ssl.SSLContext | None = None,
    http: Http | None = None,
) -> Detection:
    """Ask DNS and the sign-in service at once, and tell of each part as it comes in.

    Give `tls`, or `http` where something else fetches. Cancel the task to stop at once.
    """
    fetcher = http or AsyncHttp(tls or ssl.create_default_context())
    search = _Search(domain, resolver, clouds, catalogue, progress)
    async with asyncio.TaskGroup() as group:
        group.create_task(search.find_tenant(fetcher))
        group.create_task(search.find_mx())
        group.create_task(search.find_spf())
        group.create_task(search.find_dkim())
        group.create_task(search.find_dmarc())
    return search.found


class _Search:
    """What has been found so far; each part adds itself and tells the whole."""

    def __init__(
        self,
        domain: DomainName,
        resolver: Resolver,
        clouds: Sequence[Cloud],
        catalogue: Catalogue,
        progress: DetectProgress,
    ) -> None:
        self._domain = domain
        self._resolver = resolver
        self._clouds = clouds
        self._catalogue = catalogue
        self._progress = progress
        self._began = time.perf_counter()
        self.found = Detection(domain=domain)

    async def find_tenant(self, http: Http) -> None:
        unknown = self._catalogue.findings[UNKNOWN_TENANT].match
        answer = await find_tenant(str(self._domain), self._clouds, http, unknown)
        cloud = CloudId(answer.cloud.id) if answer.cloud else None
        self._add(
            replace(self.found, tenant_id=answer.tenant_id or None, cloud=cloud),
            *self._tell_tenant(answer),
        )

    def _tell_tenant(self, answer: TenantAnswer) -> list[Finding]:
        name = answer.cloud.name if answer.cloud else ""
        told = [
            self._finding(
                f"detect.tenant.{answer.state.value}",
                answer.detail,
                answer.state,
                tenant=answer.tenant_id,
                cloud=name,
            )
        ]
        if answer.state is State.FOUND and answer.cloud is None:
            told.append(self._finding("detect.cloud.untold", answer.detail, State.UNTOLD))
        return told

    async def find_mx(self) -> None:
        found = await self._resolver.lookup(str(self._domain), "MX")
        try:
            hosts = parse_mx(found.records)
        except RecordError:
            hosts = ()
        # The cloud may not be known yet: a host of any cloud in question is the tenant's own.
        known = [own_hosts(cloud) for cloud in self._clouds]
        placed = place_hosts(hosts, known)
        own = next((one.mx.host for one in placed if one.kind is MxKind.MICROSOFT), None)
        state = found.state if hosts or found.state is not State.FOUND else State.UNTOLD
        self._add(
            replace(self.found, mx=tuple(mx.host for mx in hosts if mx.host), microsoft_mx=own),
            self._tell("dns.mx", state, found, host=own or ", ".join(mx.host for mx in hosts)),
        )

    async def find_spf(self) -> None:
        found = await self._resolver.lookup(str(self._domain), "TXT")
        record = next(iter(select_spf(found.records)), None)
        self._add(
            replace(self.found, spf=record),
            self._tell("dns.spf", _state_of(found, record), found),
        )

    async def find_dkim(self) -> None:
        names = [f"{selector}._domainkey.{self._domain}" for selector in SELECTORS]
        answers = await asyncio.gather(*(self._resolver.lookup(name, "TXT") for name in names))
        there = tuple(
            selector
            for selector, found in zip(SELECTORS, answers, strict=True)
            if select_dkim(found.records)
        )
        untold = next((found for found in answers if found.state is State.UNTOLD), None)
        state = State.FOUND if there else State.UNTOLD if untold else State.ABSENT
        self._add(
            replace(self.found, dkim=there),
            self._finding("dns.dkim." + _TOLD[state], describe_all(*answers), state),
        )

    async def find_dmarc(self) -> None:
        found = await self._resolver.lookup(f"_dmarc.{self._domain}", "TXT")
        record = next(iter(select_dmarc(found.records)), None)
        self._add(
            replace(self.found, dmarc=record),
            self._tell("dns.dmarc", _state_of(found, record), found),
        )

    def _add(self, found: Detection, *findings: Finding) -> None:
        self.found = replace(
            found,
            findings=(*self.found.findings, *findings),
            elapsed_s=time.perf_counter() - self._began,
        )
        self._progress(self.found)

    def _tell(self, part: str, state: State, found: Lookup, **values: str) -> Finding:
        return self._finding(f"{part}.{_TOLD[state]}", describe(found), state, **values)

    def _finding(self, code: str, evidence: str, state: State, **values: str) -> Finding:
        return self._catalogue.finding(
            code,
            subject=str(self._domain),
            evidence=evidence[:1000],
            state=state,
            values=values,
        )


_TOLD = {State.FOUND: "seen", State.ABSENT: "not_seen", State.UNTOLD: "untold"}


def _state_of(found: Lookup, record: str | None) -> State:
    if found.state is State.UNTOLD:
        return State.UNTOLD
    return State.FOUND if record is not None else State.ABSENT
