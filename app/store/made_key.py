"""The key of an app's certificate that was made here, kept and handed out for one place."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec import Struct

from app.catalogue import Catalogue
from app.domain.secret import Secret
from app.store.errors import KeyringError, StoreError
from app.store.owner import CODES, Bound, Difference
from app.store.secrets import Secrets

ENTRY = "app_certificate"
"""The name under which it is kept."""
_PEM = "-----BEGIN"
_PLACE: tuple[Difference, ...] = ("authority", "domain", "cloud")
"""A key is made before its app is registered, so it belongs to the place alone."""


class _Document(Struct, frozen=True, kw_only=True):
    pem: str
    bound: Bound
    v: int = 1


def put_key(secrets: Secrets, client_id: str, pem: Secret, bound: Bound) -> None:
    """Keep certificate and key for where they were made for."""
    document = _Document(pem=pem.reveal(), bound=bound)
    secrets.put(client_id, ENTRY, Secret(msgspec.json.encode(document).decode()))


def key_for(
    secrets: Secrets,
    client_id: str,
    bound: Bound,
    catalogue: Catalogue,
    is_own_of_0_1: Callable[[Secret], bool],
) -> Secret | None:
    """Read certificate and key for the one who asks; None where none was made.

    Version 0.1 kept them bare: they are bound once `is_own_of_0_1` says whose they are. Raises
    StoreError where they are another's, KeyringError where they cannot be read.
    """
    kept = secrets.get(client_id, ENTRY)
    if kept is None:
        return None
    if kept.reveal().startswith(_PEM):
        if not is_own_of_0_1(kept):
            raise _refuse(catalogue, client_id, "older")
        put_key(secrets, client_id, kept, bound)
        return kept
    try:
        document = msgspec.json.decode(kept.reveal(), type=_Document)
    except msgspec.DecodeError as exc:
        finding = catalogue.finding("keyring.damaged", subject=client_id)
        raise KeyringError.from_finding(finding) from exc
    for name in _PLACE:
        if getattr(document.bound, name) != getattr(bound, name):
            raise _refuse(catalogue, client_id, name)
    return Secret(document.pem)


def _refuse(catalogue: Catalogue, client_id: str, difference: Difference) -> StoreError:
    values = {"client": client_id}
    return StoreError.from_finding(
        catalogue.finding(CODES[difference], subject=client_id, values=values)
    )
