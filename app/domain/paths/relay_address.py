"""Which addresses a connector by IP can be made for."""

from __future__ import annotations

import ipaddress
from enum import StrEnum

_WIDEST_PREFIX = 24
"""Microsoft's; the catalogue says it in words, in paths/relay.toml with its sources."""
_CARRIER_NAT = ipaddress.IPv4Network("100.64.0.0/10")
_DOCUMENTATION = tuple(
    ipaddress.IPv4Network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
)


class RelayAddress(StrEnum):
    """What an address is worth to a connector; all but `usable` say why not."""

    USABLE = "usable"
    IPV6 = "ipv6"
    PRIVATE = "private"
    SHARED = "shared"
    TOO_WIDE = "too_wide"
    NOT_AN_ADDRESS = "not_an_address"


def judge_relay_address(typed: str, *, is_private_world: bool = False) -> RelayAddress:
    """Say whether a connector can be made for this address or range.

    A private world, such as the practice tenant, is reached from private addresses. Addresses that
    documentation uses pass, since examples are made with them.
    """
    try:
        network = ipaddress.ip_network(typed.strip(), strict=False)
    except ValueError:
        return RelayAddress.NOT_AN_ADDRESS
    if isinstance(network, ipaddress.IPv6Network):
        return RelayAddress.IPV6
    return _judge_network(network, is_private_world=is_private_world)


def _judge_network(network: ipaddress.IPv4Network, *, is_private_world: bool) -> RelayAddress:
    if network.prefixlen < _WIDEST_PREFIX:
        return RelayAddress.TOO_WIDE
    if is_private_world or any(network.subnet_of(example) for example in _DOCUMENTATION):
        return RelayAddress.USABLE
    if network.subnet_of(_CARRIER_NAT):
        return RelayAddress.SHARED
    if network.is_multicast or not network.is_global:
        return RelayAddress.PRIVATE
    return RelayAddress.USABLE
