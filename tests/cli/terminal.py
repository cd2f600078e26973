"""Runs the command line with a person at a terminal, who types what is given."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

RUN = "import sys; from app.cli.main import run; sys.exit(run(sys.argv[1:], open_wizard=int))"
"""Runs the words behind it, in a process of its own."""


def at_terminal(*words: str, typed: str = "\n") -> tuple[int, str, str]:
    """Give exit code, standard output and standard error; only the input is a terminal."""
    mine, its = pty.openpty()
    try:
        os.write(mine, typed.encode())
        done = subprocess.run(
            [sys.executable, "-c", RUN, *words],
            stdin=its,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(mine)
        os.close(its)
    return done.returncode, done.stdout, done.stderr
