"""The system's own packages: installed where we may, named where we may not."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bootstrap.process import output_of, say, succeeds

_MANAGERS = {
    "apt-get": ("apt-get", "install", "--no-install-recommends"),
    "dnf": ("dnf", "install"),
    "pacman": ("pacman", "-S", "--needed"),
}
_POLICY = Path("/usr/sbin/policy-rc.d")
_NO_SERVICES = (
    "#!/bin/sh\n# Written while Sendwright installs packages: nothing is started.\nexit 101\n"
)
_HOSTS = Path("/etc/hosts")
_LOCALHOST = "127.0.0.1 localhost"
_SHOWN = 2000
"""How much is shown of what went wrong; the end says it."""
_LISTS = Path("/var/lib/apt/lists")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive", "DEBCONF_NONINTERACTIVE_SEEN": "true"}


@dataclass(frozen=True)
class PackageList:
    """What a list of packages asks for."""

    install: tuple[str, ...]
    unpack: Mapping[str, tuple[str, ...]]
    """Packages by the folder that they go to, instead of being installed."""
    answers: tuple[str, ...]
    """To questions that packages ask while they are installed, as debconf writes them."""


def read_list(path: Path) -> PackageList:
    """Read a list: a package a line, or `unpack FOLDER PACKAGE…`, or `answer PACKAGE …`."""
    lines = [line.split() for line in path.read_text("utf-8").splitlines()]
    lines = [words for words in lines if words and not words[0].startswith("#")]
    return PackageList(
        install=tuple(words[0] for words in lines if len(words) == 1),
        unpack={words[1]: tuple(words[2:]) for words in lines if words[0] == "unpack"},
        answers=tuple(" ".join(words[1:]) for words in lines if words[0] == "answer"),
    )


def manager() -> str | None:
    """Return the package manager of this Linux, where it is one we know."""
    return next((name for name in _MANAGERS if shutil.which(name)), None)


def may_install() -> bool:
    """Say whether packages may be installed without asking: as root, with apt."""
    return manager() == "apt-get" and hasattr(os, "geteuid") and os.geteuid() == 0


def see_to_localhost() -> None:
    """Give the name to a system that lacks even it, as one fresh from debootstrap does."""
    try:
        socket.getaddrinfo("localhost", None)
    except OSError:
        line = f"{_LOCALHOST} to {_HOSTS}"
        if not may_install():
            say(f"the name localhost leads nowhere here; add this line: {line}")
            return
        say(f"the name localhost leads nowhere here; adding the line {line}")
        with _HOSTS.open("a", encoding="utf-8") as hosts:
            hosts.write(f"{_LOCALHOST}\n")


def install_line(packages: Sequence[str]) -> str:
    """Return the command that a person can type to install these."""
    words = _MANAGERS[manager() or "apt-get"]
    return " ".join(("sudo", *words, *packages))


def missing_packages(packages: Sequence[str]) -> tuple[str, ...]:
    """Return those that dpkg does not have; all of them where there is no dpkg."""
    if not packages:
        return ()
    listed = output_of(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"])
    installed = {line.split()[0] for line in listed.splitlines() if line.endswith(" installed")}
    return tuple(package for package in packages if package not in installed)


def install(packages: Sequence[str], answers: Sequence[str] = ()) -> tuple[str, ...]:
    """Install these and return those that could not be; starts no service, removes nothing."""
    if not packages:
        return ()
    say(f"installing {len(packages)} system packages with apt: {' '.join(packages)}")
    if answers:
        text = "\n".join(answers)
        subprocess.run(["debconf-set-selections"], input=text, text=True, check=False)
    with _no_services():
        if not any(_LISTS.glob("*_Packages*")):
            _apt("update")
        if _apt_install(packages) or (_apt("update") and _apt_install(packages)):
            return ()
        return tuple(package for package in packages if not _apt_install([package]))


def unpack(packages: Sequence[str], folder: Path) -> bool:
    """Put packages into a folder of their own, for those that cannot live beside others."""
    folder.mkdir(parents=True, exist_ok=True)
    say(f"unpacking {' '.join(packages)} into {folder.parent.name}/{folder.name}")
    # As root into our own folder: apt's own user may not write there.
    download = ["apt-get", "--quiet=2", "-o", "APT::Sandbox::User=root", "download", *packages]
    done = subprocess.run(download, cwd=folder, check=False, stdout=sys.stderr)
    archives = sorted(folder.glob("*.deb"))
    unpacked = [succeeds(["dpkg-deb", "-x", archive, folder]) for archive in archives]
    for archive in archives:
        archive.unlink()
    return done.returncode == 0 and bool(unpacked) and all(unpacked)


def _apt_install(packages: Sequence[str]) -> bool:
    return _apt("install", "--yes", "--no-install-recommends", "--no-remove", *packages)


def _apt(*words: str) -> bool:
    """Run apt without questions; what it says is shown only when it fails."""
    done = subprocess.run(
        ["apt-get", "--quiet=2", "-o", "Dpkg::Use-Pty=0", *words],
        env={**os.environ, **_QUIET},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        say(f"apt-get {words[0]} failed: {done.stderr.strip()[-_SHOWN:]}")
    return done.returncode == 0


@contextmanager
def _no_services() -> Iterator[None]:
    """Keep Debian from starting what it installs; a policy that stands already is kept."""
    ours = not _POLICY.exists()
    if ours:
        _POLICY.write_text(_NO_SERVICES, "utf-8")
        _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            _POLICY.unlink(missing_ok=True)
