"""Which addresses a connector takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.paths.relay_address import RelayAddress, judge_relay_address


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("8.8.8.8", RelayAddress.USABLE),
        (" 8.8.8.8 ", RelayAddress.USABLE),
        ("8.8.8.0/24", RelayAddress.USABLE),
        ("8.8.8.5/24", RelayAddress.USABLE),
        ("8.8.8.8/32", RelayAddress.USABLE),
        ("203.0.113.10", RelayAddress.USABLE),
        ("8.8.8.0/23", RelayAddress.TOO_WIDE),
        ("0.0.0.0/0", RelayAddress.TOO_WIDE),
        ("10.1.2.3", RelayAddress.PRIVATE),
        ("172.31.0.1", RelayAddress.PRIVATE),
        ("192.168.0.0/24", RelayAddress.PRIVATE),
        ("127.0.0.1", RelayAddress.PRIVATE),
        ("169.254.1.1", RelayAddress.PRIVATE),
        ("224.0.0.1", RelayAddress.PRIVATE),
        ("0.0.0.0", RelayAddress.PRIVATE),
        ("255.255.255.255", RelayAddress.PRIVATE),
        ("100.64.0.1", RelayAddress.SHARED),
        ("100.127.255.255", RelayAddress.SHARED),
        ("100.128.0.1", RelayAddress.USABLE),
        ("2a01:4f8::1", RelayAddress.IPV6),
        ("::ffff:8.8.8.8", RelayAddress.IPV6),
        ("fe80::1%eth0", RelayAddress.IPV6),
        ("8.8.8", RelayAddress.NOT_AN_ADDRESS),
        ("8.8.8.08", RelayAddress.NOT_AN_ADDRESS),
        ("8.8.8.8-9", RelayAddress.NOT_AN_ADDRESS),
        ("mail.contoso.com", RelayAddress.NOT_AN_ADDRESS),
        ("", RelayAddress.NOT_AN_ADDRESS),
    ],
)
def test_judge_relay_address(typed: str, verdict: RelayAddress) -> None:
    assert judge_relay_address(typed) is verdict


@pytest.mark.parametrize("typed", ["127.0.0.1", "10.0.0.1", "100.64.0.1"])
def test_judge_relay_address_in_a_private_world_takes_private_ones(typed: str) -> None:
    assert judge_relay_address(typed, is_private_world=True) is RelayAddress.USABLE


@given(st.text() | st.ip_addresses().map(str))
def test_judge_relay_address_answers_for_any_text(typed: str) -> None:
    assert judge_relay_address(typed) in RelayAddress
