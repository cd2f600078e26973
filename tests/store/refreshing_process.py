"""One of several processes that want a fresh token of the same client at the same moment."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.secret import Secret
from app.store.secrets import SecretStore
from app.store.tokens import TokenStore, fresh_access_token
from tests.store.keyrings import FileBackend
from tests.store.owners import owner_of


@dataclass(frozen=True, kw_only=True)
class Fresh:
    access_token: Secret
    refresh_token: Secret | None
    expires_at: datetime
    username: str = "printer@contoso.com"
    tenant_id: str = ""


def make_store(folder: Path) -> TokenStore:
    keyring = folder / "keyring"
    keyring.mkdir(exist_ok=True)
    return TokenStore(SecretStore(backend=FileBackend(keyring)), folder / "locks")


async def refresh_once(folder: Path, token: Secret) -> Fresh:
    """Be a service that rotates: it honours the newest refresh token, once."""
    state = folder / "service.json"
    honoured = json.loads(state.read_text("utf-8"))
    if token.reveal() != honoured[-1]:
        raise PermissionError("this refresh token is void")
    await asyncio.sleep(0.2)  # long enough for the others to come and find the lock
    state.write_text(json.dumps([*honoured, f"refresh-{len(honoured) + 1}"]))
    return Fresh(
        access_token=Secret(f"access-{len(honoured) + 1}"),
        refresh_token=Secret(f"refresh-{len(honoured) + 1}"),
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    store = make_store(folder)
    say("ready")
    sys.stdin.readline()
    token = asyncio.run(
        fresh_access_token(
            store, "contoso", owner_of, lambda stored: refresh_once(folder, stored.refresh_token)
        )
    )
    say(token.reveal())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
