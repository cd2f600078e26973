"""A sign-in as it is kept: what renews it, the access token, and until when both are good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

import msgspec
from msgspec import Struct

from app.domain.secret import Secret
from app.store.owner import Bound, Difference, Owner, difference

VERSION = 1
ENTRY = "sign_in"
"""The name under which it is kept."""
MARGIN = timedelta(minutes=5)
"""A token that lives no longer than this may die while a message is being sent."""


class SignInKind(StrEnum):
    """Who signed in, and by what it is renewed."""

    PERSON = "person"
    """By a refresh token."""
    APP_SECRET = "app_secret"  # noqa: S105  # the name of a kind, not a secret
    """By the app's client secret."""
    APP_CERTIFICATE = "app_certificate"
    """By the app's certificate and key, as PEM."""


class Tokens(Protocol):
    """What signing in or refreshing brings."""

    @property
    def access_token(self) -> Secret: ...
    @property
    def refresh_token(self) -> Secret | None: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def username(self) -> str: ...
    @property
    def tenant_id(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AppProof:
    """What an app proves itself with."""

    kind: SignInKind
    value: Secret
    ends_at: datetime | None = None
    """Of the certificate; a secret does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSignIn:
    """A sign-in as it is kept."""

    refresh_token: Secret
    """What renews it; for an app its secret, or its certificate with the key."""
    access_token: Secret
    expires_at: datetime
    """Of the access token; aware, UTC."""
    username: str
    tenant_id: str
    last_used: datetime
    """When the refresh token was last exchanged or made; its death is counted from here."""
    kind: SignInKind = SignInKind.PERSON
    ends_at: datetime | None = None
    """When what renews it ends by itself, where that is known; aware, UTC."""
    bound: Bound | None = None
    """What it was made for; None where 0.1 kept it."""

    def differs_from(self, owner: Owner) -> Difference | None:
        """Say why this is not the sign-in of the one who asks; None: it is."""
        return difference(self.bound, self.username, self.tenant_id, owner)

    def bound_to(self, owner: Owner) -> StoredSignIn:
        """Note whose it is."""
        return replace(self, bound=owner.bound)

    def is_fresh(self, now: datetime, margin: timedelta = MARGIN) -> bool:
        """The access token lives long enough to be used."""
        return bool(self.access_token) and self.expires_at - now > margin

    def renewed(self, tokens: Tokens, now: datetime) -> StoredSignIn:
        """Take in what a renewal brought; the old refresh token stays where none came."""
        return keep(
            tokens,
            AppProof(
                kind=self.kind,
                value=tokens.refresh_token or self.refresh_token,
                ends_at=self.ends_at,
            ),
            now,
            bound=self.bound,
        )


class _Document(Struct, frozen=True, kw_only=True):
    """The stored form; never kept, so that nothing prints it."""

    refresh_token: str
    access_token: str
    expires_at: datetime
    username: str
    tenant_id: str
    last_used: datetime
    kind: SignInKind = SignInKind.PERSON
    ends_at: datetime | None = None
    bound: Bound | None = None
    v: int = VERSION


class NewerSignInError(ValueError):
    """A sign-in was kept by a version of the program that writes another shape."""


class _Version(Struct, frozen=True, kw_only=True):
    v: int = VERSION


def keep(tokens: Tokens, proof: AppProof, now: datetime, *, bound: Bound | None) -> StoredSignIn:
    """Make what is kept of tokens and of what renews them."""
    return StoredSignIn(
        refresh_token=proof.value,
        access_token=tokens.access_token,
        expires_at=tokens.expires_at,
        username=tokens.username,
        tenant_id=tokens.tenant_id,
        last_used=now,
        kind=proof.kind,
        ends_at=proof.ends_at,
        bound=bound,
    )


def encode(stored: StoredSignIn) -> Secret:
    """Write a sign-in as one secret text."""
    document = _Document(
        refresh_token=stored.refresh_token.reveal(),
        access_token=stored.access_token.reveal(),
        expires_at=stored.expires_at,
        username=stored.username,
        tenant_id=stored.tenant_id,
        last_used=stored.last_used,
        kind=stored.kind,
        ends_at=stored.ends_at,
        bound=stored.bound,
    )
    return Secret(msgspec.json.encode(document).decode())


def decode(text: Secret) -> StoredSignIn:
    """Read what `encode` wrote.

    Raises NewerSignInError for what a newer version wrote, msgspec.DecodeError for anything else.
    """
    if msgspec.json.decode(text.reveal(), type=_Version).v > VERSION:
        raise NewerSignInError
    document = msgspec.json.decode(text.reveal(), type=_Document)
    try:
        return _stored(document)
    except OverflowError as exc:  # a moment of the year 1 or 9999, moved to another zone
        raise msgspec.ValidationError(str(exc)) from exc


def _stored(document: _Document) -> StoredSignIn:
    return StoredSignIn(
        refresh_token=Secret(document.refresh_token),
        access_token=Secret(document.access_token),
        expires_at=document.expires_at.astimezone(UTC),
        username=document.username,
        tenant_id=document.tenant_id,
        last_used=document.last_used.astimezone(UTC),
        kind=document.kind,
        ends_at=document.ends_at.astimezone(UTC) if document.ends_at else None,
        bound=document.bound,
    )
