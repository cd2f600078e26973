"""Which devices go on sending, and which path each group takes."""

from __future__ import annotations

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts, device_ability
from app.domain.address import DomainName
from app.domain.client import Client, ClientId, Detection, OAuthAbility, SenderAnswers
from app.domain.inventory import DeviceVerdict, advise_groups, judge_devices
from app.domain.path import SendingPath
from app.domain.situation import SenderAbility, TlsAbility

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
    assert "Old copier knows only a password" in judged.remark.text
    assert "end of December 2026 unless" in judged.remark.text
    assert judged.remark.sources


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
