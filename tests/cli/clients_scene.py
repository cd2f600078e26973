"""The command line over the clients of one test, with a keyring that is empty."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import keyring
import keyring.backend
import pytest

from app.cli.main import run
from tests.store.keyrings import LimitedBackend

Run = Callable[..., tuple[int, str, str]]


class OwnKeyring(LimitedBackend, keyring.backend.KeyringBackend):
    """A keyring of this test."""

    priority = 1.0


@pytest.fixture
def own_keyring() -> OwnKeyring:
    own = OwnKeyring()
    keyring.set_keyring(own)
    return own


@pytest.fixture
def sendwright(capfdbinary: pytest.CaptureFixture[bytes], own_keyring: OwnKeyring) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = run(words, open_wizard=lambda: 7)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def add(sendwright: Run, typed: str, *words: str) -> str:
    code, out, err = sendwright("clients", "add", typed, "--offline", *words)
    assert code == 0, err
    return out.strip()


def shown(sendwright: Run, client: str) -> dict[str, Any]:
    code, out, err = sendwright("clients", "show", client, "--json")
    assert code == 0, err
    result: dict[str, Any] = json.loads(out)["result"]
    return result


def ids(sendwright: Run) -> list[str]:
    return [
        item["id"]
        for item in json.loads(sendwright("clients", "list", "--json")[1])["result"]["items"]
    ]


def codes(out: str) -> list[str]:
    return [finding["code"] for finding in json.loads(out)["findings"]]
