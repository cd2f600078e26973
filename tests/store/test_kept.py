"""What is kept of a sign-in: of a person, of an app, and by an earlier version."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.secret import Secret
from app.store.errors import StoreError
from app.store.secrets import MemorySecrets
from app.store.tokens import (
    AppProof,
    SignInKind,
    StoredSignIn,
    TokenStore,
    fresh_access_token,
    keep_app_sign_in,
    keep_sign_in,
)
from tests.store.owners import OWNER, owner_of
from tests.store.test_tokens import Fresh

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def store(secrets: MemorySecrets, tmp_path: Path) -> TokenStore:
    return TokenStore(secrets, tmp_path / "locks", now=lambda: NOW)


@pytest.mark.parametrize(
    ("ends_at", "code"),
    [
        (NOW + timedelta(days=31), "store.certificate_dies"),
        (NOW + timedelta(days=30), "store.certificate_dying"),
        (NOW, "store.certificate_dead"),
        (None, "store.secret_kept"),
    ],
)
def test_what_proves_an_app_is_kept_and_stays_through_renewals(
    store: TokenStore, ends_at: datetime | None, code: str
) -> None:
    async def again(stored: StoredSignIn) -> Fresh:
        assert stored.refresh_token == Secret("the proof")
        return Fresh(access_token=Secret("access-2"), refresh_token=None)

    proof = AppProof(
        kind=SignInKind.APP_CERTIFICATE if ends_at else SignInKind.APP_SECRET,
        value=Secret("the proof"),
        ends_at=ends_at,
    )
    tokens = Fresh(refresh_token=None, expires_at=NOW)
    asyncio.run(keep_app_sign_in(store, "contoso", tokens, proof, OWNER))
    assert asyncio.run(fresh_access_token(store, "contoso", owner_of, again)) == Secret("access-2")
    kept = store.load("contoso")
    assert kept is not None
    assert (kept.refresh_token, kept.kind, kept.ends_at) == (proof.value, proof.kind, ends_at)
    assert store.describe_life("contoso", kept).code == code


def test_a_sign_in_kept_by_an_earlier_version_is_a_persons(
    store: TokenStore, secrets: MemorySecrets
) -> None:
    document = {
        "refresh_token": "old",
        "access_token": "a",
        "expires_at": NOW.isoformat(),
        "username": "",
        "tenant_id": "",
        "last_used": NOW.isoformat(),
        "v": 1,
    }
    secrets.put("contoso", "sign_in", Secret(json.dumps(document)))
    kept = store.load("contoso")
    assert kept is not None
    assert kept.kind is SignInKind.PERSON


def test_a_sign_in_of_a_newer_version_is_left_as_it_is(
    store: TokenStore, secrets: MemorySecrets
) -> None:
    newer = Secret(json.dumps({"v": 2, "refresh": {"shape": "another"}}))
    secrets.put("contoso", "sign_in", newer)
    with pytest.raises(StoreError) as raised:
        store.load("contoso")
    assert raised.value.code == "store.sign_in_newer"
    assert secrets.get("contoso", "sign_in") == newer


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "store.disk_full"),
        (errno.EDQUOT, "store.disk_full"),
        (errno.EROFS, "store.read_only"),
        (errno.EACCES, "store.read_only"),
    ],
)
def test_a_disk_that_takes_no_lock_is_told_apart(
    secrets: MemorySecrets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    store = TokenStore(secrets, tmp_path / "locks", now=lambda: NOW)
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError) as raised:
        asyncio.run(keep_sign_in(store, "contoso", Fresh(), OWNER))
    assert raised.value.code == code
