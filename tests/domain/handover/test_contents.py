"""What the last step hands over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts
from app.catalogue.steps import handover_for
from app.domain.address import DomainName, EmailAddress
from app.domain.finding import Actor, Severity, State
from app.domain.handover.contents import Handover
from app.domain.organisation.client import (
    Client,
    ClientId,
    Detection,
    OAuthAbility,
    SenderAnswers,
    SignInAnswers,
)
from app.domain.path import SendingPath
from app.domain.paths.advice import advise
from tests.wording import ENGLISH, in_words

CATALOGUE = Catalogue()
DOMAIN = DomainName("contoso.com")
TODAY = date(2026, 11, 23)
NO_SPF = CATALOGUE.finding(
    "dns.spf.absent",
    subject="contoso.com",
    severity=Severity.WARNING,
    state=State.ABSENT,
    values={"after": "v=spf1 -all"},
)
SPF = CATALOGUE.finding(
    "dns.spf.ok", subject="contoso.com", values={"lookups": "1", "counted": "include 1"}
)
TLS = CATALOGUE.finding("smtp.tls.ok", subject="h", values={"version": "TLS 1.3"})
REFUSED = CATALOGUE.finding(
    "smtp.auth.disabled_for_tenant", subject="h", values={"mailbox": "scan@contoso.com"}
)
CLIENT = Client(
    id=ClientId("contoso"),
    name="Contoso",
    domain=DOMAIN,
    path=SendingPath.SMTP_AUTH_OAUTH,
    detection=Detection(domain=DOMAIN, tenant_id="t", findings=(NO_SPF,)),
    sender=SenderAnswers(from_address=EmailAddress("scan", DOMAIN), oauth=OAuthAbility.YES),
    prepared=("mailbox.smtp_auth", "app.registration", "mailbox.choose"),
    findings=(TLS, REFUSED),
)


def hand_over(client: Client, today: date = TODAY) -> Handover:
    path = client.path
    advice = advise(client, (), advice_facts(CATALOGUE))
    return handover_for(
        client,
        CATALOGUE.clouds["worldwide"],
        CATALOGUE,
        chosen=advice.option(path) if path else None,
        today=today,
    )


def state_of(handover: Handover, item: str) -> State:
    return next(point.state for point in handover.checklist if point.id == item)


def test_handover_shows_worst_first_and_what_detection_alone_saw() -> None:
    found = hand_over(CLIENT).found
    assert [item.code for item in found] == [REFUSED.code, NO_SPF.code, TLS.code]


def test_handover_forgets_what_detection_saw_and_the_checks_looked_at_again() -> None:
    handover = hand_over(replace(CLIENT, findings=(SPF,)))
    assert [item.code for item in handover.found] == ["dns.spf.ok"]
    assert state_of(handover, "spf") is State.FOUND


def test_handover_splits_steps_into_changed_and_to_do() -> None:
    handover = hand_over(CLIENT)
    assert [step.id for step in handover.changed] == [
        "mailbox.choose",
        "mailbox.smtp_auth",
        "app.registration",
    ]
    to_do = {step.id for step in handover.to_do}
    assert "app.consent" in to_do
    assert "tenant.smtp_auth_off" not in to_do
    assert not handover.is_ready


def test_handover_undoes_the_last_change_first() -> None:
    assert [step.id for step in hand_over(CLIENT).undo] == ["app.registration", "mailbox.smtp_auth"]


def test_handover_groups_open_points_by_who_must_act() -> None:
    points = {item.actor: item for item in hand_over(CLIENT).open}
    assert set(points) == {Actor.TENANT_ADMIN, Actor.DNS_HOST}
    assert in_words(REFUSED).title in points[Actor.TENANT_ADMIN].message
    assert in_words(NO_SPF).fix[0] in points[Actor.DNS_HOST].message


def test_handover_checklist_reads_findings_path_and_steps() -> None:
    handover = hand_over(CLIENT)
    assert state_of(handover, "tls") is State.FOUND
    assert state_of(handover, "spf") is State.ABSENT
    assert state_of(handover, "dkim") is State.UNTOLD
    assert state_of(handover, "oauth") is State.FOUND
    assert state_of(handover, "least_privilege") is State.UNTOLD
    tidied = replace(CLIENT, prepared=("tenant.smtp_auth_off",))
    assert state_of(hand_over(tidied), "least_privilege") is State.FOUND
    basic = replace(CLIENT, path=SendingPath.SMTP_AUTH_BASIC)
    assert state_of(hand_over(basic), "oauth") is State.ABSENT


def test_handover_checklist_keeps_untold_apart_from_absent() -> None:
    unsure = replace(NO_SPF, state=State.UNTOLD)
    client = replace(CLIENT, findings=(unsure,), detection=None)
    assert state_of(hand_over(client), "spf") is State.UNTOLD


def test_handover_checklist_has_only_what_concerns_the_path() -> None:
    relay = hand_over(replace(CLIENT, path=SendingPath.RELAY_IP))
    ids = {item.id for item in relay.checklist}
    assert "relay_scope" in ids
    assert "oauth" not in ids


@pytest.mark.parametrize(
    ("path", "today", "review"),
    [
        (SendingPath.SMTP_AUTH_OAUTH, date(2026, 11, 23), date(2027, 5, 22)),
        (SendingPath.SMTP_AUTH_BASIC, date(2026, 11, 23), date(2026, 12, 15)),
        (SendingPath.SMTP_AUTH_BASIC, date(2027, 1, 1), date(2027, 6, 30)),
    ],
)
def test_handover_review_day_is_before_the_path_ends(
    path: SendingPath, today: date, review: date
) -> None:
    assert hand_over(replace(CLIENT, path=path), today).review_on == review


def test_handover_is_ready_when_nothing_needed_is_left() -> None:
    steps = tuple(step.id for step in hand_over(CLIENT).to_do)
    done = replace(CLIENT, prepared=(*CLIENT.prepared, *steps), findings=(TLS,))
    assert hand_over(done).is_ready


def test_handover_without_a_path_has_no_steps() -> None:
    handover = hand_over(replace(CLIENT, path=None))
    assert handover.chosen is None
    assert not handover.to_do


@pytest.mark.parametrize(
    ("until", "review"),
    [
        (date(2027, 2, 10), date(2027, 1, 11)),
        (date(2026, 12, 1), TODAY),
        (date(2029, 1, 1), date(2027, 5, 22)),
        (None, date(2027, 5, 22)),
    ],
)
def test_handover_review_day_leaves_time_to_renew_the_certificate(
    until: date | None, review: date
) -> None:
    client = replace(CLIENT, path=SendingPath.RELAY_CERTIFICATE, certificate_until=until)
    assert hand_over(client).review_on == review


def test_handover_sorts_open_steps_by_who_must_take_them() -> None:
    client = replace(CLIENT, path=SendingPath.RELAY_IP, prepared=())
    points = {point.actor: point for point in hand_over(client).open}
    assert "relay.connector_ip" in {step.id for step in points[Actor.TENANT_ADMIN].steps}
    assert {step.id for step in points[Actor.DNS_HOST].steps} == {"relay.spf"}
    assert {step.id for step in points[Actor.YOU].steps} == {"relay.public_address"}
    for point in points.values():
        assert all(ENGLISH.step(step).title in point.message for step in point.steps)
        assert "things to do" in point.subject or "one thing" in point.subject


def test_handover_takes_for_done_what_the_checks_saw_to_be_in_place() -> None:
    signed_in = CATALOGUE.finding("smtp.auth.ok", subject="h")
    client = replace(
        CLIENT,
        prepared=(),
        findings=(signed_in,),
        detection=None,
        sign_in=SignInAnswers(signed_in_at=datetime(2026, 11, 23, tzinfo=UTC)),
    )
    handover = hand_over(client)
    assert {"mailbox.choose", "mailbox.smtp_auth", "app.consent"} <= {
        step.id for step in handover.proved
    }
    assert handover.to_do == ()
    assert handover.is_ready
    assert handover.changed == ()
