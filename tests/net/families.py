"""The families of the device catalogue, and a client that chose one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from app.catalogue import Catalogue, Device
from app.domain.organisation.client import Client, ClientId, CloudId, DeviceId, SenderKind
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath

MARKS = {
    SendingPath.SMTP_AUTH_OAUTH: "o",
    SendingPath.SMTP_AUTH_BASIC: "p",
    SendingPath.HIGH_VOLUME: "h",
    SendingPath.AZURE_COMMUNICATION: "a",
    SendingPath.RELAY_IP: "r",
    SendingPath.RELAY_CERTIFICATE: "c",
    SendingPath.DIRECT_SEND: "d",
    SendingPath.OAUTH_BRIDGE: "b",
}
LEGEND = ", ".join(f"{mark} {path.value}" for path, mark in MARKS.items()) + ", * all of them"


def families(catalogue: Catalogue) -> tuple[Device, ...]:
    return tuple(device for device in catalogue.devices.values() if not device.is_note)


def by_vendor(catalogue: Catalogue) -> Iterator[tuple[str, tuple[Device, ...]]]:
    """Families in the order of their ids, together where they have the same first letter."""
    ordered = sorted(families(catalogue), key=lambda device: device.id)
    for letter, group in groupby(ordered, key=lambda device: device.id[0]):
        yield letter, tuple(group)


def client_with(device: Device) -> Client:
    """A client that has answered nothing but its domain and this device."""
    typed = Draft(typed="scan@contoso.com")
    client = typed.to_client(ClientId("contoso-com"), cloud=CloudId("worldwide"))
    sender = replace(client.sender, kinds=(SenderKind.DEVICE,), devices=(DeviceId(device.id),))
    return replace(client, sender=sender)
