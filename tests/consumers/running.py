"""Runs a program as its export's README says, and answers what it asks on a terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PATIENCE_S = 60.0
_ROWS, _COLUMNS = 40, 120
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|[\r\x0e\x0f]")

Answers = Sequence[tuple[str, str]]
"""What to wait for on the screen, and what to type then."""


def run(
    command: Sequence[str | Path], environment: Mapping[str, str], *, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; what it says is shown when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        input=typed,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done


def run_on_terminal(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    answers: Answers,
    *,
    until: Callable[[], bool] = lambda: False,
) -> str:
    """Run a program that wants a terminal and answer it, until it ends or something is so.

    Returns all that it showed.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    process = subprocess.Popen(
        [str(word) for word in command],
        env={**environment, "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_terminal,
    )
    os.close(theirs)
    try:
        return _converse(ours, process, list(answers), until)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _converse(
    terminal: int,
    process: subprocess.Popen[bytes],
    answers: list[tuple[str, str]],
    until: Callable[[], bool],
) -> str:
    deadline = time.monotonic() + _PATIENCE_S
    shown, unread = "", 0
    while time.monotonic() < deadline:
        text = _read(terminal)
        if text is None or until():
            return shown
        shown += _CONTROL.sub("", text)
        if answers and (found := re.search(answers[0][0], shown[unread:])):
            unread += found.end()
            with contextlib.suppress(OSError):
                os.write(terminal, answers.pop(0)[1].encode())
    raise AssertionError(f"{process.args!r} still waits; it showed:\n{shown[-4000:]}")


def _read(terminal: int) -> str | None:
    """Return what is shown now; None when the program has ended."""
    if not select.select([terminal], [], [], 0.2)[0]:
        return ""
    try:
        data = os.read(terminal, 65536)
    except OSError:
        return None
    return data.decode("utf-8", "replace") if data else None
