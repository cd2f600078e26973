"""Which other ways than the sending paths are named, and why."""

from __future__ import annotations

from hypothesis import given

from app.domain.organisation.client import Client, Purpose, SenderKind
from app.domain.path import Service
from app.domain.paths.advice import advise
from app.domain.paths.brief import SenderAbility
from tests.domain.paths.test_advice import FACTS, Office, abilities, advice_for, clients


def services_for(office: Office) -> list[str]:
    return [item.service.value for item in advice_for(office).beyond]


def test_advise_names_other_ways_when_volume_or_purpose_says_so() -> None:
    app = (SenderKind.APP,)
    assert services_for(Office(name="x", kinds=(SenderKind.DEVICE,))) == []
    assert services_for(Office(name="x", kinds=app)) == ["graph"]
    many = Office(name="x", kinds=app, messages_per_day=60_000)
    assert services_for(many) == ["amazon_ses", "sendgrid"]
    letters = Office(name="x", kinds=app, purpose=Purpose.NEWSLETTER)
    assert services_for(letters) == ["amazon_ses", "sendgrid"]
    cold = Office(name="x", kinds=app, purpose=Purpose.COLD_OUTREACH, messages_per_day=60_000)
    assert services_for(cold) == ["cold_outreach"]


@given(clients, abilities)
def test_advise_gives_a_reason_for_every_other_way(
    someone: Client, able_to: tuple[SenderAbility, ...]
) -> None:
    advice = advise(someone, able_to, FACTS)
    for item in advice.beyond:
        assert item.because in advice.notes
    services = [item.service for item in advice.beyond]
    assert len(set(services)) == len(services)
    if someone.sender.purpose is Purpose.COLD_OUTREACH:
        assert services == [Service.COLD_OUTREACH]
