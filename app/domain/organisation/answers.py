"""Changes answers of a client by words, and nothing that was not named."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.domain.organisation.client import Client
from app.domain.organisation.draft import Draft
from app.domain.organisation.fields import get_field, set_field

PLACES: Mapping[str, str] = {
    "name": "name",
    "path": "path",
    "kinds": "sender.kinds",
    "devices": "sender.devices",
    "audience": "sender.audience",
    "purpose": "sender.purpose",
    "per_day": "sender.messages_per_day",
    "per_minute": "sender.busiest_minute",
    "recipients_per_message": "sender.recipients_per_message",
    "licences": "sender.licences",
    "from_address": "sender.from_address",
    "from_name": "sender.from_name",
    "oauth": "sender.oauth",
    "fixed_ips": "sender.fixed_ips",
    "sign_in_as": "sign_in.sign_in_as",
    "application_id": "sign_in.application_id",
    "enterprise_object_id": "sign_in.enterprise_object_id",
    "certificate_name": "certificate_name",
    "recipients": "test_recipients",
}
"""Where each word of a draft stands in a client."""
_CALLED = {
    "kinds": "sender",
    "devices": "device",
    "from_address": "from",
    "fixed_ips": "relay-ip",
    "recipients": "to",
}
"""What a person calls it, where that is another word."""


def name_of(place: str) -> str:
    """Name an answer of a client as the options that change it do."""
    name = next((name for name, where in PLACES.items() if where == place), "")
    return _CALLED.get(name, (name or place.rpartition(".")[2]).replace("_", "-"))


def answer(
    client: Client, draft: Draft, given: Collection[str], cleared: Collection[str] = ()
) -> Client:
    """Take what was given of a draft, and empty what was cleared, by the draft's own names.

    Raises InputError for the first word that cannot be used.
    """
    told = _as_client(draft, client)
    blank = _as_client(Draft(typed=str(client.domain)), client)
    for name in given:
        client = set_field(client, PLACES[name], get_field(told, PLACES[name]))
    for name in cleared:
        client = set_field(client, PLACES[name], get_field(blank, PLACES[name]))
    return client


def _as_client(draft: Draft, client: Client) -> Client:
    return draft.to_client(client.id, cloud=client.cloud, cloud_file=client.cloud_file)
