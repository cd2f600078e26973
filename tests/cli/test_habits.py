"""Habits that people bring from other commands: guesses, -V, help, --quiet, NO_COLOR."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from app import __version__
from tests.cli.clients_scene import Run, add, own_keyring, sendwright
from tests.cli.terminal import RUN

__all__ = ["own_keyring", "sendwright"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("chek", "contoso.com"), "check"),
        (("client", "list"), "clients"),
        (("clients", "lst"), "list"),
        (("plan", "sav"), "save"),
        (("certificate", "chek"), "check"),
        (("help", "chek"), "check"),
    ],
)
def test_a_mistyped_command_is_guessed(sendwright: Run, words: tuple[str, ...], meant: str) -> None:
    code, out, err = sendwright(*words)
    assert (code, out) == (2, "")
    assert f"Did you mean {meant}?" in err


def test_what_is_like_nothing_is_not_guessed(sendwright: Run) -> None:
    code, _, err = sendwright("qwertzuiop")
    assert code == 2
    assert "Did you mean" not in err
    assert sendwright("evil\x1b[2J")[2].count("\x1b") == 0


def test_the_version_has_a_short_option(sendwright: Run) -> None:
    assert sendwright("-V") == (0, f"sendwright {__version__}\n", "")


@pytest.mark.parametrize("words", [(), ("check",), ("clients",), ("clients", "set")])
def test_help_explains_a_command_as_its_own_option_does(
    sendwright: Run, words: tuple[str, ...]
) -> None:
    code, out, err = sendwright("help", *words)
    assert (code, err) == (0, "")
    assert out == sendwright(*words, "--help")[1]


def test_help_of_what_holds_no_commands_is_wrong_usage(sendwright: Run) -> None:
    assert sendwright("help", "check", "dns")[0] == 2


@pytest.mark.parametrize("place", ["before", "behind"])
def test_quiet_leaves_results_and_errors(sendwright: Run, place: str) -> None:
    def quietly(*words: str) -> tuple[int, str, str]:
        return sendwright(*(("-q", *words) if place == "before" else (*words, "--quiet")))

    assert sendwright("clients", "list", "--removed")[2] == "The bin is empty.\n"
    assert quietly("clients", "list", "--removed") == (0, "", "")
    name = add(sendwright, "contoso.com")
    assert quietly("clients", "list") == sendwright("clients", "list")
    code, _, err = quietly("clients", "remove", name)
    assert code == 2
    assert "--yes" in err
    assert sendwright("clients", "list", "--removed")[2] == "The bin is empty.\n"  # this once alone


def on_terminal(**environment: str) -> bytes:
    """Give what an error looks like where the output is a terminal."""
    mine, its = pty.openpty()
    told = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    try:
        subprocess.run(
            [sys.executable, "-c", RUN, "clients", "undo"],
            stdin=subprocess.DEVNULL,
            stdout=its,
            stderr=its,
            env={**told, **environment},
            timeout=60,
            check=False,
        )
        return os.read(mine, 10_000)
    finally:
        os.close(mine)
        os.close(its)


def test_a_terminal_has_colour_unless_none_is_wanted() -> None:
    assert b"\x1b[31m" in on_terminal()
    assert b"\x1b" not in on_terminal(NO_COLOR="1")
    assert b"\x1b[31m" in on_terminal(NO_COLOR="")  # empty is as if it were not there
