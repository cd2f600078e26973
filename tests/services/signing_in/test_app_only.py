"""A server that signs in as an app, from its secret to a delivered message."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import AppError
from app.domain.organisation.client import Client, SignInMethod
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.services.checking.checks import check
from app.services.engine import Engine
from app.services.practising.tenant import start_practice
from app.store.folders import Folders
from app.store.tokens import SignInKind


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(Folders.under(tmp_path))
    yield engine
    engine.close()


@pytest.fixture
def server(engine: Engine) -> tuple[Client, Secret]:
    client = replace(start_practice("all_well", engine.clouds), path=SendingPath.SMTP_AUTH_OAUTH)
    assert engine.clouds.practice is not None
    application_id, secret = engine.clouds.practice.server_application
    return replace(client, sign_in=replace(client.sign_in, application_id=application_id)), secret


def test_an_apps_message_is_delivered(engine: Engine, server: tuple[Client, Secret]) -> None:
    client, secret = server

    async def scene() -> Client:
        done = await engine.signing.sign_in_as_app(client, secret)
        assert done.client.sign_in.method is SignInMethod.APPLICATION
        run = await check(
            done.client,
            engine.clouds,
            engine.signing,
            lambda _: None,
            send_to=client.test_recipients,
        )
        assert [finding.code for finding in run.findings if not finding.is_well] == []
        kept = await engine.signing.kept(done.client)
        assert kept is not None
        assert kept.kind is SignInKind.APP_SECRET
        return done.client

    signed_in = asyncio.run(scene())
    assert engine.clouds.practice is not None
    assert len(engine.clouds.practice.messages()) == len(client.test_recipients)
    told = asyncio.run(engine.signing.forget(signed_in))
    # There is no keyring: the run's own memory is emptied, and of the rest nobody can tell.
    untold = ["keyring.untold", "keyring.fail"]
    assert [finding.code for finding in told] == ["keyring.forgotten_memory", *untold]


def test_a_registration_of_the_servers_own_leaves_that_of_people_alone(
    engine: Engine, server: tuple[Client, Secret]
) -> None:
    client, secret = server
    own = replace(client.sign_in, server_application_id=client.sign_in.application_id)
    both = replace(client, sign_in=replace(own, application_id="of-people"))
    done = asyncio.run(engine.signing.sign_in_as_app(both, secret))
    assert done.client.sign_in.method is SignInMethod.APPLICATION
    assert done.client.sign_in.application_id == "of-people"


def test_a_wrong_secret_is_told_and_not_kept(engine: Engine, server: tuple[Client, Secret]) -> None:
    client, _ = server

    async def scene() -> None:
        with pytest.raises(AppError) as raised:
            await engine.signing.sign_in_as_app(client, Secret("wrong-one"))
        assert raised.value.code == "signin.aadsts.7000215"
        assert "wrong-one" not in raised.value.evidence
        assert await engine.signing.kept(client) is None

    asyncio.run(scene())
