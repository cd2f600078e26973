"""Says what happens, in short lines, and runs other programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

INTERRUPTED = 130
_WINDOWS_CTRL_C = 0xC000013A


class SetupError(Exception):
    """The environment cannot be made; the text says what to do about it."""


def say(text: str) -> None:
    """Tell the person on stderr, so that stdout stays the program's own."""
    print(f"sendwright: {text}", file=sys.stderr, flush=True)


def succeeds(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> bool:
    """Run a program without showing what it says."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def output_of(command: Sequence[str | Path]) -> str:
    """Return what a program prints; empty where it is not there or fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def hand_over(command: Sequence[str | Path], env: Mapping[str, str]) -> int:
    """Become the program where the system can, so that its signals and exit code are its own."""
    words = [str(word) for word in command]
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(words[0], words, dict(env))
    process = subprocess.Popen(words, env=env)
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue  # the program was interrupted as well and ends in its own way
        return INTERRUPTED if code == _WINDOWS_CTRL_C else code
