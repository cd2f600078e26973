"""What the keyring holds for a client, and what is told when it goes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from app.catalogue import Catalogue
from app.domain.errors import AppError
from app.domain.finding import Finding, State
from app.domain.organisation.client import Client, SignInMethod
from app.store.kept import ENTRY
from app.store.secrets import MemorySecrets, Secrets
from app.store.tokens import SignInKind, TokenStore


class Held(StrEnum):
    """A secret of a client; the value ends the codes of what is told of it."""

    SIGN_IN = "sign_in"
    APP_SIGN_IN = "app"
    CERTIFICATE = "certificate"
    MEMORY = "memory"
    """Kept for this run alone."""


_FORGOTTEN = {
    Held.SIGN_IN: "keyring.forgotten",
    Held.APP_SIGN_IN: "keyring.forgotten_app",
    Held.CERTIFICATE: "keyring.forgotten_certificate",
    Held.MEMORY: "keyring.forgotten_memory",
}
_LOST = {
    Held.SIGN_IN: "client.remove.loses_sign_in",
    Held.APP_SIGN_IN: "client.remove.loses_app",
    Held.CERTIFICATE: "client.remove.loses_certificate",
}


def held_of(client: Client, store: TokenStore, secrets: Secrets) -> tuple[Held, ...]:
    """Look what is kept for a client; blocks, and may bring up the keyring's prompt."""
    names = secrets.held(client.id)
    if isinstance(secrets, MemorySecrets):
        return (Held.MEMORY,) if names else ()
    return tuple(_kind_of(name, client, store) for name in sorted(names, reverse=True))


def _kind_of(name: str, client: Client, store: TokenStore) -> Held:
    if name != ENTRY:
        return Held.CERTIFICATE
    return Held.APP_SIGN_IN if _is_of_app(store, client) else Held.SIGN_IN


def _is_of_app(store: TokenStore, client: Client) -> bool:
    """What is damaged is forgotten all the same."""
    try:
        stored = store.load(client.id)
    except AppError:
        return client.sign_in.method is SignInMethod.APPLICATION
    return stored is not None and stored.kind is not SignInKind.PERSON


def tell_losses(
    client: Client, held: Iterable[Held], unusable: Finding | None, catalogue: Catalogue
) -> tuple[Finding, ...]:
    """Say what must be made anew once the client is removed, or that nobody can tell."""
    lost = (_LOST[one] for one in held if one in _LOST)
    return (*_tell(client, lost, catalogue), *_untold(client, unusable, catalogue))


def tell_forgotten(
    client: Client, held: tuple[Held, ...], unusable: Finding | None, catalogue: Catalogue
) -> tuple[Finding, ...]:
    """Say what is gone, that nothing was there, or what nobody could tell."""
    codes = [_FORGOTTEN[one] for one in held]
    if not codes and unusable is None:
        codes = ["keyring.nothing_kept"]
    return (*_tell(client, codes, catalogue), *_untold(client, unusable, catalogue))


def _tell(client: Client, codes: Iterable[str], catalogue: Catalogue) -> tuple[Finding, ...]:
    values = {"client": client.id}
    return tuple(catalogue.finding(code, subject=client.id, values=values) for code in codes)


def _untold(client: Client, unusable: Finding | None, catalogue: Catalogue) -> tuple[Finding, ...]:
    if unusable is None:
        return ()
    values = {"client": client.id}
    untold = catalogue.finding(
        "keyring.untold", subject=client.id, state=State.UNTOLD, values=values
    )
    return (untold, unusable)
