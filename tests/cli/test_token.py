"""Tokens for mail programs, their renewal and their end, on the command line."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.organisation.client import ClientId
from app.services.engine import Engine
from app.services.signing_in.request import owner_of
from app.store.secrets import SecretStore
from app.store.tokens import TokenStore
from tests.cli.signing_scene import (
    OwnKeyring,
    Run,
    add,
    claims_of,
    one_line,
    own_keyring,
    sendwright,
    server,
    tenant,
)

if TYPE_CHECKING:
    from app.practice import PracticeTenant

__all__ = ["own_keyring", "sendwright", "server", "tenant"]


def test_an_app_signs_in_by_its_secret_and_gives_tokens(
    sendwright: Run, server: str, tenant: PracticeTenant
) -> None:
    code, token, err = sendwright("token", server)
    assert (code, err) == (0, "")
    assert claims_of(token)["roles"] == ["SMTP.SendAsApp"]
    code, header, _ = sendwright("token", server, "--header")
    assert base64.b64decode(header).decode() == (
        f"user={tenant.user}\x01auth=Bearer {token.strip()}\x01\x01"
    )


def test_a_renewal_task_prints_no_token_and_brings_a_new_one(
    sendwright: Run, server: str, tenant: PracticeTenant
) -> None:
    before = sendwright("token", server)[1].strip()
    given_out = len(tenant.tokens_issued)
    code, out, err = sendwright("token", server, "--renew")
    assert (code, err) == (0, "")
    assert len(tenant.tokens_issued) == given_out + 1
    after = sendwright("token", server)[1].strip()
    assert after != before
    assert after[-24:] not in out
    assert before[-24:] not in out
    assert len(out) < 400


def test_neither_secret_nor_token_is_in_a_file(
    sendwright: Run, server: str, tenant: PracticeTenant, tmp_path: Path
) -> None:
    token = sendwright("token", server)[1].strip()
    out = str(tmp_path / "out")
    renewals = ("renewal-systemd", "renewal-windows-task", "renewal-launchd")
    assert sendwright("export", server, *renewals, "msmtp", "--out", out)[0] == 0
    canaries = (token[-24:].encode(), tenant.server_application[1].reveal().encode())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 5
    for path in files:
        assert not [canary for canary in canaries if canary in path.read_bytes()], path


def test_status_asks_nobody(sendwright: Run, server: str, tenant: PracticeTenant) -> None:
    given_out = len(tenant.tokens_issued)
    code, out, err = sendwright("token", server, "--status", "--json")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert result["schema"] == "sendwright.token.status/1"
    assert result["result"]["kind"] == "app_secret"
    assert result["result"]["last_used"] < result["result"]["token_until"]
    assert [finding["code"] for finding in result["findings"]] == ["store.secret_kept"]
    assert len(tenant.tokens_issued) == given_out


def test_a_clients_own_page_says_until_when_its_sign_in_is_good(
    sendwright: Run, server: str
) -> None:
    shown = json.loads(sendwright("clients", "show", server, "--json")[1])
    assert [finding["code"] for finding in shown["findings"]] == ["store.secret_kept"]
    assert "needs no renewal" in sendwright("clients", "show", server)[1]


def test_what_is_forgotten_is_gone_and_the_rest_is_said(
    sendwright: Run, server: str, own_keyring: OwnKeyring
) -> None:
    code, out, _ = sendwright("forget", server)
    assert code == 0
    assert "Certificates & secrets" in out
    assert own_keyring.entries == {}
    shown = json.loads(sendwright("clients", "show", server, "--json")[1])["result"]
    assert shown["sign_in"]["signed_in_at"] is None
    for words in ((), ("--renew",), ("--status",)):
        code, out, err = sendwright("token", server, *words)
        assert (code, out) == (1, "")
        assert "sendwright sign-in" in one_line(err)


def test_callers_of_token_get_one_line_and_a_code_that_tells_whether_to_wait(
    sendwright: Run, tenant: PracticeTenant, tmp_path: Path
) -> None:
    code, out, err = sendwright("token", "nobody")
    assert (code, out) == (2, "")
    assert "sendwright clients add" in one_line(err)
    client = add(sendwright, tenant, tenant.application_id)
    code, out, err = sendwright("token", client)
    assert (code, out) == (1, "")
    assert "[store.no_sign_in]" in one_line(err)


def test_a_service_that_is_not_there_means_wait(
    sendwright: Run, server: str, tenant: PracticeTenant, tmp_path: Path, own_keyring: OwnKeyring
) -> None:
    dead = tmp_path / "dead.toml"
    authority = tenant.cloud.identity.authority
    text = tenant.cloud_file.read_text("utf-8").replace(authority, "https://localhost:1")
    ca_file = Path(tenant.cloud.trust.ca_file)
    (tmp_path / ca_file.name).write_bytes(ca_file.read_bytes())
    dead.write_text(text)
    engine = Engine.of_user(cloud=str(dead))
    owner = owner_of(engine.clients.load(ClientId(server)), engine.clouds, for_app=True)
    store = TokenStore(SecretStore(backend=own_keyring), tmp_path / "locks")
    stored = store.load(server)
    assert stored is not None
    store.put(server, stored.bound_to(owner))  # as if it had been made there
    code, out, err = sendwright("token", server, "--renew", "--cloud", str(dead))
    assert (code, out) == (3, "")
    assert "[signin.unreachable]" in one_line(err)


@pytest.mark.parametrize("asked", [(), ("--renew",), ("--status",), ("--header",)])
def test_a_cloud_file_with_hosts_of_somebody_else_gets_no_token(
    sendwright: Run, server: str, tenant: PracticeTenant, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    evil = tmp_path / "evil.toml"
    ca_file = Path(tenant.cloud.trust.ca_file)
    (tmp_path / ca_file.name).write_bytes(ca_file.read_bytes())
    text = tenant.cloud_file.read_text("utf-8")
    for host in (tenant.cloud.identity.authority, f'host = "{tenant.cloud.smtp.host}"'):
        there = host.replace("localhost", "127.0.0.1")
        assert host != there  # the attack is real
        evil.write_text(text.replace(host, there))
        code, out, err = sendwright("token", server, *asked, "--cloud", str(evil))
        assert (code, out) == (1, "")
        assert "[store.sign_in_of_other." in one_line(err)
    assert sendwright("token", server)[0] == 0


def test_a_token_is_no_json(sendwright: Run, server: str) -> None:
    code, out, _ = sendwright("token", server, "--json")
    assert (code, out) == (2, "")
