"""Scenes with a real keyring; each runs in a process and a D-Bus session of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from app.domain.secret import Secret
from app.store.errors import KeyringError
from app.store.secrets import SecretStore
from tests.store.keyrings import FileBackend

LONG = "0.AX" + "".join(chr(33 + number % 90) for number in range(5000))


def code_of(work: Callable[[], object]) -> str:
    try:
        work()
    except KeyringError as exc:
        return exc.code
    return ""


def read(store: SecretStore) -> Secret | None:
    return store.get("contoso", "refresh")


def round_trip(store: SecretStore) -> dict[str, object]:
    state = store.backend()
    store.put("contoso", "refresh", Secret(LONG))
    again = SecretStore().get("contoso", "refresh")
    store.forget("contoso")
    left = subprocess.run(
        ["secret-tool", "search", "--all", "application", "Python keyring library"],
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "name": state.name,
        "usable": state.usable,
        "same": again == Secret(LONG),
        "left": left.stdout,
    }


def locked(store: SecretStore) -> dict[str, object]:
    store.put("contoso", "refresh", Secret(LONG))
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        secretstorage.get_default_collection(bus).lock()
    return told(store)


def daemon_killed(store: SecretStore) -> dict[str, object]:
    store.put("contoso", "refresh", Secret(LONG))
    owner = subprocess.run(
        [
            "dbus-send", "--session", "--print-reply=literal",
            "--dest=org.freedesktop.DBus", "/",
            "org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets",
        ],
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    os.kill(int(owner.stdout.split()[-1]), signal.SIGKILL)
    return told(store)


def bus_gone(store: SecretStore) -> dict[str, object]:
    store.put("contoso", "refresh", Secret(LONG))
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
    return told(store)


def told(store: SecretStore) -> dict[str, object]:
    return {
        "get": code_of(lambda: read(store)),
        "put": code_of(lambda: store.put("contoso", "refresh", Secret("new"))),
        "state": store.backend().finding_code,
    }


def _start_and_kill(work: Callable[[], None], chance: random.Random, lasts_s: float) -> None:
    writer = os.fork()
    if writer == 0:
        work()
        os._exit(0)
    time.sleep(chance.uniform(0, 1.2 * lasts_s))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)


def killed_while_writing(store: SecretStore, kills: int = 50) -> dict[str, object]:
    """Kill a writer at a random moment, many times; what is read must be whole each time."""
    ends = [Secret(f"{'x' * 1500}{number}") for number in range(kills + 1)]
    store.put("contoso", "refresh", ends[0])
    began = time.perf_counter()
    store.put("contoso", "refresh", ends[0])
    a_write_lasts = time.perf_counter() - began
    chance = random.Random(4)
    outcomes: dict[str, object] = dict.fromkeys(("old", "new", "torn"), 0)
    seen: list[str] = []
    present = ends[0]
    for new in ends[1:]:
        write = partial(store.put, "contoso", "refresh", new)
        _start_and_kill(write, chance, a_write_lasts)
        try:
            found = read(store)
        except KeyringError:
            found = None
        seen.append("old" if found == present else "new" if found == new else "torn")
        present = new if seen[-1] == "new" else present
    return outcomes | {name: seen.count(name) for name in seen}


def killed_on_disk(_store: SecretStore) -> dict[str, object]:
    """The same over a keyring of files, which is fast enough for many kills."""
    folder = Path(os.environ["HOME"])
    return killed_while_writing(SecretStore(backend=FileBackend(folder)), kills=300)


SCENES = {
    scene.__name__: scene
    for scene in (
        round_trip,
        locked,
        daemon_killed,
        bus_gone,
        told,
        killed_while_writing,
        killed_on_disk,
    )
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(SCENES[sys.argv[1]](SecretStore())))
