"""The key of an app's certificate is handed out where it was made for, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.address import DomainName
from app.domain.errors import AppError
from app.domain.organisation.client import Client, CloudId, SignInAnswers
from app.domain.organisation.draft import Draft
from app.services.clients import draft_client
from app.services.engine import Engine
from app.signin import create_app_certificate
from app.store.folders import Folders
from app.store.made_key import ENTRY
from app.store.secrets import MemorySecrets
from tests.wording import in_words

APP = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.fixture
def memory() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def engine(tmp_path: Path, memory: MemorySecrets, monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine(Folders.under(tmp_path))
    monkeypatch.setattr(engine.signing._keyring, "_choose", lambda: memory)
    return engine


@pytest.fixture
def client(engine: Engine) -> Client:
    return draft_client(Draft(typed="printer@contoso.com"), engine.clouds, engine.clients)


def test_the_one_it_was_made_for_gets_it_whatever_app_it_is_for(
    engine: Engine, client: Client
) -> None:
    made = asyncio.run(engine.signing.make_certificate(client))
    registered = replace(client, sign_in=SignInAnswers(application_id=APP))
    assert asyncio.run(engine.signing.made_certificate(registered)) == made


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: replace(c, domain=DomainName.parse("fabrikam.com")), "domain"),
        (lambda c: replace(c, cloud=CloudId("gcc_high")), "authority"),
        (lambda c: replace(c, cloud=CloudId("dod")), "authority"),
    ],
)
@pytest.mark.parametrize("kept_by_0_1", [False, True])
def test_nobody_else_gets_it(
    engine: Engine,
    client: Client,
    memory: MemorySecrets,
    change: Callable[[Client], Client],
    code: str,
    kept_by_0_1: bool,
) -> None:
    made = asyncio.run(engine.signing.make_certificate(client))
    other = change(client)
    if kept_by_0_1:
        memory.put(client.id, ENTRY, made.pem)
        engine.clouds.override = engine.clouds.of_client(other)  # as --cloud does
    with pytest.raises(AppError) as caught:
        asyncio.run(engine.signing.made_certificate(other))
    wanted = "older" if kept_by_0_1 else code
    assert caught.value.code == f"store.sign_in_of_other.{wanted}"
    assert in_words(caught.value).fix


def test_what_0_1_kept_is_bound_once_for_its_own_domain(
    engine: Engine, client: Client, memory: MemorySecrets
) -> None:
    made = create_app_certificate("Sendwright contoso.com", now=datetime.now(UTC))
    memory.put(client.id, ENTRY, made.pem)
    assert asyncio.run(engine.signing.made_certificate(client)) == made
    kept = memory.get(client.id, ENTRY)
    assert kept is not None
    assert kept.reveal().startswith("{")
    assert asyncio.run(engine.signing.made_certificate(client)) == made


@pytest.mark.parametrize("text", ["{", "{}", "-----BEGIN nonsense", '{"pem": 1}'])
def test_what_cannot_be_read_is_told(
    engine: Engine, client: Client, memory: MemorySecrets, text: str
) -> None:
    from app.domain.secret import Secret

    memory.put(client.id, ENTRY, Secret(text))
    with pytest.raises(AppError) as caught:
        asyncio.run(engine.signing.made_certificate(client))
    assert caught.value.code in {"keyring.damaged", "store.sign_in_of_other.older"}
