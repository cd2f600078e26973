"""Starts the independent servers once, for all tests that count what arrives there."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.independent.certificates import Authority, make_authority
from tests.independent.command_line import CommandLine
from tests.independent.desktop import desktop
from tests.independent.exim import Relay, exim
from tests.independent.lab import MX, Lab, run_lab
from tests.independent.machine import need


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that servers can reach after they have given up root, unlike those of pytest."""
    with tempfile.TemporaryDirectory(prefix="sendwright-lab-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="session")
def lab(open_folder: Path, _own_home: None) -> Iterator[Lab]:
    need("postfix", "dovecot", "knotd", "keymgr", "unbound", root=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    folder = open_folder / "lab"
    folder.mkdir()
    with run_lab(folder, base64.b64encode(public).decode("ascii")) as running:
        yield running


@pytest.fixture(scope="session")
def relay_authority(open_folder: Path) -> Authority:
    return make_authority(open_folder / "relay-ca")


@pytest.fixture(scope="session")
def relay(open_folder: Path, relay_authority: Authority) -> Iterator[Relay]:
    need("exim4", root=True)
    certificate = relay_authority.issue("exim", "localhost", MX)
    with exim(open_folder / "exim", certificate) as running:
        yield running


@pytest.fixture
def keyring_session(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a desktop whose keyring is open and empty."""
    need("dbus-daemon", "gnome-keyring-daemon")
    with desktop(tmp_path / "desktop") as environment:
        yield {**environment, "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}


@pytest.fixture
def command_line(lab: Lab, tmp_path: Path) -> CommandLine:
    """Sendwright in the lab, on a computer without a keyring."""
    return CommandLine(tmp_path / "data", lab.cloud_file())


@pytest.fixture
def desktop_line(lab: Lab, tmp_path: Path, keyring_session: dict[str, str]) -> CommandLine:
    """Sendwright in the lab, on a desktop with a keyring."""
    return CommandLine(tmp_path / "data", lab.cloud_file(), keyring_session)
