"""A stored sign-in is a check among the others, and one that is dead stops none of them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.organisation.client import Client, ClientId
from app.services.engine import Engine
from app.store.folders import Folders
from app.store.kept import StoredSignIn
from app.store.secrets import SecretStore
from app.store.tokens import TokenStore
from tests.cli.signing_scene import OwnKeyring, Run, add, own_keyring, sendwright, tenant

if TYPE_CHECKING:
    from app.practice import PracticeTenant

__all__ = ["own_keyring", "sendwright", "tenant"]


@pytest.fixture
def client(sendwright: Run, tenant: PracticeTenant) -> Client:
    """A client of which a person has signed in."""
    engine = Engine.of_user()
    saved = engine.clients.load(ClientId(add(sendwright, tenant, tenant.application_id)))
    signing_in = engine.signing.sign_in(saved, open_browser=tenant.browser(), show_code=print)
    return asyncio.run(signing_in).client


@pytest.fixture
def store(own_keyring: OwnKeyring) -> TokenStore:
    return TokenStore(SecretStore(backend=own_keyring), Folders.of_user().cache / "locks")


def grow_old(store: TokenStore, client: Client, *, days: int) -> StoredSignIn:
    """Let time pass for what is stored."""
    stored = store.load(client.id)
    assert stored is not None
    past = timedelta(days=days)
    old = replace(stored, last_used=stored.last_used - past, expires_at=stored.expires_at - past)
    store.put(client.id, old)
    return old


def check_all(sendwright: Run) -> tuple[int, dict[str, Any], str]:
    code, out, err = sendwright("clients", "check-all", "--json")
    result = json.loads(out)
    return code, {finding["code"]: finding for finding in result["findings"]}, err


def test_a_check_renews_what_was_about_to_end(
    sendwright: Run, client: Client, store: TokenStore
) -> None:
    grow_old(store, client, days=80)
    assert sendwright("token", client.id, "--status")[1].startswith("This sign-in ends on")
    _, findings, _ = check_all(sendwright)
    assert findings["store.token_dies"]["severity"] == "info"
    assert "smtp.auth.ok" in findings
    stored = store.load(client.id)
    assert stored is not None
    assert datetime.now(UTC) - stored.last_used < timedelta(minutes=5)


def test_a_sign_in_that_was_made_void_is_told_beside_all_other_checks(
    sendwright: Run, client: Client, store: TokenStore, tenant: PracticeTenant
) -> None:
    grow_old(store, client, days=1)
    tenant.revoke_sign_ins()
    code, findings, err = check_all(sendwright)
    assert code == 1
    assert findings["signin.aadsts.50173"]["fix"] == ["Sign in again in Sendwright."]
    assert "smtp.connect.ok" in findings
    assert "smtp.auth.ok" not in findings
    assert "1 open" in err
    code, out, _ = sendwright("check", client.id)
    assert code == 1
    assert "The stored sign-in was made void" in out


def test_a_sign_in_that_is_not_on_this_computer_is_told(
    sendwright: Run, client: Client, store: TokenStore
) -> None:
    store.forget(client.id)
    code, findings, _ = check_all(sendwright)
    assert code == 1
    assert "store.no_sign_in" in findings
    assert "smtp.connect.ok" in findings
