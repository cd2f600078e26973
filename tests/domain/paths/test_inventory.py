"""Which devices go on sending, and which path each group takes."""

from __future__ import annotations

from dataclasses import replace

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts, device_ability
from app.domain.address import DomainName
from app.domain.organisation.client import Client, ClientId, Detection, OAuthAbility, SenderAnswers
from app.domain.organisation.sender_list import AuthProtocol, ListedSender
from app.domain.path import SendingPath
from app.domain.paths.brief import SenderAbility, TlsAbility
from app.domain.paths.inventory import (
    DeviceVerdict,
    advise_groups,
    judge_devices,
    judge_senders,
    take_stock,
)
from tests.wording import ENGLISH

CATALOGUE = Catalogue()
FACTS = advice_facts(CATALOGUE)
DOMAIN = DomainName("contoso.com")
NEW = SenderAbility(name="New copier", oauth=OAuthAbility.YES, tls=TlsAbility.MODERN)
OLD = SenderAbility(name="Old copier", oauth=OAuthAbility.NO)
ANCIENT = SenderAbility(name="Fax", oauth=OAuthAbility.NO, tls=TlsAbility.NONE)
CAMERA = SenderAbility(name="Camera", oauth=OAuthAbility.NO, starttls=False)
OPEN = SenderAbility(name="Scanner")


def office(*fixed_ips: str) -> Client:
    return Client(
        id=ClientId("contoso"),
        name="Contoso",
        domain=DOMAIN,
        detection=Detection(domain=DOMAIN, tenant_id="t"),
        sender=SenderAnswers(fixed_ips=fixed_ips),
    )


def test_judge_devices_puts_the_most_urgent_first() -> None:
    judged = judge_devices((NEW, OPEN, OLD, CAMERA, ANCIENT), FACTS)
    assert [(item.name, item.verdict) for item in judged] == [
        ("Camera", DeviceVerdict.TOO_OLD),
        ("Fax", DeviceVerdict.TOO_OLD),
        ("Old copier", DeviceVerdict.ENDS),
        ("Scanner", DeviceVerdict.ASK),
        ("New copier", DeviceVerdict.GOES_ON),
    ]


def test_judge_devices_says_when_a_password_stops() -> None:
    (judged,) = judge_devices((OLD,), FACTS)
    said = ENGLISH.remark(judged.remark)
    assert "Old copier knows only a password" in said.text
    assert "end of December 2026 unless" in said.text
    assert said.sources


def test_every_device_of_the_catalogue_gets_a_verdict() -> None:
    devices = [device for device in CATALOGUE.devices.values() if not device.is_note]
    judged = judge_devices((device_ability(device) for device in devices), FACTS)
    assert len(judged) == len(devices)
    assert {item.verdict for item in judged} == set(DeviceVerdict)


def test_a_mixed_office_takes_several_paths() -> None:
    groups = advise_groups(office("203.0.113.10"), (NEW, OLD, NEW, ANCIENT), FACTS)
    chosen = [(group.names, group.advice.recommended) for group in groups]
    assert [(names, best.path) for names, best in chosen if best] == [
        (("New copier", "New copier"), SendingPath.SMTP_AUTH_OAUTH),
        (("Old copier",), SendingPath.RELAY_IP),
        (("Fax",), SendingPath.RELAY_IP),
    ]


def test_a_mixed_office_without_a_fixed_address_takes_bridge_and_oauth() -> None:
    groups = advise_groups(office(), (NEW, OLD), FACTS)
    best = [group.advice.recommended for group in groups]
    assert [item.path for item in best if item] == [
        SendingPath.SMTP_AUTH_OAUTH,
        SendingPath.OAUTH_BRIDGE,
    ]


def test_advise_groups_of_nothing_is_nothing() -> None:
    assert advise_groups(office(), (), FACTS) == ()


def test_a_device_that_sends_through_graph_goes_on_and_needs_no_path() -> None:
    graph = device_ability(CATALOGUE.devices["ricoh-streamline-nx"])
    stock = take_stock(office(), (graph, OLD), (), FACTS)
    judged = {item.name: item for item in stock.devices}
    assert judged[graph.name].verdict is DeviceVerdict.GOES_ON
    assert judged[graph.name].remark.code == "device.graph"
    assert stock.path_of(graph.name) is None
    assert [group.names for group in stock.groups] == [("Old copier",)]


def test_what_is_known_of_a_group_counts_more_than_the_answer_for_the_office() -> None:
    asked = office("203.0.113.10")
    asked = replace(asked, sender=replace(asked.sender, oauth=OAuthAbility.NO))
    (group,) = advise_groups(asked, (NEW,), FACTS)
    assert group.advice.recommended is not None
    assert group.advice.recommended.path is SendingPath.SMTP_AUTH_OAUTH


def test_senders_are_judged_by_what_they_did() -> None:
    senders = (
        ListedSender(address="new@x.test", protocol=AuthProtocol.OAUTH, messages=1),
        ListedSender(address="few@x.test", protocol=AuthProtocol.BASIC, messages=1),
        ListedSender(address="many@x.test", protocol=AuthProtocol.BOTH, messages=9),
        ListedSender(address="old@x.test", protocol=AuthProtocol.OAUTH, old_tls=True),
        ListedSender(address="who@x.test"),
    )
    assert [(item.name, item.remark.code) for item in judge_senders(senders, FACTS)] == [
        ("old@x.test", "sender.too_old"),
        ("many@x.test", "sender.ends"),
        ("few@x.test", "sender.ends"),
        ("who@x.test", "sender.ask"),
        ("new@x.test", "sender.goes_on"),
    ]
