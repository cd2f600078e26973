"""Starts the practice tenant and makes clients that live in it."""

from __future__ import annotations

from app.catalogue import Catalogue, ScenarioFacts
from app.domain.address import DomainName, EmailAddress
from app.domain.organisation.client import (
    Audience,
    Client,
    ClientId,
    CloudId,
    SenderAnswers,
    SenderKind,
    SignInAnswers,
)
from app.practice import PracticeTenant

PRACTICE_ID = ClientId("practice")


def start(running: PracticeTenant | None, scenario: str, catalogue: Catalogue) -> PracticeTenant:
    """Start the tenant, or let the running one play another scenario."""
    if running is not None:
        running.switch(scenario)
        return running
    tenant = PracticeTenant(scenario, catalogue=catalogue)
    tenant.start()
    return tenant


def practice_client(tenant: PracticeTenant, scenario: ScenarioFacts) -> Client:
    """Make a client of the practice tenant, with what a person would have typed filled in."""
    return Client(
        id=PRACTICE_ID,
        name="Practice tenant",
        domain=DomainName.parse(tenant.domain),
        cloud=CloudId(tenant.cloud.id),
        scenario=scenario.id,
        path=scenario.path,
        sender=SenderAnswers(
            kinds=(SenderKind.DEVICE,),
            audience=Audience.BOTH,
            from_address=EmailAddress.parse(tenant.sender),
            fixed_ips=tenant.office_addresses,
        ),
        sign_in=SignInAnswers(
            application_id=tenant.application_id, sign_in_as=EmailAddress.parse(tenant.user)
        ),
        test_recipients=tenant.recipients,
    )
