"""Whose domain it is, as a check among the others; its answer makes further checks possible."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.catalogue import Catalogue
from app.domain.finding import Finding, State
from app.domain.organisation.client import Client
from app.domain.records.lookup import Resolver
from app.probe.detect import detect
from app.probe.plan import Answer, Check
from app.services.checking.errand import Errand
from app.services.clouds import CloudShelf, TlsUse

_OWN = "detect."
"""Findings on DNS records come from checks of their own, which look closer."""


def detection_check(
    errand: Errand,
    catalogue: Catalogue,
    clouds: CloudShelf,
    resolver: Resolver,
    detected: Callable[[Client], Awaitable[tuple[Check, ...]]],
) -> Check:
    """Find the tenant and the mail hosts; `detected` makes the checks that they allow."""
    domain = errand.client.domain

    async def run() -> Answer:
        found = await detect(
            domain,
            resolver=resolver,
            clouds=clouds.candidates(errand.client),
            catalogue=catalogue,
            progress=lambda _: None,
            tls=clouds.tls(errand.cloud, use=TlsUse.WEB),
        )
        return Answer(
            findings=tuple(one for one in found.findings if one.code.startswith(_OWN)),
            brings=await detected(replace(errand.client, detection=found)),
        )

    def late(_: float) -> Finding:
        return catalogue.finding(
            "detect.tenant.untold",
            subject=str(domain),
            state=State.UNTOLD,
            values={"tenant": "", "cloud": ""},
        )

    return Check(id="tenant", code="check.tenant", run=run, late=late)
