"""The real GNOME keyring: unlocked, locked, killed, and without a bus."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCENES = Path(__file__).with_name("keyring_scenes.py")
TOOLS = ("dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool")
UNLOCK = "printf password | gnome-keyring-daemon --unlock --components=secrets >&2"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of Linux desktops")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home and a runtime folder of their own: a login keyring that is there stays locked."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not installed: {', '.join(missing)}")
    assert not missing, "CI installs packaging/packages.txt"
    home, runtime = tmp_path / "home", tmp_path / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "LANG": "C.UTF-8",
    }


def play(scene: str, environment: dict[str, str], *, bus: bool = True, unlock: str = UNLOCK) -> Any:
    script = f'{unlock}; exec "{sys.executable}" "{SCENES}" {scene}'
    session = ["dbus-run-session", "--"] if bus else []
    done = subprocess.run(
        [*session, "sh", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_five_kilobytes_come_back_and_nothing_is_left(environment: dict[str, str]) -> None:
    assert play("round_trip", environment) == {
        "name": "SecretService.Keyring",
        "usable": True,
        "same": True,
        "left": "",
    }


def test_a_locked_keyring_is_told(environment: dict[str, str]) -> None:
    codes = play("locked", environment)
    assert set(codes.values()) == {"keyring.locked"}


def test_a_keyring_that_nobody_unlocked_is_told(environment: dict[str, str]) -> None:
    play("round_trip", environment)
    wrong = UNLOCK.replace("password", "another")
    assert set(play("told", environment, unlock=wrong).values()) == {"keyring.locked"}


def test_a_killed_daemon_is_told(environment: dict[str, str]) -> None:
    codes = play("daemon_killed", environment)
    assert set(codes.values()) <= {"keyring.locked", "keyring.vanished"}


def test_a_bus_that_went_away_is_told(environment: dict[str, str]) -> None:
    assert set(play("bus_gone", environment).values()) == {"keyring.vanished"}


def test_a_computer_without_a_bus_is_told(environment: dict[str, str]) -> None:
    codes = play("told", environment, bus=False, unlock=":")
    assert set(codes.values()) == {"keyring.none"}


def test_kills_while_writing_tear_nothing(environment: dict[str, str]) -> None:
    outcomes = play("killed_while_writing", environment)
    assert outcomes["torn"] == 0
    assert outcomes["old"] + outcomes["new"] == 50


def test_three_hundred_kills_while_writing_to_files_tear_nothing(
    environment: dict[str, str],
) -> None:
    outcomes = play("killed_on_disk", environment, bus=False, unlock=":")
    assert outcomes["torn"] == 0
    assert outcomes["old"] > 10
    assert outcomes["new"] > 10
