"""What advice turns on, drawn from clients and from the catalogue's words on devices."""

from __future__ import annotations

import pytest

from app.catalogue import Catalogue
from app.catalogue.advice import device_ability
from app.domain.organisation.client import OAuthAbility
from app.domain.paths.brief import TlsAbility, read_ability

DEVICES = Catalogue().devices


def ability_of(text: str) -> tuple[TlsAbility, bool | None]:
    ability = read_ability("x", oauth=OAuthAbility.NO, oauth_text="", tls=text, has_starttls=None)
    return ability.tls, ability.starttls


@pytest.mark.parametrize(
    ("text", "tls", "starttls"),
    [
        ("", TlsAbility.UNKNOWN, None),
        ("1.2", TlsAbility.MODERN, None),
        ("Selectable SSLv3 ... TLS 1.3.", TlsAbility.MODERN, None),
        ("No TLS.", TlsAbility.NONE, None),
        ("No TLS (2008-2012 firmware).", TlsAbility.NONE, None),
        ("No TLS setting on the page: needs a relay.", TlsAbility.NONE, None),
        ("The help page lists no TLS option at all: cannot use it.", TlsAbility.NONE, None),
        ("Encrypted SMTP not supported at all (vendor table).", TlsAbility.NONE, None),
        ("No TLS item on the page read.", TlsAbility.UNKNOWN, None),
        ("No TLS option in the pages read.", TlsAbility.UNKNOWN, None),
        ("SSL/TLS of its time (TLS 1.0 at best): cannot talk.", TlsAbility.OLD, None),
        ("Third party: stops at TLS 1.0, store cannot be updated.", TlsAbility.OLD, None),
        ("Third party: models before about 2020 stop at TLS 1.0.", TlsAbility.UNKNOWN, None),
        ("TLS 1.0 when nothing is ticked.", TlsAbility.UNKNOWN, None),
        ("Firmware update needed for TLS 1.2 on older units.", TlsAbility.UNKNOWN, None),
        ("No STARTTLS choice: cannot use it directly.", TlsAbility.UNKNOWN, False),
        ("SSL only.", TlsAbility.UNKNOWN, False),
    ],
)
def test_read_ability_takes_a_sentence_at_its_word(
    text: str, tls: TlsAbility, *, starttls: bool | None
) -> None:
    assert ability_of(text) == (tls, starttls)


@pytest.mark.parametrize(
    ("device", "oauth"),
    [
        ("sophos-firewall", OAuthAbility.YES),
        ("ricoh-streamline-nx", OAuthAbility.NO),  # through Graph, not over SMTP
        ("printeron-server", OAuthAbility.NO),
        ("agentil-redpeaks-pro-monitor", OAuthAbility.YES),
        ("reolink-cameras", OAuthAbility.NO),
    ],
)
def test_device_ability_tells_oauth_over_smtp(device: str, oauth: OAuthAbility) -> None:
    assert device_ability(DEVICES[device]).oauth is oauth


def test_device_ability_keeps_what_depends_on_the_model_open() -> None:
    partly = [device for device in DEVICES.values() if device.oauth_ability == "partly"]
    assert partly
    for device in partly:
        if "not smtp" not in device.oauth.lower():
            assert device_ability(device).oauth is OAuthAbility.UNKNOWN


def test_device_ability_is_read_for_every_device() -> None:
    for device in DEVICES.values():
        ability = device_ability(device)
        assert ability.name.strip()
        assert not (ability.tls is TlsAbility.NONE and "starttls" in device.security_labels)
