"""A session bus with an unlocked keyring, as a Linux desktop has; empty, and gone afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.independent.machine import PATIENCE_S, find_program

_PASSWORD = b"only for this test"


@contextmanager
def desktop(folder: Path) -> Iterator[dict[str, str]]:
    """Run bus and keyring; gives the environment in which a program finds them."""
    home, runtime = folder / "home", folder / "run"
    for path in (folder, home, runtime):
        path.mkdir(mode=0o700)
    env = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "PATH": "/usr/bin:/bin"}
    bus = subprocess.Popen(
        [str(find_program("dbus-daemon")), "--session", "--nofork", "--print-address=1"],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert bus.stdout
    try:
        env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode("ascii").strip()
        with _unlocked_keyring(env):
            yield {name: value for name, value in env.items() if name != "PATH"}
    finally:
        bus.terminate()
        bus.wait(PATIENCE_S)
        bus.stdout.close()


@contextmanager
def _unlocked_keyring(env: dict[str, str]) -> Iterator[None]:
    """The daemon says its socket when the password has opened the collection."""
    keyring = subprocess.Popen(
        [
            str(find_program("gnome-keyring-daemon")),
            "--foreground",
            "--unlock",
            "--components=secrets",
        ],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert keyring.stdin
    assert keyring.stdout
    try:
        keyring.stdin.write(_PASSWORD)
        keyring.stdin.close()
        keyring.stdout.readline()
        yield
    finally:
        keyring.terminate()
        keyring.wait(PATIENCE_S)
        keyring.stdout.close()
