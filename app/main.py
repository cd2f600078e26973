"""Where the program begins: the command line where there are words, else the wizard."""

from __future__ import annotations

import sys

from app.domain.organisation.plan_file import names_plan

PROBE_WINDOW = "--probe-window"
"""Asks, in a process of its own, whether a window could be opened."""


def main() -> int:
    """Run the command line; without a command, or with a plan, it opens the wizard."""
    if sys.argv[1:] == [PROBE_WINDOW]:
        from app.gui.window_probe import probe

        return probe()
    if (code := _print_token(sys.argv[1:])) is not None:
        return code
    if sys.argv[1:] and names_plan(sys.argv[1]):
        return open_wizard()
    from app.cli.main import run

    return run(sys.argv[1:], open_wizard=open_wizard)


def _print_token(words: list[str]) -> int | None:
    """Answer `sendwright token CLIENT` by itself; it must be quick."""
    if len(words) != 2 or words[0] != "token" or words[1].startswith("-"):
        return None
    from app.cli.token_at_hand import print_at_hand

    return print_at_hand(words[1])


def open_wizard() -> int:
    """Open the wizard's window and stay until it is closed."""
    from app.gui.main import run

    return run(sys.argv[1:])
