"""Values that came with a file, until a person of this computer has said that they are right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from app.domain.errors import InputError
from app.domain.organisation.client import Client
from app.domain.visible import make_visible

_Show = Callable[[Client], str]
_SHOW: Mapping[str, _Show] = {
    "domain": lambda client: client.domain.display,
    "cloud": lambda client: client.cloud,
    "path": lambda client: client.path.value if client.path else "",
    "from_address": lambda client: str(client.sender.from_address or ""),
    "from_name": lambda client: client.sender.from_name,
    "sign_in_as": lambda client: str(client.sign_in.sign_in_as or ""),
    "application_id": lambda client: client.sign_in.application_id,
    "server_application_id": lambda client: client.sign_in.server_application_id,
    "enterprise_object_id": lambda client: client.sign_in.enterprise_object_id,
    "relay_ips": lambda client: ", ".join(client.sender.fixed_ips),
    "certificate_name": lambda client: client.certificate_name,
    "test_recipients": lambda client: ", ".join(map(str, client.test_recipients)),
    "prepared": lambda client: ", ".join(client.prepared),
}
"""What decides where mail goes, who signs in, and what others do; each as it is shown."""
CREDENTIALS = frozenset(
    {
        "domain", "cloud", "from_address", "sign_in_as", "application_id", "server_application_id",
        "enterprise_object_id", "relay_ips", "test_recipients",
    }
)  # fmt: skip
"""Host, user, From, application and address: while one of them is open, no credential leaves."""


def mark_as_brought(client: Client) -> Client:
    """Mark all values of a client as a file's; a practice tenant's decide nothing."""
    named = () if client.scenario else tuple(name for name in _SHOW if _SHOW[name](client))
    return replace(client, unconfirmed=named)


def shown(client: Client, name: str) -> str:
    """Show a value, with what cannot be seen in it made visible."""
    return make_visible(_SHOW[name](client)) if name in _SHOW else ""


def confirm(client: Client, names: Collection[str] = ()) -> Client:
    """Take a person's word for values, all where none is named; raises InputError for no value."""
    strange = [name for name in names if name not in _SHOW]
    if strange:
        raise InputError(
            "input.confirm.unknown",
            values={"name": strange[0][:60], "known": ", ".join(client.unconfirmed) or "…"},
        )
    left = tuple(name for name in client.unconfirmed if names and name not in names)
    return replace(client, unconfirmed=left)


def without_changed(before: Client, after: Client) -> Client:
    """What a person has changed here is theirs, and needs no confirming."""
    if not after.unconfirmed or before.id != after.id:
        return after
    left = tuple(
        name
        for name in after.unconfirmed
        if name in _SHOW and _SHOW[name](before) == _SHOW[name](after)
    )
    return replace(after, unconfirmed=left) if left != after.unconfirmed else after


def require_confirmed(client: Client) -> None:
    """Raise InputError where a credential would go by what only a file says."""
    names = [name for name in client.unconfirmed if name in CREDENTIALS]
    if names:
        told = "; ".join(f"{name} {shown(client, name)}" for name in names)
        raise InputError(
            "client.unconfirmed", subject=client.id, values={"client": client.id, "values": told}
        )
