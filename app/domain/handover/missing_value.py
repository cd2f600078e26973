"""Takes a value that an admin step waits for, typed where it is missing, into the client."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from app.domain.address import DomainName, EmailAddress
from app.domain.errors import InputError
from app.domain.organisation.client import Client
from app.domain.paths.relay_address import RelayAddress, judge_relay_address
from app.domain.tokens.app_ids import parse_application_id, parse_object_id

_BETWEEN = re.compile(r"[\s,;]+")
_SAME_AS = {"consent_link": "application_id", "spf_sources": "relay_ips"}
"""Values that follow from another one."""
KEPT_HERE = frozenset({"server_application_id", "enterprise_object_id", "certificate_name"})
"""Values that only a step asks for, so that it is also where they are changed."""
_Take = Callable[[Client, str], Client]


def askable(names: tuple[str, ...]) -> tuple[str, ...]:
    """Say which values must be typed to have these; what only a look-up finds is left out."""
    wanted = (_SAME_AS.get(name, name) for name in names)
    return tuple(dict.fromkeys(name for name in wanted if name in _TAKE))


def value_of(client: Client, name: str) -> str:
    """Show a value as it would be typed; empty where it is not known."""
    shown = {
        "mailbox": str(client.login or ""),
        "from_address": str(client.sender.from_address or ""),
        "relay_ips": ", ".join(client.sender.fixed_ips),
        "application_id": client.sign_in.application_id,
        "server_application_id": client.sign_in.server_application_id,
        "enterprise_object_id": client.sign_in.enterprise_object_id,
        "certificate_name": client.certificate_name,
    }
    return shown[name]


def with_value(client: Client, name: str, typed: str, *, is_private_world: bool = False) -> Client:
    """Keep a typed value; raises InputError with what is wrong with it. Empty text takes it away.

    A private world, such as the practice tenant, is reached from private addresses.
    """
    if name not in _TAKE:
        raise InputError(
            "input.value.unknown", values={"name": name[:60], "known": ", ".join(_TAKE)}
        )
    if name == "relay_ips":
        return _take_ips(client, typed, is_private_world=is_private_world)
    return _TAKE[name](client, typed.strip())


def _take_mailbox(client: Client, typed: str) -> Client:
    address = EmailAddress.parse(typed) if typed else None
    return replace(client, sign_in=replace(client.sign_in, sign_in_as=address))


def _take_from(client: Client, typed: str) -> Client:
    address = EmailAddress.parse(typed) if typed else None
    return replace(client, sender=replace(client.sender, from_address=address))


def _take_ips(client: Client, typed: str, *, is_private_world: bool) -> Client:
    addresses = tuple(text for text in _BETWEEN.split(typed) if text)
    for address in addresses:
        verdict = judge_relay_address(address, is_private_world=is_private_world)
        if verdict is not RelayAddress.USABLE:
            raise InputError(
                f"input.relay_ip.{_FAULTS[verdict]}",
                values={"address": address[:60]},
                evidence=typed[:100],
            )
    return replace(client, sender=replace(client.sender, fixed_ips=addresses))


def _take_application(client: Client, typed: str) -> Client:
    read = _application_id(client, typed)
    return replace(client, sign_in=replace(client.sign_in, application_id=read))


def _take_server_application(client: Client, typed: str) -> Client:
    read = _application_id(client, typed)
    return replace(client, sign_in=replace(client.sign_in, server_application_id=read))


def _application_id(client: Client, typed: str) -> str:
    return parse_application_id(
        typed,
        object_id=client.sign_in.enterprise_object_id,
        tenant_id=_tenant_id(client),
        is_private=bool(client.cloud_file),
    )


def _take_object(client: Client, typed: str) -> Client:
    sign_in = client.sign_in
    read = parse_object_id(
        typed,
        application_id=sign_in.application_id,
        tenant_id=_tenant_id(client),
        is_private=bool(client.cloud_file),
    )
    return replace(client, sign_in=replace(sign_in, enterprise_object_id=read))


def _take_certificate_name(client: Client, typed: str) -> Client:
    name = DomainName.parse(typed).ascii if typed else ""
    return replace(client, certificate_name=name)


def _tenant_id(client: Client) -> str:
    return (client.detection and client.detection.tenant_id) or ""


_TAKE: Mapping[str, _Take] = {
    "mailbox": _take_mailbox,
    "from_address": _take_from,
    "relay_ips": partial(_take_ips, is_private_world=False),
    "application_id": _take_application,
    "server_application_id": _take_server_application,
    "enterprise_object_id": _take_object,
    "certificate_name": _take_certificate_name,
}
_FAULTS: Mapping[RelayAddress, str] = {
    RelayAddress.IPV6: "ipv6",
    RelayAddress.PRIVATE: "private",
    RelayAddress.SHARED: "shared",
    RelayAddress.TOO_WIDE: "too_wide",
    RelayAddress.NOT_AN_ADDRESS: "unusable",
}
