"""A token at hand is printed by a process that loads nothing it takes to fetch one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.token_scene import keep_token

FETCHING = {"msal", "requests", "cryptography", "dns", "aiosmtplib", "jinja2", "typst", "PySide6"}
LOOKING = {
    "click",
    "asyncio",
    "filelock",
    "app.catalogue",
    "app.services",
    "app.domain.organisation.client",
}
"""What it takes to look a client up, which its id does not ask for."""


def run_token(
    *words: str, environment: Mapping[str, str], unwanted: set[str]
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process that names on stderr what it loaded without need."""
    code = (
        "import sys; from app.main import main; sys.argv = ['sendwright', 'token', *sys.argv[1:]];"
        f"code = main(); print(*sorted({unwanted!r} & sys.modules.keys()), file=sys.stderr);"
        "sys.exit(code)"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("named", "unwanted"),
    [("contoso-com", FETCHING | LOOKING), ("contoso.com", FETCHING)],
    ids=["by its id", "by its domain"],
)
def test_a_token_at_hand_costs_nothing_but_reading_it(
    tmp_path: Path, named: str, unwanted: set[str]
) -> None:
    scene = keep_token(tmp_path)
    done = run_token(named, environment=scene.environment, unwanted=unwanted)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert done.stdout == scene.token.reveal() + "\n"


def test_a_keyring_that_is_refused_is_told_in_one_line(tmp_path: Path) -> None:
    scene = keep_token(tmp_path)
    refused = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    done = run_token(
        scene.client.id, environment={**scene.environment, **refused}, unwanted=FETCHING
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("sendwright: The password store is switched off")
    assert "[keyring.null]" in done.stderr


@pytest.mark.parametrize("named", ["contoso-com", "../contoso-com", "nobody"])
def test_whatever_is_not_at_hand_is_left_to_the_command(tmp_path: Path, named: str) -> None:
    scene = keep_token(tmp_path, lives=timedelta(minutes=1))
    other = {**scene.environment, "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
    done = run_token(named, environment=other, unwanted=set())
    assert done.returncode in (1, 2, 3)
    assert done.stdout == ""
    assert done.stderr.startswith("sendwright: ")


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("[sign_in]", "[sign_out]"),
        ('sign_in_as = "x"', "sign_in_as = 5"),
        ('id = "contoso-com"', 'id = "other"'),
        ("schema = 1", "schema = 99"),
        ('cloud_file = ""', "cloud_file = 5"),
        ('domain = "contoso.com"', "domain = []"),
        ('from_address = "printer@contoso.com"', "from_address = 5"),
    ],
)
def test_an_odd_file_gets_no_token_and_no_traceback(tmp_path: Path, line: str, other: str) -> None:
    scene = keep_token(tmp_path)
    file = tmp_path / "home" / "data" / "clients" / f"{scene.client.id}.toml"
    text = file.read_text("utf-8")
    odd = (
        text.replace(line, other)
        if line in text
        else text.replace("[sign_in]", f"[sign_in]\n{other}")
    )
    assert odd != text
    file.write_text(odd)
    done = run_token(scene.client.id, environment=scene.environment, unwanted=set())
    assert scene.token.reveal() not in done.stdout
    assert done.returncode in (1, 2, 3)
    assert "Traceback" not in done.stderr
