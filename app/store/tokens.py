"""Keeps a client's sign-in in the keyring and brings out an access token that is still good."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from app.catalogue import Catalogue, installed_catalogue
from app.domain.blocking import run_blocking
from app.domain.finding import Finding
from app.domain.secret import Secret
from app.store.errors import KeyringError, StoreError, is_full
from app.store.kept import (
    ENTRY,
    AppProof,
    NewerSignInError,
    SignInKind,
    StoredSignIn,
    Tokens,
    decode,
    encode,
    keep,
)
from app.store.owner import CODES, Owner
from app.store.secrets import Secrets

_LOCK_POLL_S = 0.05
"""Chosen: nobody notices it, and a waiting process costs nothing."""
_LOCK_DEADLINE_S = 90.0
"""Longer than a refresh may take, so that only a hanging process is waited for in vain."""
_TRY_LATER = 3
"""What the command line exits with where nobody has to do anything but wait."""

_OF_PERSON = ("store.token_dead", "store.token_dying", "store.token_dies")
_OF_CERTIFICATE = ("store.certificate_dead", "store.certificate_dying", "store.certificate_dies")

Refresh = Callable[[StoredSignIn], Awaitable[Tokens]]
OwnerOf = Callable[[SignInKind], Owner]
"""Says who asks, by the kind of sign-in: an app asks for itself, a person for a mailbox."""

__all__ = [
    "AppProof",
    "OwnerOf",
    "Refresh",
    "SignInKind",
    "StoredSignIn",
    "TokenStore",
    "Tokens",
    "fresh_access_token",
    "keep_app_sign_in",
    "keep_sign_in",
    "renew_sign_in",
]


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
        self._catalogue = catalogue or installed_catalogue()
        self._now = now
        self._lock_deadline_s = lock_deadline_s

    def load(self, client_id: str) -> StoredSignIn | None:
        """Read a client's sign-in; None where nobody signed in on this computer."""
        secret = self._secrets.get(client_id, ENTRY)
        if secret is None:
            return None
        try:
            return decode(secret)
        except NewerSignInError as exc:
            finding = self._catalogue.finding("store.sign_in_newer", subject=client_id)
            raise StoreError.from_finding(finding) from exc
        except msgspec.DecodeError as exc:
            finding = self._catalogue.finding("keyring.damaged", subject=client_id)
            raise KeyringError.from_finding(finding) from exc

    def load_for(self, client_id: str, owner_of: OwnerOf) -> StoredSignIn | None:
        """Read a client's sign-in for the one who asks; raises StoreError where it is another's."""
        stored = self.load(client_id)
        if stored is None:
            return None
        differs = stored.differs_from(owner_of(stored.kind))
        if differs is None:
            return stored
        finding = self._catalogue.finding(
            CODES[differs], subject=client_id, values={"client": client_id}
        )
        raise StoreError.from_finding(finding)

    def save(self, client_id: str, tokens: Tokens, proof: AppProof, owner: Owner) -> None:
        """Keep a sign-in with what renews it, for its owner alone."""
        self.put(client_id, keep(tokens, proof, self._now(), bound=owner.bound))

    def put(self, client_id: str, stored: StoredSignIn) -> None:
        """Write a sign-in in place of what was kept."""
        self._secrets.put(client_id, ENTRY, encode(stored))

    def renewed(self, stored: StoredSignIn, tokens: Tokens) -> StoredSignIn:
        """Put what a renewal brought, just now, into what was kept."""
        return stored.renewed(tokens, self._now())

    def forget(self, client_id: str) -> None:
        """Remove everything kept for a client; raises KeyringError where something is left."""
        self._secrets.forget(client_id)

    def describe_life(self, client_id: str, stored: StoredSignIn) -> Finding:
        """Say until when a sign-in stays good without use, and what ends it."""
        facts = self._catalogue.tokens
        days = facts.idle_days
        left = timedelta(days=facts.warn_days)
        if stored.kind is SignInKind.PERSON:
            dies = stored.last_used + timedelta(days=days)
            code = _outlook(_OF_PERSON, dies - self._now(), left)
        elif stored.ends_at is not None:
            dies = stored.ends_at
            code = _outlook(_OF_CERTIFICATE, dies - self._now(), left)
        else:
            dies, code = stored.last_used, "store.secret_kept"
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
            code = "store.disk_full" if is_full(exc) else "store.read_only"
            finding = self._catalogue.finding(
                code, subject=client_id, evidence=str(exc), values=values
            )
            raise StoreError.from_finding(finding) from exc
        return lock

    def _busy(self, client_id: str) -> StoreError:
        values = {"seconds": f"{self._lock_deadline_s:g}"}
        finding = self._catalogue.finding("store.token_busy", subject=client_id, values=values)
        error = StoreError.from_finding(finding)
        error.exit_code = _TRY_LATER
        return error


def _outlook(codes: tuple[str, str, str], left: timedelta, warn: timedelta) -> str:
    """Choose the finding code for a sign-in that has so much time left."""
    dead, dying, alive = codes
    if left <= timedelta():
        return dead
    return dying if left <= warn else alive


def _try_lock(lock: FileLock) -> bool:
    if lock.is_locked:
        return True
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


async def keep_sign_in(store: TokenStore, client_id: str, tokens: Tokens, owner: Owner) -> bool:
    """Keep what a person's sign-in brought; False where it holds nothing that lasts."""
    refresh_token = tokens.refresh_token
    if refresh_token is None:
        return False
    proof = AppProof(kind=SignInKind.PERSON, value=refresh_token)
    await keep_app_sign_in(store, client_id, tokens, proof, owner)
    return True


async def keep_app_sign_in(
    store: TokenStore, client_id: str, tokens: Tokens, proof: AppProof, owner: Owner
) -> None:
    """Keep an app's sign-in with the secret or certificate that renews it."""
    async with store.locked(client_id):
        await _finish(lambda: store.save(client_id, tokens, proof, owner))


async def fresh_access_token(
    store: TokenStore, client_id: str, owner_of: OwnerOf, refresh: Refresh
) -> Secret:
    """Return an access token that lives for another five minutes at least.

    A kept one is returned without asking anybody. Else one process at a time refreshes; those that
    waited for it read what it brought, since a refresh token may be good only once. Raises
    StoreError where nobody signed in, or the sign-in is another's.
    """
    stored = await _load(store, client_id, owner_of)
    if stored.bound and store.is_fresh(stored):
        return stored.access_token
    async with store.locked(client_id):
        stored = await _load(store, client_id, owner_of)
        if stored.bound and store.is_fresh(stored):
            return stored.access_token
        return (await _renew(store, client_id, stored, owner_of, refresh)).access_token


async def renew_sign_in(
    store: TokenStore, client_id: str, owner_of: OwnerOf, refresh: Refresh
) -> StoredSignIn:
    """Renew a sign-in whatever is still good, so that its idle time begins anew."""
    async with store.locked(client_id):
        stored = await _load(store, client_id, owner_of)
        return await _renew(store, client_id, stored, owner_of, refresh)


async def _load(store: TokenStore, client_id: str, owner_of: OwnerOf) -> StoredSignIn:
    stored = await run_blocking(lambda: store.load_for(client_id, owner_of))
    if stored is None:
        raise store.no_sign_in(client_id)
    return stored


async def _renew(
    store: TokenStore,
    client_id: str,
    stored: StoredSignIn,
    owner_of: OwnerOf,
    refresh: Refresh,
) -> StoredSignIn:
    """Renew, and note whose it is: what 0.1 kept belongs to whom the service renews it for."""
    renewed = store.renewed(stored, await refresh(stored)).bound_to(owner_of(stored.kind))
    await _finish(lambda: store.put(client_id, renewed))
    return renewed


async def _finish(work: Callable[[], None]) -> None:
    """Run a write to its end even when cancelled: the old refresh token may be void already."""
    writing = asyncio.ensure_future(run_blocking(work))
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait({writing})
        raise
