"""Answers of a client that were given by words: judged as the window judges what is typed."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from app.catalogue import Catalogue
from app.domain.errors import InputError
from app.domain.handover.missing_value import value_of
from app.domain.organisation.answers import PLACES, answer
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.draft import Draft
from app.domain.organisation.fields import set_field
from app.domain.organisation.unconfirmed import confirm, without_changed
from app.services.clouds import CloudShelf
from app.services.preparing import give_values
from app.store.clients import ClientStore

ANSWERS = frozenset(PLACES)
"""Names of a draft that are answers of a client."""
_JUDGED = {
    "fixed_ips": "relay_ips",
    "application_id": "application_id",
    "enterprise_object_id": "enterprise_object_id",
}
"""Values for which there is more to say than whether they can be read."""


def judge_answers(client: Client, clouds: CloudShelf, names: Collection[str] = ANSWERS) -> Client:
    """Look at answers as at typed ones; raises InputError for the first that is of no use."""
    if "devices" in names:
        check_devices(client.sender.devices, clouds.catalogue)
    wanted = (_JUDGED[name] for name in _JUDGED if name in names)
    typed = {name: text for name in wanted if (text := value_of(client, name))}
    return give_values(client, clouds, typed)


def check_devices(ids: Iterable[str], catalogue: Catalogue) -> None:
    """Raise InputError for a device that the catalogue does not have, with those near it."""
    known = catalogue.devices
    for id_ in ids:
        if id_ in known:
            continue
        near = difflib.get_close_matches(id_, known, n=3) or _begin_alike(id_, known)
        fault = "misspelt" if near else "unknown"
        values = {"name": id_[:60], "near": ", ".join(near)}
        raise InputError(f"input.device.{fault}", values=values)


def _begin_alike(id_: str, known: Iterable[str]) -> list[str]:
    """Those of the same vendor, for a model that is spelt another way."""
    vendor, _, model = id_.partition("-")
    return [other for other in known if other.startswith(f"{vendor}-")][:3] if model else []


def set_answers(
    client_id: ClientId,
    draft: Draft,
    given: Collection[str],
    cleared: Collection[str],
    clouds: CloudShelf,
    clients: ClientStore,
    *,
    confirmed: Collection[str] | None = None,
) -> Client:
    """Change these answers of a saved client and nothing else; raises AppError.

    `confirmed` are values of a file that somebody says are right, none of them named means all.
    """

    def change(now: Client) -> Client:
        changed = judge_answers(answer(now, draft, given, cleared), clouds, given)
        own = without_changed(now, changed)
        return own if confirmed is None else confirm(own, confirmed)

    return clients.update(client_id, change, did=Did.SET)


def rename(client_id: ClientId, name: str, clients: ClientStore) -> Client:
    """Call a saved client otherwise; its id stays. Raises AppError."""
    if not name.strip():
        raise InputError("input.client.no_name")
    return clients.update(
        client_id, lambda now: set_field(now, "name", name.strip()), did=Did.RENAME
    )
