"""Removing a client leaves neither its file nor its sign-in behind."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.errors import AppError
from app.domain.organisation.client import SignInAnswers
from app.domain.organisation.draft import Draft
from app.domain.secret import Secret
from app.services.clients import discard_client, draft_client
from app.services.engine import Engine
from app.services.signing_in.request import owner_of
from app.signin import SignedIn
from app.store.folders import Folders
from app.store.tokens import keep_sign_in

NOW = datetime.now(UTC)
APP = "11111111-1111-4111-8111-111111111111"


def test_a_removed_client_has_no_sign_in_left(tmp_path: Path) -> None:
    engine = Engine(Folders.under(tmp_path))
    client = replace(
        draft_client(
            Draft(typed="printer@contoso.com", application_id=APP), engine.clouds, engine.clients
        ),
        sign_in=SignInAnswers(application_id=APP, signed_in_at=NOW),
    )
    signed_in = SignedIn(
        access_token=Secret("access"),
        refresh_token=Secret("refresh"),
        expires_at=NOW + timedelta(hours=1),
        username="printer@contoso.com",
        tenant_id="t",
    )

    async def walk() -> None:
        engine.clients.save(client)
        store, _ = await engine.signing._keyring.open()
        owner = owner_of(client, engine.clouds, for_app=False)
        await keep_sign_in(store, client.id, signed_in, owner)
        assert (await engine.signing.token(client)).reveal() == "access"
        await discard_client(client, engine.signing, engine.clients, engine.runs)
        with pytest.raises(AppError):
            await engine.signing.token(client)

    asyncio.run(walk())
    assert not engine.clients.has(client.id)
