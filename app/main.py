"""Where the program begins: the command line where there are words, else the wizard."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; without a command it opens the wizard."""
    from app.cli.main import run

    return run(sys.argv[1:], open_wizard=open_wizard)


def open_wizard() -> int:
    """Open the wizard's window and stay until it is closed."""
    from app.gui.main import run

    return run(sys.argv[1:])
