"""Which path is recommended, possible or impossible, and by which reasons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts
from app.domain.address import DomainName, EmailAddress
from app.domain.finding import Finding, Severity, State
from app.domain.organisation.client import (
    Audience,
    Client,
    ClientId,
    CloudId,
    Detection,
    OAuthAbility,
    Purpose,
    SenderAnswers,
    SenderKind,
)
from app.domain.path import SendingPath
from app.domain.paths.advice import Advice, Fit, advise
from app.domain.paths.brief import SenderAbility, TlsAbility
from app.domain.paths.relay_address import RelayAddress, judge_relay_address
from app.domain.paths.remark import Remark
from tests.wording import ENGLISH

FACTS = advice_facts(Catalogue())
DOMAIN = DomainName("contoso.com")
MX = "contoso-com.mail.protection.outlook.com"
FOUND = Detection(domain=DOMAIN, tenant_id="t", mx=(MX,), microsoft_mx=MX)
FILTERED = Detection(domain=DOMAIN, tenant_id="t", mx=("mx1.filter.test",))
ABSENT = Detection(domain=DOMAIN, mx=("mail.hoster.test",))
OAUTH, BASIC = SendingPath.SMTP_AUTH_OAUTH, SendingPath.SMTP_AUTH_BASIC
RELAY, CERTIFICATE = SendingPath.RELAY_IP, SendingPath.RELAY_CERTIFICATE
DIRECT, HIGH = SendingPath.DIRECT_SEND, SendingPath.HIGH_VOLUME
BRIDGE = SendingPath.OAUTH_BRIDGE


class Ability(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    oauth: OAuthAbility
    tls: TlsAbility = TlsAbility.UNKNOWN
    starttls: bool | None = None


class Office(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of offices.toml."""

    name: str
    kinds: tuple[SenderKind, ...] = ()
    oauth: OAuthAbility = OAuthAbility.UNKNOWN
    audience: Audience = Audience.BOTH
    messages_per_day: int = 100
    purpose: Purpose = Purpose.EVERYDAY
    busiest_minute: int = 1
    recipients_per_message: int = 1
    licences: int | None = None
    from_address: str = ""
    fixed_ips: tuple[str, ...] = ()
    detection: Literal["found", "filtered", "absent", "untold", "none"] = "found"
    found_cloud: str | None = None
    cloud: str = "worldwide"
    scenario: str = ""
    findings: tuple[str, ...] = ()
    devices: tuple[Ability, ...] = ()
    first: SendingPath | None = None
    ranking: tuple[SendingPath, ...] = ()
    """All paths that can work, best first."""
    impossible: tuple[SendingPath, ...] = ()
    codes: tuple[str, ...] = ()


def finding(code: str, state: State = State.FOUND) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, state=state, subject="x")


DETECTIONS = {
    "found": FOUND,
    "filtered": FILTERED,
    "absent": ABSENT,
    "untold": replace(ABSENT, findings=(finding("detect.tenant.untold", State.UNTOLD),)),
    "none": None,
}


def client_of(office: Office) -> Client:
    detection = DETECTIONS[office.detection]
    if detection and office.found_cloud:
        detection = replace(detection, cloud=CloudId(office.found_cloud))
    return Client(
        id=ClientId("contoso"),
        name="Contoso",
        domain=DOMAIN,
        cloud=CloudId(office.cloud),
        detection=detection,
        findings=tuple(finding(code) for code in office.findings),
        scenario=office.scenario,
        sender=SenderAnswers(
            kinds=office.kinds,
            audience=office.audience,
            messages_per_day=office.messages_per_day,
            purpose=office.purpose,
            busiest_minute=office.busiest_minute,
            recipients_per_message=office.recipients_per_message,
            licences=office.licences,
            from_address=EmailAddress.parse(office.from_address) if office.from_address else None,
            oauth=office.oauth,
            fixed_ips=office.fixed_ips,
        ),
    )


def abilities_of(office: Office) -> tuple[SenderAbility, ...]:
    return tuple(
        SenderAbility(name="Copier", oauth=item.oauth, tls=item.tls, starttls=item.starttls)
        for item in office.devices
    )


OFFICES = msgspec.toml.decode(
    Path(__file__).with_name("offices.toml").read_bytes(), type=dict[str, list[Office]]
)["office"]
EACH = pytest.mark.parametrize("item", OFFICES, ids=lambda item: item.name)


def advice_for(item: Office) -> Advice:
    return advise(client_of(item), abilities_of(item), FACTS)


def codes_of(advice: Advice) -> set[str]:
    remarks = {note.code for note in advice.notes}
    return remarks.union(*(option.codes for option in advice.options))


@EACH
def test_advise_recommends_what_the_table_says(item: Office) -> None:
    advice = advice_for(item)
    assert (advice.recommended.path if advice.recommended else None) == item.first
    able = tuple(option.path for option in advice.options if option.fit is not Fit.IMPOSSIBLE)
    assert able == item.ranking
    for path in item.impossible:
        assert advice.option(path).fit is Fit.IMPOSSIBLE
    assert set(item.codes) <= codes_of(advice)


@EACH
def test_advise_says_why_not_for_each_impossible_path(item: Office) -> None:
    for option in advice_for(item).options:
        assert option.obstacles or option.grounds
        if option.fit is Fit.IMPOSSIBLE:
            assert option.obstacles
            assert not option.grounds


def test_advise_from_own_domain_objects_to_nothing_about_it() -> None:
    sender = EmailAddress("scan", DomainName("mail.contoso.com"))
    office = Office(name="own domain", from_address=str(sender), oauth=OAuthAbility.YES)
    codes = codes_of(advice_for(office))
    assert not codes & {"advice.foreign_from", "advice.initial_domain"}


def say(remark: Remark) -> str:
    return ENGLISH.remark(remark).text


def test_advise_basic_shows_its_end_as_microsoft_says_it() -> None:
    basic = advice_for(Office(name="x", oauth=OAuthAbility.NO)).option(BASIC)
    assert any("end of December 2026" in say(remark) for remark in basic.obstacles)


def test_advise_fills_every_placeholder() -> None:
    for item in OFFICES:
        advice = advice_for(item)
        assert not any("{" in say(note) for note in advice.notes)
        for option in advice.options:
            assert not any("{" in say(one) for one in (*option.grounds, *option.obstacles))


ips = st.sampled_from(
    (
        "",
        "203.0.113.10",
        "8.8.8.8",
        "10.1.1.1",
        "::1",
        "fe80::1%eth0",
        "0.0.0.0/0",
        "x",
        "1.1.1.1/31",
    )
)
addresses = st.sampled_from(
    (None, EmailAddress("a", DOMAIN), EmailAddress("a", DomainName("c.onmicrosoft.com")))
)
senders = st.builds(
    SenderAnswers,
    kinds=st.lists(st.sampled_from(SenderKind), unique=True).map(tuple),
    audience=st.sampled_from(Audience),
    messages_per_day=st.integers(min_value=-5, max_value=10**9),
    purpose=st.sampled_from(Purpose),
    busiest_minute=st.integers(min_value=0, max_value=10**6),
    recipients_per_message=st.integers(min_value=1, max_value=10**5),
    licences=st.none() | st.integers(min_value=0, max_value=10**6),
    from_address=addresses,
    oauth=st.sampled_from(OAuthAbility),
    fixed_ips=st.lists(ips | st.text(max_size=20), max_size=3).map(tuple),
)
abilities = st.lists(
    st.builds(
        SenderAbility,
        name=st.text(max_size=20),
        oauth=st.sampled_from(OAuthAbility),
        tls=st.sampled_from(TlsAbility),
        starttls=st.sampled_from((None, True, False)),
    ),
    max_size=3,
).map(tuple)
clients = st.builds(
    lambda sender, detection, cloud, codes: replace(
        client_of(Office(name="x", cloud=cloud, findings=tuple(codes))),
        sender=sender,
        detection=detection,
    ),
    senders,
    st.sampled_from((None, FOUND, FILTERED, ABSENT)),
    st.sampled_from(("worldwide", "gcc_high", "dod", "china", "lab")),
    st.lists(st.sampled_from(("direct_send.rejected", "smtp.auth.basic_retired", "x.y"))),
)


@given(clients, abilities)
def test_advise_always_lists_every_path_once_with_one_first_choice(
    someone: Client, able_to: tuple[SenderAbility, ...]
) -> None:
    advice = advise(someone, able_to, FACTS)
    assert sorted(option.path for option in advice.options) == sorted(SendingPath)
    first = [option for option in advice.options if option.fit is Fit.RECOMMENDED]
    assert len(first) == (0 if someone.detection == ABSENT else 1)
    order = list(Fit)
    ranks = [order.index(option.fit) for option in advice.options]
    assert ranks == sorted(ranks)


def test_what_lacks_password_takes_no_path_that_asks_for_it() -> None:
    mute = SenderAbility(name="Scanner", oauth=OAuthAbility.NO, takes_password=False)
    advice = advise(client_of(Office(name="x")), (mute,), FACTS)
    impossible = {option.path for option in advice.options if option.fit is Fit.IMPOSSIBLE}
    assert impossible >= {BASIC, BRIDGE, HIGH, SendingPath.AZURE_COMMUNICATION}
    unsure = replace(mute, takes_password=None)
    possible = advise(client_of(Office(name="x")), (unsure,), FACTS).recommended
    assert possible is not None


@given(clients, abilities)
def test_advise_never_recommends_against_a_hard_constraint(
    someone: Client, able_to: tuple[SenderAbility, ...]
) -> None:
    first = advise(someone, able_to, FACTS).recommended
    if first is None:
        return
    sender = someone.sender
    if sender.audience is not Audience.INSIDE:
        assert first.path not in (DIRECT, HIGH)
    if sender.messages_per_day * sender.recipients_per_message > 10_000:
        assert first.path not in (OAUTH, BASIC, BRIDGE)
    if sender.oauth is OAuthAbility.NO:
        assert first.path is not OAUTH
    if any(item.tls in (TlsAbility.OLD, TlsAbility.NONE) for item in able_to):
        assert first.path not in (OAUTH, BASIC, CERTIFICATE, HIGH)
    if any(item.starttls is False for item in able_to):
        assert first.path not in (OAUTH, BASIC, HIGH)
    if not any(judge_relay_address(text) is RelayAddress.USABLE for text in sender.fixed_ips):
        assert first.path is not RELAY or someone.cloud == "lab"
    if sender.kinds == (SenderKind.PERSON,):
        assert first.path is not CERTIFICATE
    assert someone.cloud not in FACTS.not_in_clouds.get(first.path, ())
    shut = FACTS.closed_by.get(first.path, ())
    assert not any(finding.code in shut for finding in someone.findings)


def test_the_table_is_broad_and_names_each_office_once() -> None:
    assert len({item.name for item in OFFICES}) == len(OFFICES) >= 60
    assert {item.first for item in OFFICES} >= set(SendingPath) - {BASIC}
