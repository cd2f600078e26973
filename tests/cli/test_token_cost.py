"""A token at hand is printed by a process that loads nothing it takes to fetch one."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.draft import Draft
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.store.folders import Folders
from app.store.secrets import SecretStore
from app.store.tokens import TokenStore, keep_sign_in
from app.wiring.engine import Engine
from tests.cli.file_keyring import Keyring
from tests.store.test_tokens import Fresh

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
FETCHING = {"msal", "requests", "cryptography", "dns", "aiosmtplib", "jinja2", "typst", "PySide6"}
CODE = (
    "import sys; from app.cli.main import run; code = run(sys.argv[1:], open_wizard=lambda: 7);"
    f"print(*sorted({FETCHING!r} & sys.modules.keys()), file=sys.stderr); sys.exit(code)"
)


def test_a_token_at_hand_costs_nothing_but_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keyring").mkdir()
    monkeypatch.setenv("KEYRING_FOLDER", str(tmp_path / "keyring"))
    folders = Folders.under(tmp_path / "home")
    engine = Engine(folders)
    client = engine.draft(Draft(typed="printer@contoso.com"))
    engine.clients.save(replace(client, path=SendingPath.SMTP_AUTH_OAUTH))
    store = TokenStore(SecretStore(backend=Keyring()), folders.cache / "locks")
    token = Secret("x" * 2600)
    fresh = Fresh(access_token=token, expires_at=datetime.now(UTC) + timedelta(hours=1))
    assert asyncio.run(keep_sign_in(store, client.id, fresh))
    done = subprocess.run(
        [sys.executable, "-c", CODE, "token", client.id],
        env={
            **os.environ,
            "SENDWRIGHT_HOME": str(tmp_path / "home"),
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": "tests.cli.file_keyring.Keyring",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert done.stdout == token.reveal() + "\n"
