"""A Linux desktop in miniature: a D-Bus session and an unlocked GNOME keyring of their own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool")
UNLOCK = "printf password | gnome-keyring-daemon --unlock --components=secrets >&2"


def make_environment(folder: Path) -> dict[str, str]:
    """Make a home and a runtime folder: a login keyring that is there already stays locked."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not installed: {', '.join(missing)}")
    assert not missing, "CI installs packaging/packages.txt"
    home, runtime = folder / "home", folder / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "LANG": "C.UTF-8",
    }


def run_in_session(
    script: Path, arguments: str, environment: dict[str, str], *, unlock: str = UNLOCK
) -> Any:
    """Run a script in a session of its own and read the JSON that it prints."""
    return run_script(
        script, arguments, environment, before=("dbus-run-session", "--"), unlock=unlock
    )


def run_script(
    script: Path,
    arguments: str,
    environment: dict[str, str],
    *,
    before: tuple[str, ...] = (),
    unlock: str = ":",
) -> Any:
    """Run a script without a session."""
    line = f'{unlock}; exec "{sys.executable}" "{script}" {arguments}'
    with subprocess.Popen(
        [*before, "sh", "-c", line],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as done:
        try:
            out, err = done.communicate(timeout=50)
        except subprocess.TimeoutExpired:
            os.killpg(done.pid, signal.SIGTERM)  # the bus and the keyring too
            raise
    assert done.returncode == 0, err[-3000:]
    return json.loads(out)
