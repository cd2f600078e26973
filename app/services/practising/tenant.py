"""Starts the practice tenant and makes clients that live in it."""

from __future__ import annotations

from app.catalogue import ScenarioFacts
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
from app.services.clouds import CloudShelf

PRACTICE_ID = ClientId("practice")


def start_practice(scenario: str, clouds: CloudShelf) -> Client:
    """Start the tenant, or let the running one play another scenario; return a client of it."""
    if clouds.practice is None:
        tenant = PracticeTenant(scenario, catalogue=clouds.catalogue)
        tenant.start()
        clouds.practice = tenant
    else:
        clouds.practice.switch(scenario)
    return client_of(clouds.practice, clouds.catalogue.scenarios[scenario])


def client_of(tenant: PracticeTenant, scenario: ScenarioFacts) -> Client:
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
