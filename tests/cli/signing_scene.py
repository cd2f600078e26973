"""The command line over a keyring of its own, with the practice tenant at the far side."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator

import keyring
import keyring.backend
import pytest

from app.cli.main import run
from app.practice import PracticeTenant
from tests.store.keyrings import LimitedBackend

Run = Callable[..., tuple[int, str, str]]


class OwnKeyring(LimitedBackend, keyring.backend.KeyringBackend):
    """A keyring of this test, with the limit of Windows."""

    priority = 1.0


@pytest.fixture
def own_keyring() -> OwnKeyring:
    own = OwnKeyring()
    keyring.set_keyring(own)
    return own


@pytest.fixture(scope="module")
def tenant() -> Iterator[PracticeTenant]:
    with PracticeTenant() as running:
        yield running
        assert running.faults == ()


@pytest.fixture
def sendwright(
    capfdbinary: pytest.CaptureFixture[bytes],
    tenant: PracticeTenant,
    monkeypatch: pytest.MonkeyPatch,
    own_keyring: OwnKeyring,
) -> Run:
    monkeypatch.setenv("SENDWRIGHT_CLOUD", str(tenant.cloud_file))

    def call(*words: str) -> tuple[int, str, str]:
        code = run(words, open_wizard=lambda: 7)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def add(sendwright: Run, tenant: PracticeTenant, application_id: str) -> str:
    words = ("--offline", "--path", "smtp_auth_oauth", "--application-id", application_id)
    code, out, err = sendwright("clients", "add", tenant.user, *words)
    assert code == 0, err
    return out.strip()


@pytest.fixture
def server(sendwright: Run, tenant: PracticeTenant, monkeypatch: pytest.MonkeyPatch) -> str:
    """A client whose app has signed in by itself."""
    application_id, secret = tenant.server_application
    client = add(sendwright, tenant, application_id)
    monkeypatch.setenv("SENDWRIGHT_APPLICATION_SECRET", secret.reveal())
    code, out, err = sendwright("sign-in", client, "--application-secret", "--json")
    assert code == 0, err
    assert secret.reveal() not in out + err
    assert {finding["code"] for finding in json.loads(out)["findings"]} == {
        "signin.completed_as_app"
    }
    monkeypatch.delenv("SENDWRIGHT_APPLICATION_SECRET")
    return client


def one_line(err: str) -> str:
    assert err.count("\n") == 1, err
    assert err.endswith("\n")
    return err


def claims_of(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert isinstance(claims, dict)
    return claims
