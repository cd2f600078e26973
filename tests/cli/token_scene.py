"""A client with a token at hand, in a keyring that other processes read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.organisation.client import Client
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.services.clients import draft_client
from app.services.engine import Engine
from app.services.signing_in.request import owner_of
from app.store.folders import Folders
from app.store.secrets import SecretStore
from app.store.tokens import TokenStore, keep_sign_in
from tests.store.keyrings import FileBackend
from tests.store.test_tokens import Fresh

APP = "11111111-1111-4111-8111-111111111111"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenScene:
    client: Client
    token: Secret
    environment: Mapping[str, str]


def keep_token(folder: Path, *, lives: timedelta = timedelta(hours=1)) -> TokenScene:
    """Keep a token as a sign-in does; the environment lets a process find it."""
    (folder / "keyring").mkdir()
    folders = Folders.under(folder / "home")
    engine = Engine(folders)
    client = draft_client(
        Draft(typed="printer@contoso.com", application_id=APP), engine.clouds, engine.clients
    )
    engine.clients.save(replace(client, path=SendingPath.SMTP_AUTH_OAUTH))
    store = TokenStore(
        SecretStore(backend=FileBackend(folder / "keyring")), folders.cache / "locks"
    )
    token = Secret("x" * 2600)
    owner = owner_of(client, engine.clouds, for_app=False)
    fresh = Fresh(access_token=token, expires_at=datetime.now(UTC) + lives)
    assert asyncio.run(keep_sign_in(store, client.id, fresh, owner))
    environment = {
        "SENDWRIGHT_HOME": str(folder / "home"),
        "KEYRING_FOLDER": str(folder / "keyring"),
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "tests.cli.file_keyring.Keyring",
    }
    return TokenScene(client=client, token=token, environment=environment)
