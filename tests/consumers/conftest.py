"""The lab of independent servers, and one client by each path with all its exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.consumers.office import Office
from tests.independent import conftest as independent
from tests.independent.certificates import Authority
from tests.independent.command_line import CommandLine
from tests.independent.desktop import desktop
from tests.independent.exim import Relay
from tests.independent.lab import MX, Lab
from tests.independent.machine import LOOPBACK, need
from tests.independent.mailbox import Mailbox

open_folder = independent.open_folder
lab = independent.lab
relay_authority = independent.relay_authority
relay = independent.relay


@pytest.fixture(scope="session")
def desktop_of_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A keyring that stays open for all tests that send with a token."""
    need("dbus-daemon", "gnome-keyring-daemon")
    with desktop(tmp_path_factory.mktemp("office") / "desktop") as environment:
        yield {**environment, "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}


def open_office(lab: Lab, line: CommandLine, folder: Path, path: str, *words: str) -> Office:
    """Add a client and write everything that its path can be exported to."""
    added = line.run("clients", "add", lab.user, "--path", path, *words, "--json")
    assert added.code == 0, added.stderr
    client = added.result["result"]["id"]
    targets = [
        item["id"]
        for item in line.run("targets", "--json").result["result"]["items"]
        if path in item["paths"]
    ]
    done = line.run("export", client, *targets, "--out", str(folder), "--json")
    assert done.code == 0, done.stderr
    return Office(lab, line, client, folder)


@pytest.fixture(scope="session")
def token_office(
    lab: Lab,
    desktop_of_office: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Office:
    """Signed in; its programs ask Sendwright for a token."""
    folder = tmp_path_factory.mktemp("token")
    line = CommandLine(folder / "data", lab.cloud_file("consumers"), desktop_of_office)
    office = open_office(lab, line, folder / "out", "smtp_auth_oauth")
    signed_in = line.sign_in(office.client, lab.press_sign_in)
    assert signed_in.code == 0, signed_in.stderr
    return office


@pytest.fixture(scope="session")
def password_office(
    lab: Lab,
    tmp_path_factory: pytest.TempPathFactory,
) -> Office:
    """Knows the mailbox's password and nothing better."""
    folder = tmp_path_factory.mktemp("password")
    line = CommandLine(folder / "data", lab.cloud_file("consumers"))
    return open_office(lab, line, folder / "out", "smtp_auth_basic")


@dataclass(frozen=True)
class Way:
    """A client's exports by one path, and how to tell that a message came by it."""

    name: str
    office: Office
    hosts: Mapping[str, str]
    mailbox: Mailbox

    def arrived(self, recipient: str) -> bool:
        return bool(self.mailbox.messages(recipient))

    def assert_arrived(self, recipient: str) -> None:
        """Count one message; one that signed in did so with the password."""
        if self.name == "password":
            self.office.assert_arrived(recipient, "LOGIN", "PLAIN")
            return
        (message,) = self.mailbox.wait_for(1, to=recipient)
        assert message["Return-Path"] == f"<{self.office.lab.user}>"


@pytest.fixture(scope="session")
def relay_office(
    lab: Lab, relay: Relay, relay_authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Office:
    """Known by its address to an Exim that takes nothing without TLS."""
    folder = tmp_path_factory.mktemp("relay")
    trust = str(relay_authority.file)
    cloud = lab.cloud_file("consumers-relay", relay_port=relay.port, ca_file=trust)
    # The client is looked up in the lab, whose names lead to the relay as well.
    line = CommandLine(folder / "data", cloud)
    return open_office(lab, line, folder / "out", "relay_ip", "--relay-ip", "192.0.2.10")


@pytest.fixture
def way(request: pytest.FixtureRequest, lab: Lab) -> Way:
    """Give the client of the path that the test names."""
    name = str(request.param)
    office = request.getfixturevalue(f"{name}_office")
    assert isinstance(office, Office)
    if name != "relay":
        return Way(name, office, {}, lab.mail.mailbox)
    return Way(name, office, {MX: LOOPBACK}, request.getfixturevalue("relay").mailbox)
