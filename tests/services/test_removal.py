"""Removing a client leaves no secret of it behind, and nothing else is lost for a month."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import keyring
import keyring.backend
import pytest

from app.domain.check import CheckRun
from app.domain.errors import AppError
from app.domain.organisation import gains
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, SignInMethod
from app.domain.organisation.draft import Draft
from app.domain.secret import Secret
from app.services.clients import draft_client, foresee_removal, look_into_bin, remove_client
from app.services.engine import Engine
from app.services.signing_in.request import owner_of
from app.services.undoing import undo_last
from app.signin import SignedIn
from app.store.folders import Folders
from app.store.tokens import keep_sign_in
from tests.store.keyrings import LimitedBackend

NOW = datetime.now(UTC)
APP = "11111111-1111-4111-8111-111111111111"
T = TypeVar("T")


class OwnKeyring(LimitedBackend, keyring.backend.KeyringBackend):
    """A keyring of this test."""

    priority = 1.0


class Stubborn(OwnKeyring):
    """A keyring that says it deletes, and does not."""

    def delete_password(self, service: str, username: str) -> None:
        """Do nothing."""


@pytest.fixture
def own_keyring() -> OwnKeyring:
    own = OwnKeyring()
    keyring.set_keyring(own)
    return own


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(Folders.under(tmp_path))


@pytest.fixture
def client(engine: Engine) -> Client:
    draft = Draft(typed="printer@contoso.com", application_id=APP)
    return engine.clients.add(draft_client(draft, engine.clouds, engine.clients))


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


def sign_in(engine: Engine, client: Client) -> Client:
    signed_in = SignedIn(
        access_token=Secret("access"),
        refresh_token=Secret("refresh"),
        expires_at=NOW + timedelta(hours=1),
        username="printer@contoso.com",
        tenant_id="t",
    )

    async def keep() -> None:
        store, _ = await engine.signing._keyring.open()
        owner = owner_of(client, engine.clouds, for_app=False)
        await keep_sign_in(store, client.id, signed_in, owner)

    run(keep())
    note = partial(gains.signed_in, at=NOW, method=SignInMethod.BROWSER)
    return engine.clients.update(client.id, note)


def remove(engine: Engine, client: Client) -> list[str]:
    told = run(remove_client(client, engine.catalogue, engine.signing, engine.clients, engine.runs))
    return [finding.code for finding in told]


def foresee(engine: Engine, client: Client) -> list[str]:
    told = run(foresee_removal(client, engine.catalogue, engine.signing))
    return [finding.code for finding in told]


def test_a_removed_client_has_no_sign_in_left(
    engine: Engine, client: Client, own_keyring: OwnKeyring
) -> None:
    client = sign_in(engine, client)
    assert run(engine.signing.token(client)).reveal() == "access"
    assert foresee(engine, client) == ["client.remove.loses_sign_in", "client.remove.bin"]
    assert remove(engine, client) == ["client.removed", "keyring.forgotten"]
    with pytest.raises(AppError):
        run(engine.signing.token(client))
    assert own_keyring.entries == {}
    assert not engine.clients.has(client.id)


def test_the_key_of_a_certificate_goes_though_nobody_signed_in(
    engine: Engine, client: Client, own_keyring: OwnKeyring
) -> None:
    run(engine.signing.make_certificate(client))
    assert foresee(engine, client) == ["client.remove.loses_certificate", "client.remove.bin"]
    assert remove(engine, client) == ["client.removed", "keyring.forgotten_certificate"]
    assert own_keyring.entries == {}


def test_a_damaged_list_of_what_was_kept_hides_nothing(
    engine: Engine, client: Client, own_keyring: OwnKeyring
) -> None:
    run(engine.signing.make_certificate(client))
    own_keyring.entries[f"Sendwright/{client.id}", client.id] = "["
    assert remove(engine, client) == ["client.removed", "keyring.forgotten_certificate"]
    assert own_keyring.entries == {}


@pytest.mark.usefixtures("own_keyring")
def test_what_was_never_there_is_not_said_to_be_gone(engine: Engine, client: Client) -> None:
    assert foresee(engine, client) == ["client.remove.bin"]
    assert remove(engine, client) == ["client.removed", "keyring.nothing_kept"]


def test_without_a_keyring_nobody_can_tell(engine: Engine, client: Client) -> None:
    untold = ["keyring.untold", "keyring.fail"]
    assert foresee(engine, client) == [*untold, "client.remove.bin"]
    assert remove(engine, client) == ["client.removed", *untold]


def test_answers_and_runs_lie_in_the_bin_without_the_sign_in(
    engine: Engine, client: Client, own_keyring: OwnKeyring
) -> None:
    client = sign_in(engine, client)
    engine.runs.keep(client.id, CheckRun(started=NOW, elapsed_s=1.0, finished=()))
    remove(engine, client)
    assert engine.runs.kept(client.id).runs == ()
    (one,) = look_into_bin(engine.clients)
    assert one.client is not None
    assert one.client.domain == client.domain
    assert one.client.sign_in.signed_in_at is None
    assert one.removed.until - one.removed.at == timedelta(days=30)


@pytest.mark.usefixtures("own_keyring")
def test_undo_brings_answers_and_runs_back(engine: Engine, client: Client) -> None:
    engine.runs.keep(client.id, CheckRun(started=NOW, elapsed_s=1.0, finished=()))
    remove(engine, client)
    undone = run(undo_last(None, engine.catalogue, engine.signing, engine.clients, engine.runs))
    assert (undone.did, undone.clients) == (Did.REMOVE, (client.id,))
    assert engine.clients.load(client.id) == client
    assert len(engine.runs.kept(client.id).runs) == 1
    with pytest.raises(AppError) as caught:
        run(undo_last(client.id, engine.catalogue, engine.signing, engine.clients, engine.runs))
    assert caught.value.code == "client.undo.nothing_of"


def test_a_secret_that_stays_keeps_the_client(engine: Engine, client: Client) -> None:
    keyring.set_keyring(Stubborn())
    client = sign_in(engine, client)
    with pytest.raises(AppError) as caught:
        remove(engine, client)
    assert caught.value.code == "keyring.not_forgotten"
    assert engine.clients.has(client.id)


@pytest.mark.usefixtures("own_keyring")
def test_a_client_that_another_window_removed_is_no_failure(engine: Engine, client: Client) -> None:
    engine.clients.remove(client.id)
    assert remove(engine, client)[0] == "client.removed_elsewhere"
