"""What the independent servers need of this computer, and how they are started and ended."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
UNPACKED = ROOT / ".tools"
LOOPBACK = "127.0.0.1"
PATIENCE_S = 30.0
_PAUSE_S = 0.02
_SYSTEM_PATHS = ("/usr/local/sbin", "/usr/sbin", "/sbin")


def find_program(name: str) -> str | None:
    """Find a program, also where only root looks, and among those that were unpacked."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SYSTEM_PATHS))
    unpacked = sorted(UNPACKED.glob(f"*/usr/*bin/{name}"))
    return shutil.which(name, path=path) or next(map(str, unpacked), None)


def need(*programs: str, root: bool = False) -> None:
    """Skip the test where these are not here, saying what brings them."""
    missing = [name for name in programs if find_program(name) is None]
    if missing:
        pytest.skip(
            f"{', '.join(missing)} not installed; "
            "as root on Debian 12, `python3 packaging/sendwright.py test` installs them"
        )
    if root and (not hasattr(os, "geteuid") or os.geteuid() != 0):
        pytest.skip("these servers change their user while they start, which needs root")


def ids_of(user: str) -> tuple[int, int]:
    """Look a user of this system up; gives its uid and gid."""
    import pwd  # Windows has none, and these modules are imported there as well

    found = pwd.getpwnam(user)
    return found.pw_uid, found.pw_gid


def free_port() -> int:
    """Ask the system for a port; UDP and TCP are both free on it."""
    while True:
        with closing(socket.socket()) as tcp, closing(_udp()) as udp:
            tcp.bind((LOOPBACK, 0))
            port: int = tcp.getsockname()[1]
            try:
                udp.bind((LOOPBACK, port))
            except OSError:
                continue
            return port


def _udp() -> socket.socket:
    return socket.socket(type=socket.SOCK_DGRAM)


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Return as soon as something is so; fail, saying what was waited for, when it is never."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, f"after {PATIENCE_S} s still not so: {what}"
        time.sleep(_PAUSE_S)


def wait_for_port(port: int, *, alive: subprocess.Popen[bytes] | None = None) -> None:
    """Return when something accepts connections there; fail when it does not in time."""

    def listens() -> bool:
        if alive is not None and alive.poll() is not None:
            raise AssertionError(f"the server ended with {alive.returncode} before it listened")
        with closing(socket.socket()) as client:
            return client.connect_ex((LOOPBACK, port)) == 0

    wait_until(listens, f"something listens on port {port}")


@contextmanager
def silent_server() -> Iterator[int]:
    """Listen and never say a word: connections wait in the queue, as behind some firewalls."""
    with closing(socket.create_server((LOOPBACK, 0))) as server:
        yield server.getsockname()[1]


def run(command: Sequence[str | Path], **environment: str) -> str:
    """Run a tool of a server to its end; what it says is shown when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@dataclass
class Daemon:
    """A server in the foreground of its own process, ended with the block."""

    command: Sequence[str | Path]
    port: int
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __enter__(self) -> Daemon:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(word) for word in self.command],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            wait_for_port(self.port, alive=self._process)
        except AssertionError as exc:
            self.__exit__()
            raise AssertionError(f"{exc}\n{self.log.read_text('utf-8', 'replace')}") from None
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
