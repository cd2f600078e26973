"""`clients set --confirm`: what a plan brought is right because somebody says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.main import run

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sendwright(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = run(words, open_wizard=lambda: 7)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def _opened(sendwright: Run, folder: Path) -> str:
    """A client that came out of a plan."""
    made = ("clients", "add", "printer@contoso.com", "--offline", "--path", "smtp_auth_basic")
    assert sendwright(*made)[0] == 0
    plan = sendwright("plan", "save", "contoso.com", "--out", str(folder))[1].strip()
    assert sendwright("clients", "remove", "contoso-com", "--yes")[0] in (0, 3)
    assert sendwright("plan", "open", plan, "--offline")[0] == 0
    return "contoso-com"


def _unconfirmed(sendwright: Run, name: str) -> list[str]:
    shown = json.loads(sendwright("clients", "show", name, "--json")[1])
    return list(shown["result"].get("unconfirmed", []))


def test_nothing_is_sent_before_somebody_confirms(
    sendwright: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = _opened(sendwright, tmp_path)
    monkeypatch.setenv("SENDWRIGHT_PASSWORD", "secret")
    code, _, err = sendwright("send-test", name, "--to", "boss@contoso.com")
    assert code == 2
    assert "clients set contoso-com --confirm" in err
    assert set(_unconfirmed(sendwright, name)) == {"domain", "cloud", "path", "from_address"}
    assert "from_address printer@contoso.com" in sendwright("settings", name)[2]


def test_values_are_confirmed_by_name_and_together(sendwright: Run, tmp_path: Path) -> None:
    name = _opened(sendwright, tmp_path)
    assert sendwright("clients", "set", name, "--confirm", "from-address")[0] == 0
    assert set(_unconfirmed(sendwright, name)) == {"domain", "cloud", "path"}
    code, _, err = sendwright("clients", "set", name, "--confirm", "nonsense")
    assert code == 2
    assert "nonsense" in err
    assert sendwright("clients", "set", name, "--confirm")[0] == 0
    assert _unconfirmed(sendwright, name) == []
    assert "not confirmed" not in sendwright("settings", name)[2]


def test_what_is_set_here_is_confirmed_by_that(sendwright: Run, tmp_path: Path) -> None:
    name = _opened(sendwright, tmp_path)
    assert sendwright("clients", "set", name, "--from", "own@contoso.com")[0] == 0
    assert "from_address" not in _unconfirmed(sendwright, name)
