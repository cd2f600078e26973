"""The real GNOME keyring: unlocked, locked, killed, and without a bus."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.store.desktop import UNLOCK, make_environment, run_in_session, run_script

SCENES = Path(__file__).with_name("keyring_scenes.py")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of Linux desktops")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return make_environment(tmp_path)


def test_five_kilobytes_come_back_and_nothing_is_left(environment: dict[str, str]) -> None:
    assert run_in_session(SCENES, "round_trip", environment) == {
        "name": "Secret Service",
        "usable": True,
        "same": True,
        "left": "",
    }


def test_a_locked_keyring_is_told(environment: dict[str, str]) -> None:
    codes = run_in_session(SCENES, "locked", environment)
    assert set(codes.values()) == {"keyring.locked"}


def test_a_keyring_that_nobody_unlocked_is_told(environment: dict[str, str]) -> None:
    run_in_session(SCENES, "round_trip", environment)
    wrong = UNLOCK.replace("password", "another")
    assert set(run_in_session(SCENES, "told", environment, unlock=wrong).values()) == {
        "keyring.locked"
    }


def test_a_killed_daemon_is_told(environment: dict[str, str]) -> None:
    codes = run_in_session(SCENES, "daemon_killed", environment)
    assert set(codes.values()) <= {"keyring.locked", "keyring.vanished"}


def test_a_bus_that_went_away_is_told(environment: dict[str, str]) -> None:
    assert set(run_in_session(SCENES, "bus_gone", environment).values()) == {"keyring.vanished"}


def test_a_computer_without_a_bus_is_told(environment: dict[str, str]) -> None:
    codes = run_script(SCENES, "told", environment)
    assert set(codes.values()) == {"keyring.none"}


def test_kills_while_writing_tear_nothing(environment: dict[str, str]) -> None:
    outcomes = run_in_session(SCENES, "killed_while_writing", environment)
    assert outcomes["torn"] == 0
    assert outcomes["old"] + outcomes["new"] == 50


def test_three_hundred_kills_while_writing_to_files_tear_nothing(
    environment: dict[str, str],
) -> None:
    outcomes = run_script(SCENES, "killed_on_disk", environment)
    assert outcomes["torn"] == 0
    assert outcomes["old"] > 0
    assert outcomes["new"] > 0
