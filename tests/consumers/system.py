"""A system of its own for a mail server: its package lies over ours, and nobody else sees it.

Mail servers look for their files in fixed places and conflict with each other. Each gets a mount
namespace in which its unpacked package lies over /etc, /usr and /var, with a layer on top that
takes whatever it writes. All of it is gone with the process.
"""

from __future__ import annotations

import shlex
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.independent.machine import LOOPBACK, PATIENCE_S, UNPACKED, wait_until

_LAY_OVER = """\
set -eu
layers={layers}
package={package}
mount -t tmpfs tmpfs "$layers"
for part in etc usr var; do
    mkdir -p "$layers/$part/new" "$layers/$part/work"
    lower=/$part
    if [ -n "$package" ] && [ -d "$package/$part" ]; then lower="$package/$part:$lower"; fi
    options="lowerdir=$lower,upperdir=$layers/$part/new,workdir=$layers/$part/work"
    mount -t overlay -o "$options" overlay "/$part"
done
mount -t tmpfs -o mode=755 tmpfs /run
cd /
"""


@dataclass(frozen=True)
class System:
    """A system with one more package unpacked in it, and what was written there since."""

    package: str
    """Folder of `.tools` that the package was unpacked into; empty for none."""
    folder: Path
    hosts: Mapping[str, str] = field(default_factory=dict)
    accounts: tuple[str, ...] = ()
    """Users that the package makes as it is installed."""

    def script(self, lines: str) -> Path:
        """Write what makes the system, and what happens in it."""
        layers = self.folder / "layers"
        layers.mkdir(parents=True, exist_ok=True)
        package = str(UNPACKED / self.package) if self.package else ""
        text = _LAY_OVER.format(layers=shlex.quote(str(layers)), package=shlex.quote(package))
        for number, account in enumerate(self.accounts, 64000):
            text += f"echo {account}:x:{number}:{number}::/var/empty:/bin/false >> /etc/passwd\n"
            text += f"echo {account}:x:{number}: >> /etc/group\n"
        for name, address in self.hosts.items():
            text += f"echo {address} {name} >> /etc/hosts\n"
        path = self.folder / "start"
        path.write_text(text + lines, "utf-8")
        return path

    @contextmanager
    def running(self, lines: str, environment: Mapping[str, str]) -> Iterator[Path]:
        """Run these lines of shell in it until the block ends; gives the log."""
        log = self.folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", self.script(lines)],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            yield log
        finally:
            process.kill()
            process.wait(PATIENCE_S)


def need_system(package: str = "") -> None:
    """Skip the test where no system of its own can be made, saying why."""
    if package and not (UNPACKED / package).is_dir():
        pytest.skip(
            f"{package} is not unpacked; "
            "as root on Debian 12, `python3 packaging/sendwright.py test` does it"
        )
    done = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("a mail server of its own needs root and the right to mount")


def wait_for(is_so: Callable[[], bool], what: str, log: Path) -> None:
    """Wait, and show what the server said when it was in vain."""
    try:
        wait_until(is_so, what)
    except AssertionError as exc:
        raise AssertionError(f"{exc}\n{log.read_text('utf-8', 'replace')}") from None


def listens(port: int) -> bool:
    """Say whether something on this computer takes connections there."""
    with closing(socket.socket()) as client:
        return client.connect_ex((LOOPBACK, port)) == 0
