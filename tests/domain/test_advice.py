"""Which path is recommended, possible or impossible, and by which reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts
from app.domain.address import DomainName, EmailAddress
from app.domain.advice import Advice, Fit, advise
from app.domain.client import (
    Audience,
    Client,
    ClientId,
    CloudId,
    Detection,
    OAuthAbility,
    SenderAnswers,
    SenderKind,
)
from app.domain.finding import Finding, Severity, State
from app.domain.path import SendingPath
from app.domain.situation import SenderAbility, TlsAbility

FACTS = advice_facts(Catalogue())
DOMAIN = DomainName("contoso.com")
MX = "contoso-com.mail.protection.outlook.com"
FOUND = Detection(domain=DOMAIN, tenant_id="t", mx=(MX,), microsoft_mx=MX)
FILTERED = Detection(domain=DOMAIN, tenant_id="t", mx=("mx1.filter.test",))
ABSENT = Detection(domain=DOMAIN, mx=("mail.hoster.test",))
FIXED = ("203.0.113.10",)
OAUTH, BASIC, RELAY, CERTIFICATE, DIRECT, HIGH, AZURE, BRIDGE = (
    SendingPath.SMTP_AUTH_OAUTH,
    SendingPath.SMTP_AUTH_BASIC,
    SendingPath.RELAY_IP,
    SendingPath.RELAY_CERTIFICATE,
    SendingPath.DIRECT_SEND,
    SendingPath.HIGH_VOLUME,
    SendingPath.AZURE_COMMUNICATION,
    SendingPath.OAUTH_BRIDGE,
)
YES, NO, UNKNOWN = OAuthAbility.YES, OAuthAbility.NO, OAuthAbility.UNKNOWN
DEVICE, APP, SERVER, PERSON = (
    SenderKind.DEVICE,
    SenderKind.APP,
    SenderKind.SERVER,
    SenderKind.PERSON,
)
INSIDE, OUTSIDE, BOTH = Audience.INSIDE, Audience.OUTSIDE, Audience.BOTH


class Said(TypedDict, total=False):
    kinds: tuple[SenderKind, ...]
    audience: Audience
    messages_per_day: int
    from_address: EmailAddress
    oauth: OAuthAbility
    fixed_ips: tuple[str, ...]


def client(
    *,
    detection: Detection | None = FOUND,
    cloud: str = "worldwide",
    findings: tuple[Finding, ...] = (),
    scenario: str = "",
    **sender: Unpack[Said],
) -> Client:
    return Client(
        id=ClientId("contoso"),
        name="Contoso",
        domain=DOMAIN,
        cloud=CloudId(cloud),
        detection=detection,
        findings=findings,
        scenario=scenario,
        sender=SenderAnswers(**sender),
    )


def finding(code: str, state: State = State.FOUND) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, state=state, subject="x", title="It is shut")


@dataclass(frozen=True, kw_only=True)
class Office:
    """One situation of the table and what must be said about it."""

    name: str
    client: Client
    abilities: tuple[SenderAbility, ...] = ()
    first: SendingPath | None
    impossible: frozenset[SendingPath] = frozenset()
    codes: tuple[str, ...] = ()


def office(
    name: str,
    first: SendingPath | None,
    *,
    abilities: tuple[SenderAbility, ...] = (),
    impossible: tuple[SendingPath, ...] = (),
    codes: tuple[str, ...] = (),
    detection: Detection | None = FOUND,
    cloud: str = "worldwide",
    findings: tuple[Finding, ...] = (),
    scenario: str = "",
    **sender: Unpack[Said],
) -> Office:
    return Office(
        name=name,
        first=first,
        abilities=abilities,
        impossible=frozenset(impossible),
        codes=codes,
        client=client(
            detection=detection, cloud=cloud, findings=findings, scenario=scenario, **sender
        ),
    )


def able(
    oauth: OAuthAbility, *, tls: TlsAbility = TlsAbility.UNKNOWN, starttls: bool | None = None
) -> SenderAbility:
    return SenderAbility(name="Copier", oauth=oauth, tls=tls, starttls=starttls)


MANY = 20_000
OFFICES = (
    # what can sign in with OAuth
    office("oauth copier", OAUTH, kinds=(DEVICE,), oauth=YES, codes=("advice.oauth_able",)),
    office("oauth copier with fixed address", OAUTH, kinds=(DEVICE,), oauth=YES, fixed_ips=FIXED),
    office("oauth copier, inside only", OAUTH, kinds=(DEVICE,), oauth=YES, audience=INSIDE),
    office("oauth app", OAUTH, kinds=(APP,), oauth=YES, codes=("advice.note_graph",)),
    office("oauth server", OAUTH, kinds=(SERVER,), oauth=YES, fixed_ips=FIXED),
    office("a person's mail program", OAUTH, kinds=(PERSON,)),
    office("a person with an office address", OAUTH, kinds=(PERSON,), fixed_ips=FIXED),
    office("an old mail program", BRIDGE, kinds=(PERSON,), oauth=NO, impossible=(CERTIFICATE,)),
    office("catalogue knows oauth", OAUTH, kinds=(DEVICE,), abilities=(able(YES),)),
    office("the answer beats the catalogue", OAUTH, oauth=YES, abilities=(able(NO),)),
    office("software of unknown ability", OAUTH, kinds=(APP,), codes=("advice.note_ask_oauth",)),
    office("script of unknown ability", OAUTH, kinds=(SERVER,)),
    # what cannot, with a fixed address
    office("old copier, fixed address", RELAY, oauth=NO, fixed_ips=FIXED, impossible=(OAUTH,)),
    office("old copier, a range", RELAY, oauth=NO, fixed_ips=("203.0.113.0/28",)),
    office("unknown copier, fixed address", RELAY, kinds=(DEVICE,), fixed_ips=FIXED),
    office(
        "server without oauth, fixed address", RELAY, kinds=(SERVER,), oauth=NO, fixed_ips=FIXED
    ),
    office("one good address among bad", RELAY, oauth=NO, fixed_ips=("10.0.0.1", *FIXED)),
    office(
        "one device of two cannot",
        RELAY,
        fixed_ips=FIXED,
        abilities=(able(YES), able(NO)),
        impossible=(OAUTH,),
        codes=("advice.oauth_unable_named", "advice.note_mixed"),
    ),
    office(
        "no TLS at all, fixed address",
        RELAY,
        fixed_ips=FIXED,
        abilities=(able(NO, tls=TlsAbility.NONE),),
        impossible=(OAUTH, BASIC, CERTIFICATE, HIGH),
        codes=("advice.tls_too_old",),
    ),
    office(
        "port 465 only, fixed address",
        RELAY,
        fixed_ips=FIXED,
        abilities=(able(NO, starttls=False),),
        impossible=(OAUTH, BASIC),
        codes=("advice.no_starttls",),
    ),
    # what cannot, without a fixed address
    office("old copier, outside", BRIDGE, kinds=(DEVICE,), oauth=NO, impossible=(OAUTH, RELAY)),
    office("old copier, inside", DIRECT, kinds=(DEVICE,), oauth=NO, audience=INSIDE),
    office("unknown copier, outside", BRIDGE, kinds=(DEVICE,), impossible=(RELAY, DIRECT, HIGH)),
    office("unknown copier, inside", DIRECT, kinds=(DEVICE,), audience=INSIDE),
    office("server, outside", CERTIFICATE, kinds=(SERVER,), oauth=NO),
    office("server, inside", DIRECT, kinds=(SERVER,), oauth=NO, audience=INSIDE),
    office("app without oauth", BRIDGE, kinds=(APP,), oauth=NO),
    office(
        "old TLS, outside",
        BRIDGE,
        abilities=(able(NO, tls=TlsAbility.OLD),),
        impossible=(OAUTH, BASIC, RELAY, CERTIFICATE),
        codes=("advice.bridge_modern_tls",),
    ),
    office("oauth, but TLS too old", BRIDGE, abilities=(able(YES, tls=TlsAbility.OLD),)),
    office(
        "Direct Send is refused",
        BRIDGE,
        oauth=NO,
        audience=INSIDE,
        findings=(finding("direct_send.rejected"),),
        impossible=(DIRECT,),
        codes=("advice.shut",),
    ),
    office(
        "Basic is retired here",
        BRIDGE,
        oauth=NO,
        findings=(finding("smtp.auth.basic_retired"),),
        impossible=(BASIC, OAUTH),
    ),
    # addresses that no connector takes
    office(
        "private", BRIDGE, oauth=NO, fixed_ips=("192.168.1.9",), codes=("advice.address_private",)
    ),
    office("IPv6", BRIDGE, oauth=NO, fixed_ips=("2001:db8::1",), codes=("advice.address_ipv6",)),
    office(
        "carrier NAT", BRIDGE, oauth=NO, fixed_ips=("100.64.1.1",), codes=("advice.address_shared",)
    ),
    office(
        "a /16", BRIDGE, oauth=NO, fixed_ips=("8.8.0.0/16",), codes=("advice.address_too_wide",)
    ),
    office("a word", BRIDGE, oauth=NO, fixed_ips=("x",), codes=("advice.address_not_an_address",)),
    office("practice tenant", RELAY, oauth=NO, fixed_ips=("127.0.0.1",), scenario="all_well"),
    # volume
    office(
        "bulk to outside",
        AZURE,
        oauth=YES,
        messages_per_day=MANY,
        impossible=(OAUTH, BASIC, BRIDGE, DIRECT, HIGH),
        codes=("advice.over_daily_limit", "advice.azure_bulk", "advice.note_bulk"),
    ),
    office(
        "bulk to outside, fixed address",
        AZURE,
        oauth=NO,
        messages_per_day=MANY,
        fixed_ips=FIXED,
        codes=("advice.relay_not_bulk",),
    ),
    office("bulk inside", HIGH, oauth=NO, audience=INSIDE, messages_per_day=MANY),
    office(
        "bulk inside in China",
        AZURE,
        oauth=NO,
        audience=INSIDE,
        messages_per_day=MANY,
        cloud="china",
        impossible=(HIGH,),
        codes=("advice.not_in_cloud",),
    ),
    office("exactly the daily limit", OAUTH, oauth=YES, messages_per_day=10_000),
    office("one more", AZURE, oauth=YES, messages_per_day=10_001),
    # the domain
    office(
        "no tenant",
        None,
        detection=ABSENT,
        impossible=tuple(SendingPath),
        codes=("advice.no_tenant",),
    ),
    office("not looked yet", OAUTH, detection=None, oauth=YES, codes=("advice.tenant_untold",)),
    office(
        "could not be told",
        OAUTH,
        oauth=YES,
        detection=replace(ABSENT, findings=(finding("tenant.untold", State.UNTOLD),)),
        codes=("advice.tenant_untold",),
    ),
    office(
        "a filter in front",
        RELAY,
        oauth=NO,
        fixed_ips=FIXED,
        detection=FILTERED,
        codes=("advice.filter_in_front",),
    ),
    office(
        "from the initial domain",
        OAUTH,
        oauth=YES,
        from_address=EmailAddress("scan", DomainName("contoso.onmicrosoft.com")),
        codes=("advice.initial_domain",),
    ),
    office(
        "from another domain",
        OAUTH,
        oauth=YES,
        from_address=EmailAddress("scan", DomainName("fabrikam.com")),
        codes=("advice.foreign_from",),
    ),
)


def advice_for(item: Office) -> Advice:
    return advise(item.client, item.abilities, FACTS)


def codes_of(advice: Advice) -> set[str]:
    remarks = {note.code for note in advice.notes}
    return remarks.union(*(option.codes for option in advice.options))


@pytest.mark.parametrize("item", OFFICES, ids=lambda item: item.name)
def test_advise_recommends_what_the_table_says(item: Office) -> None:
    advice = advice_for(item)
    assert (advice.recommended.path if advice.recommended else None) == item.first
    for path in item.impossible:
        assert advice.option(path).fit is Fit.IMPOSSIBLE
    assert set(item.codes) <= codes_of(advice)


@pytest.mark.parametrize("item", OFFICES, ids=lambda item: item.name)
def test_advise_says_why_not_for_each_impossible_path(item: Office) -> None:
    for option in advice_for(item).options:
        assert option.objections or option.reasons
        if option.fit is Fit.IMPOSSIBLE:
            assert option.objections
            assert not option.reasons


def test_advise_from_own_domain_objects_to_nothing_about_it() -> None:
    sender = EmailAddress("scan", DomainName("mail.contoso.com"))
    codes = codes_of(advise(client(from_address=sender, oauth=YES), (), FACTS))
    assert not codes & {"advice.foreign_from", "advice.initial_domain"}


def test_advise_basic_shows_its_end_as_microsoft_says_it() -> None:
    basic = advise(client(oauth=NO), (), FACTS).option(BASIC)
    assert any("end of December 2026" in text for text in basic.objections)


def test_advise_fills_every_placeholder() -> None:
    for item in OFFICES:
        for option in advice_for(item).options:
            assert not any("{" in text for text in (*option.reasons, *option.objections))


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
        client(detection=detection, cloud=cloud, findings=tuple(finding(code) for code in codes)),
        sender=sender,
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
    if sender.messages_per_day > 10_000:
        assert first.path not in (OAUTH, BASIC, BRIDGE)
    if sender.oauth is NO:
        assert first.path is not OAUTH
    if any(item.tls in (TlsAbility.OLD, TlsAbility.NONE) for item in able_to):
        assert first.path not in (OAUTH, BASIC, CERTIFICATE, HIGH)
    if not sender.fixed_ips:
        assert first.path is not RELAY
    assert not (first.path is HIGH and someone.cloud == "china")
