"""Keeps a client's sign-in in the keyring and brings out an access token that is still good."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec
from filelock import FileLock, Timeout
from msgspec import Struct

from app.catalogue import Catalogue
from app.domain.finding import Finding
from app.domain.secret import Secret
from app.domain.thread import in_thread
from app.store.errors import KeyringError, StoreError
from app.store.secrets import Secrets

MARGIN = timedelta(minutes=5)
"""A token that lives no longer than this may die while a message is being sent."""
_NAME = "sign_in"
_LOCK_POLL_S = 0.05
_LOCK_DEADLINE_S = 90.0
"""Longer than a refresh may take, so that only a hanging process is waited for in vain."""


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


Refresh = Callable[[Secret], Awaitable[Tokens]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSignIn:
    """A sign-in as it is kept."""

    refresh_token: Secret
    access_token: Secret
    expires_at: datetime
    """Of the access token; aware, UTC."""
    username: str
    tenant_id: str
    last_used: datetime
    """When the refresh token was last exchanged or made; its death is counted from here."""

    def is_fresh(self, now: datetime, margin: timedelta = MARGIN) -> bool:
        """The access token lives long enough to be used."""
        return bool(self.access_token) and self.expires_at - now > margin


class _Document(Struct, frozen=True, kw_only=True):
    """The stored form; never kept, so that nothing prints it."""

    refresh_token: str
    access_token: str
    expires_at: datetime
    username: str
    tenant_id: str
    last_used: datetime
    v: int = 1


def _now() -> datetime:
    return datetime.now(UTC)


class TokenStore:
    """The sign-ins of all clients; plain methods block, and may bring up the keyring's prompt."""

    def __init__(
        self,
        secrets: Secrets,
        folder: Path,
        *,
        catalogue: Catalogue | None = None,
        now: Callable[[], datetime] = _now,
        lock_deadline_s: float = _LOCK_DEADLINE_S,
    ) -> None:
        self._secrets = secrets
        self._folder = folder
        self._catalogue = catalogue or Catalogue()
        self._now = now
        self._lock_deadline_s = lock_deadline_s

    def load(self, client_id: str) -> StoredSignIn | None:
        """Read a client's sign-in; None where nobody signed in on this computer."""
        secret = self._secrets.get(client_id, _NAME)
        if secret is None:
            return None
        try:
            document = msgspec.json.decode(secret.reveal(), type=_Document)
        except msgspec.DecodeError as exc:
            finding = self._catalogue.finding("keyring.damaged", subject=client_id)
            raise KeyringError.from_finding(finding) from exc
        return StoredSignIn(
            refresh_token=Secret(document.refresh_token),
            access_token=Secret(document.access_token),
            expires_at=document.expires_at,
            username=document.username,
            tenant_id=document.tenant_id,
            last_used=document.last_used,
        )

    def save(self, client_id: str, tokens: Tokens, refresh_token: Secret) -> None:
        """Keep a sign-in with the refresh token that renews it."""
        document = _Document(
            refresh_token=refresh_token.reveal(),
            access_token=tokens.access_token.reveal(),
            expires_at=tokens.expires_at,
            username=tokens.username,
            tenant_id=tokens.tenant_id,
            last_used=self._now(),
        )
        self._secrets.put(client_id, _NAME, Secret(msgspec.json.encode(document).decode()))

    def forget(self, client_id: str) -> None:
        """Remove everything kept for a client; raises KeyringError where something is left."""
        self._secrets.forget(client_id)

    def describe_life(self, client_id: str, stored: StoredSignIn) -> Finding:
        """Say until when a sign-in stays good without use."""
        days = self._catalogue.tokens.idle_days
        dies = stored.last_used + timedelta(days=days)
        code = "store.token_dies" if self._now() < dies else "store.token_dead"
        values = {
            "client": client_id,
            "date": f"{dies:%Y-%m-%d}",
            "days": str(days),
            "used": f"{stored.last_used:%Y-%m-%d}",
        }
        return self._catalogue.finding(code, subject=client_id, values=values)

    def is_fresh(self, stored: StoredSignIn) -> bool:
        """Say whether the kept access token can be used as it is."""
        return stored.is_fresh(self._now())

    def no_sign_in(self, client_id: str) -> StoreError:
        """Make the error for a client for whom nobody signed in here."""
        values = {"client": client_id}
        finding = self._catalogue.finding("store.no_sign_in", subject=client_id, values=values)
        return StoreError.from_finding(finding)

    @asynccontextmanager
    async def locked(self, client_id: str) -> AsyncIterator[None]:
        """Be the only one on this computer who renews this client's sign-in."""
        lock = self._make_lock(client_id)
        ends_at = time.monotonic() + self._lock_deadline_s
        while not _try_lock(lock):
            if time.monotonic() > ends_at:
                raise self._busy(client_id)
            await asyncio.sleep(_LOCK_POLL_S)
        try:
            yield
        finally:
            lock.release()

    def _make_lock(self, client_id: str) -> FileLock:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._folder / f"{client_id}.lock")
            _try_lock(lock)
        except OSError as exc:
            values = {"folder": str(self._folder)}
            finding = self._catalogue.finding(
                "store.read_only", subject=client_id, evidence=str(exc), values=values
            )
            raise StoreError.from_finding(finding) from exc
        return lock

    def _busy(self, client_id: str) -> StoreError:
        values = {"seconds": f"{self._lock_deadline_s:g}"}
        finding = self._catalogue.finding("store.token_busy", subject=client_id, values=values)
        return StoreError.from_finding(finding)


def _try_lock(lock: FileLock) -> bool:
    if lock.is_locked:
        return True
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


async def keep_sign_in(store: TokenStore, client_id: str, tokens: Tokens) -> bool:
    """Keep what a person's sign-in brought; False where it holds nothing that lasts."""
    refresh_token = tokens.refresh_token
    if refresh_token is None:
        return False
    async with store.locked(client_id):
        await _finish(lambda: store.save(client_id, tokens, refresh_token))
    return True


async def fresh_access_token(store: TokenStore, client_id: str, refresh: Refresh) -> Secret:
    """Return an access token that lives for another five minutes at least.

    A kept one is returned without asking anybody. Else one process at a time refreshes; those that
    waited for it read what it brought, since a refresh token may be good only once.
    """
    stored = await in_thread(lambda: store.load(client_id))
    if stored is None:
        raise store.no_sign_in(client_id)
    if store.is_fresh(stored):
        return stored.access_token
    async with store.locked(client_id):
        stored = await in_thread(lambda: store.load(client_id))
        if stored is None:
            raise store.no_sign_in(client_id)
        if store.is_fresh(stored):
            return stored.access_token
        return await _renew(store, client_id, stored, refresh)


async def _renew(
    store: TokenStore, client_id: str, stored: StoredSignIn, refresh: Refresh
) -> Secret:
    tokens = await refresh(stored.refresh_token)
    successor = tokens.refresh_token or stored.refresh_token
    await _finish(lambda: store.save(client_id, tokens, successor))
    return tokens.access_token


async def _finish(work: Callable[[], None]) -> None:
    """Run a write to its end even when cancelled: the old refresh token may be void already."""
    writing = asyncio.ensure_future(in_thread(work))
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait({writing})
        raise
