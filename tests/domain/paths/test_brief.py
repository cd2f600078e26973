"""What advice turns on, drawn from clients and from the catalogue's words on devices."""

from __future__ import annotations

import pytest

from app.catalogue import Catalogue
from app.catalogue.advice import device_ability
from app.catalogue.devices.reading import read_ability
from app.domain.devices.ability import DeviceAbility, OAuthWord
from app.domain.organisation.client import OAuthAbility
from app.domain.paths.brief import TlsAbility, read_sender

DEVICES = Catalogue().devices


@pytest.mark.parametrize(
    ("ability", "tls", "starttls"),
    [
        (DeviceAbility(), TlsAbility.UNKNOWN, None),
        (DeviceAbility(tls={"1.2": True}), TlsAbility.MODERN, None),
        (DeviceAbility(tls={"1.0": True}), TlsAbility.UNKNOWN, None),
        (DeviceAbility(tls={"1.0": True, "1.2": False, "1.3": False}), TlsAbility.OLD, None),
        (
            DeviceAbility(encryption={"starttls": False, "implicit": False}),
            TlsAbility.NONE,
            False,
        ),
        (DeviceAbility(encryption={"starttls": False}), TlsAbility.UNKNOWN, False),
        (DeviceAbility(encryption={"starttls": True}), TlsAbility.UNKNOWN, True),
    ],
)
def test_read_sender_takes_from_a_device_what_is_known(
    ability: DeviceAbility, tls: TlsAbility, *, starttls: bool | None
) -> None:
    sender = read_sender("x", ability)
    assert (sender.tls, sender.starttls) == (tls, starttls)


def test_device_without_a_place_for_a_password_lacks_it() -> None:
    none = DeviceAbility(mechanisms={"LOGIN": False, "PLAIN": False})
    assert read_sender("x", none).lacks_password
    assert not read_sender("x", DeviceAbility(mechanisms={"LOGIN": False})).lacks_password


@pytest.mark.parametrize(
    ("device", "oauth"),
    [
        ("lexmark-fw24", OAuthAbility.YES),
        ("sophos-firewall", OAuthAbility.UNKNOWN),  # its older versions are not known to
        ("grandstream-ucm", OAuthAbility.UNKNOWN),  # whether over SMTP or Graph is not said
        ("ricoh-streamline-nx", OAuthAbility.NO),  # through Graph, not over SMTP
        ("printeron-server", OAuthAbility.NO),
        ("agentil-redpeaks-pro-monitor", OAuthAbility.YES),
        ("reolink-cameras", OAuthAbility.UNKNOWN),
    ],
)
def test_device_ability_tells_oauth_over_smtp(device: str, oauth: OAuthAbility) -> None:
    assert device_ability(DEVICES[device]).oauth is oauth


def test_device_ability_keeps_what_depends_on_the_model_open() -> None:
    partly = [
        device for device in DEVICES.values() if read_ability(device).oauth is OAuthWord.PARTLY
    ]
    assert partly
    for device in partly:
        assert device_ability(device).oauth is OAuthAbility.UNKNOWN


@pytest.mark.parametrize(
    "id_",
    [
        "asrock-rack-ep2c602",
        "axis-camera-station-1-x",
        "mojo-networks-spectraguard-enterprise",
        "xerox-docucentre-sc2020",
        "xerox-workcentre-7755-class",
    ],
)
def test_page_that_does_not_mention_tls_proves_nothing(id_: str) -> None:
    sender = device_ability(DEVICES[id_])
    assert (sender.tls, sender.starttls) == (TlsAbility.UNKNOWN, None)
    assert DEVICES[id_].ability.settle
