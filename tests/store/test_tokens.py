"""Tokens: kept, renewed once, however many ask, and described while they live."""

from __future__ import annotations

import asyncio
import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from app.domain.finding import Severity
from app.domain.secret import Secret
from app.store.errors import KeyringError, StoreError
from app.store.secrets import MemorySecrets
from app.store.tokens import (
    StoredSignIn,
    TokenStore,
    fresh_access_token,
    keep_sign_in,
    renew_sign_in,
)
from tests.store.owners import OWNER, owner_of
from tests.wording import in_words

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Fresh:
    access_token: Secret = field(default_factory=lambda: Secret("access-1"))
    refresh_token: Secret | None = field(default_factory=lambda: Secret("refresh-1"))
    expires_at: datetime = NOW + timedelta(hours=1)
    username: str = "printer@contoso.com"
    tenant_id: str = "tenant"


class Service:
    """A service that rotates refresh tokens and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def refresh(self, stored: StoredSignIn) -> Fresh:
        self.asked.append(stored.refresh_token.reveal())
        await asyncio.sleep(0)
        number = len(self.asked) + 1
        return Fresh(
            access_token=Secret(f"access-{number}"), refresh_token=Secret(f"refresh-{number}")
        )


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def store(secrets: MemorySecrets, tmp_path: Path) -> TokenStore:
    return TokenStore(secrets, tmp_path / "locks", now=lambda: NOW)


def keep(store: TokenStore, tokens: Fresh) -> None:
    assert asyncio.run(keep_sign_in(store, "contoso", tokens, OWNER))


def test_a_kept_token_is_returned_without_asking(store: TokenStore) -> None:
    service = Service()
    keep(store, Fresh())
    assert asyncio.run(fresh_access_token(store, "contoso", owner_of, service.refresh)) == Secret(
        "access-1"
    )
    assert service.asked == []


@pytest.mark.parametrize("left", [timedelta(minutes=5), timedelta(0), -timedelta(days=9)])
def test_a_token_near_its_end_is_renewed_and_the_successor_kept(
    store: TokenStore, left: timedelta
) -> None:
    service = Service()
    keep(store, Fresh(expires_at=NOW + left))
    assert asyncio.run(fresh_access_token(store, "contoso", owner_of, service.refresh)) == Secret(
        "access-2"
    )
    assert service.asked == ["refresh-1"]
    kept = store.load("contoso")
    assert kept is not None
    assert kept.refresh_token == Secret("refresh-2")


def test_the_old_refresh_token_stays_where_the_service_sends_no_other(store: TokenStore) -> None:
    async def refresh(stored: StoredSignIn) -> Fresh:
        return Fresh(refresh_token=None)

    keep(store, Fresh(expires_at=NOW))
    asyncio.run(fresh_access_token(store, "contoso", owner_of, refresh))
    kept = store.load("contoso")
    assert kept is not None
    assert kept.refresh_token == Secret("refresh-1")


def test_many_who_ask_at_once_cause_one_refresh(store: TokenStore) -> None:
    service = Service()
    keep(store, Fresh(expires_at=NOW))

    async def scene() -> list[Secret]:
        asking = (fresh_access_token(store, "contoso", owner_of, service.refresh) for _ in range(8))
        return await asyncio.gather(*asking)

    assert set(asyncio.run(scene())) == {Secret("access-2")}
    assert service.asked == ["refresh-1"]


def test_many_processes_that_ask_at_once_cause_one_refresh(tmp_path: Path) -> None:
    (tmp_path / "service.json").write_text('["refresh-1"]')
    script = str(Path(__file__).with_name("refreshing_process.py"))
    scene = runpy.run_path(script)
    store = scene["make_store"](tmp_path)
    assert asyncio.run(
        keep_sign_in(store, "contoso", Fresh(expires_at=datetime(2020, 1, 1, tzinfo=UTC)), OWNER)
    )
    processes = [
        subprocess.Popen(
            [sys.executable, script, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=30)[0] for process in processes]
    assert answers == ["access-2\n"] * 3
    assert json.loads((tmp_path / "service.json").read_text("utf-8")) == ["refresh-1", "refresh-2"]


def test_without_a_sign_in_the_way_out_is_said(store: TokenStore) -> None:
    with pytest.raises(StoreError) as raised:
        asyncio.run(fresh_access_token(store, "contoso", owner_of, Service().refresh))
    assert raised.value.code == "store.no_sign_in"
    assert "sendwright sign-in contoso" in in_words(raised.value).fix[0]


def test_a_sign_in_that_cannot_last_is_not_kept(store: TokenStore) -> None:
    assert not asyncio.run(keep_sign_in(store, "contoso", Fresh(refresh_token=None), OWNER))
    assert store.load("contoso") is None


def test_a_refusal_leaves_what_was_kept(store: TokenStore) -> None:
    async def refuse(stored: StoredSignIn) -> Fresh:
        raise PermissionError

    keep(store, Fresh(expires_at=NOW))
    with pytest.raises(PermissionError):
        asyncio.run(fresh_access_token(store, "contoso", owner_of, refuse))
    assert store.load("contoso") is not None


def test_a_cancel_while_writing_lets_the_write_finish(tmp_path: Path) -> None:
    class Cancelling(MemorySecrets):
        cancel: Callable[[], object]

        def put(self, client_id: str, name: str, secret: Secret) -> None:
            self.cancel()
            super().put(client_id, name, secret)

    cancelling = Cancelling()
    store = TokenStore(cancelling, tmp_path, now=lambda: NOW)

    async def scene() -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(keep_sign_in(store, "contoso", Fresh(), OWNER))
        cancelling.cancel = lambda: loop.call_soon_threadsafe(task.cancel)
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scene())
    assert store.load("contoso") is not None


def test_a_process_that_hangs_is_not_waited_for_without_end(
    secrets: MemorySecrets, tmp_path: Path
) -> None:
    store = TokenStore(secrets, tmp_path, now=lambda: NOW, lock_deadline_s=0.01)
    secrets.put("contoso", "sign_in", Secret("{}"))
    with FileLock(tmp_path / "contoso.lock"), pytest.raises(StoreError) as raised:
        asyncio.run(keep_sign_in(store, "contoso", Fresh(), OWNER))
    assert raised.value.code == "store.token_busy"


def test_a_folder_that_cannot_be_written_is_said(secrets: MemorySecrets, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = TokenStore(secrets, tmp_path / "file" / "locks", now=lambda: NOW)
    with pytest.raises(StoreError) as raised:
        asyncio.run(keep_sign_in(store, "contoso", Fresh(), OWNER))
    assert raised.value.code == "store.read_only"


@pytest.mark.parametrize("text", ["{}", "hello", '{"refresh_token": 1}'])
def test_a_kept_sign_in_of_another_shape_is_damage(
    store: TokenStore, secrets: MemorySecrets, text: str
) -> None:
    secrets.put("contoso", "sign_in", Secret(text))
    with pytest.raises(KeyringError) as raised:
        store.load("contoso")
    assert raised.value.code == "keyring.damaged"


def test_life_is_counted_from_the_last_use(store: TokenStore) -> None:
    keep(store, Fresh())
    kept = store.load("contoso")
    assert kept is not None
    assert kept.last_used == NOW
    alive = store.describe_life("contoso", kept)
    assert (alive.code, alive.values["date"]) == ("store.token_dies", "2027-02-21")
    dying = store.describe_life("contoso", replace(kept, last_used=NOW - timedelta(days=60)))
    assert (dying.code, dying.severity) == ("store.token_dying", Severity.WARNING)
    dead = store.describe_life("contoso", replace(kept, last_used=NOW - timedelta(days=90)))
    assert (dead.code, dead.severity) == ("store.token_dead", Severity.ERROR)


def test_forget_leaves_no_token(store: TokenStore) -> None:
    keep(store, Fresh())
    store.forget("contoso")
    assert store.load("contoso") is None


def test_nothing_secret_is_in_repr(store: TokenStore) -> None:
    keep(store, Fresh())
    assert "access-1" not in repr(store.load("contoso"))
    assert "refresh-1" not in repr(store.load("contoso"))


def test_renewing_asks_whatever_is_still_good(store: TokenStore) -> None:
    service = Service()
    keep(store, Fresh())
    renewed = asyncio.run(renew_sign_in(store, "contoso", owner_of, service.refresh))
    assert service.asked == ["refresh-1"]
    assert (renewed.access_token, renewed.last_used) == (Secret("access-2"), NOW)
    assert store.load("contoso") == renewed


def test_without_a_sign_in_there_is_nothing_to_renew(store: TokenStore) -> None:
    with pytest.raises(StoreError) as raised:
        asyncio.run(renew_sign_in(store, "contoso", owner_of, Service().refresh))
    assert raised.value.code == "store.no_sign_in"
