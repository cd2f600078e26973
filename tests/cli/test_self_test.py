"""The self-test sees what it is there to see: each part is broken in turn, in a process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from common.sums import write_sums

from app.resources import ROOT
from app.services.installation.data_files import SUMS, damaged_files

Ask = Callable[..., tuple[int, dict[str, str]]]
"""Runs the self-test with these variables; returns its exit code, and evidence by code."""


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Run a copy of the program, so that its files can be broken."""
    checkout = tmp_path / "copy"
    shutil.copytree(ROOT.parent / "app", checkout / "app", ignore=_caches)
    shutil.copytree(ROOT, checkout / "resources")

    def run(**variables: str) -> tuple[int, dict[str, str]]:
        done = subprocess.run(
            [sys.executable, "-m", "app", "self-test", "--json"],
            cwd=checkout,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        findings = json.loads(done.stdout).get("findings", []) if done.stdout else []
        seen = {finding["code"]: finding["evidence"] for finding in findings}
        return done.returncode, seen or {"said": done.stderr}

    return run


_caches = shutil.ignore_patterns("__pycache__")
_FORGETFUL = """
import keyring.backend
class Keyring(keyring.backend.KeyringBackend):
    priority = 1
    def get_password(self, service, name): return None
    def set_password(self, service, name, value): pass
    def delete_password(self, service, name): pass
"""


def test_what_the_computer_lacks_is_told_part_by_part(ask: Ask, tmp_path: Path) -> None:
    empty = tmp_path / "roots.pem"
    empty.write_text("no certificate\n")
    copy = tmp_path / "copy"
    (copy / "forgetful.py").write_text(_FORGETFUL)
    shutil.rmtree(copy / "resources" / "help")
    code, seen = ask(
        SSL_CERT_FILE=str(empty),
        SSL_CERT_DIR=str(tmp_path / "none"),
        PYTHON_KEYRING_BACKEND="forgetful.Keyring",
        PYTHONPATH=str(copy),
        DISPLAY=":1",
        QT_QPA_PLATFORM="nonsense",
    )
    assert code == 1
    assert seen["self_test.catalogue.damaged"] == "nothing in help"
    assert "self_test.keyring.broken" in seen
    assert "self_test.delivery.works" not in seen
    if sys.platform.startswith("linux"):
        assert seen["self_test.roots.missing"] == f"0 in {empty}"
        assert "nonsense" in seen["self_test.window.failed"]


def test_damaged_files_of_the_program_are_named(ask: Ask, tmp_path: Path) -> None:
    resources = tmp_path / "copy" / "resources"
    (resources / "icons" / "key.svg").write_text("not a picture")
    (resources / "templates" / "shell" / "swaks.sh.j2").unlink()
    code, seen = ask()
    assert code == 1
    assert int(seen["self_test.roots.found"].split()[0]) > 1
    assert "key.svg" in seen["self_test.window.failed"]
    assert "swaks" in seen["self_test.exports.failed"]


def test_bundle_names_what_was_lost_or_changed_since_it_was_made(tmp_path: Path) -> None:
    for name in ("a.toml", "b/c.toml", "d.svg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert damaged_files(tmp_path) == ()
    write_sums(tmp_path, tmp_path / SUMS)
    assert damaged_files(tmp_path) == ()
    (tmp_path / "b" / "c.toml").unlink()
    (tmp_path / "d.svg").write_text("D.svg")
    assert damaged_files(tmp_path) == ("b/c.toml", "d.svg")


def test_damaged_fact_is_named(ask: Ask, tmp_path: Path) -> None:
    file = next((tmp_path / "copy" / "resources" / "catalogue" / "devices").glob("*.toml"))
    file.write_text("half = [")
    code, seen = ask()
    assert code == 1
    assert file.name in seen["self_test.catalogue.damaged"]
