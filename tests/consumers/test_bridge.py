"""A program that knows only a password, behind the bridge that our export sets up."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.consumers.conftest import open_office
from tests.consumers.office import Office, recipient_of
from tests.consumers.system import listens, wait_for
from tests.independent.command_line import CommandLine
from tests.independent.lab import Lab
from tests.independent.machine import free_port

_OWN_PASSWORD = "chosen for the bridge alone"
_CODE = re.compile(r"use code (\w+)")
_PATIENCE_S = 45


@pytest.fixture
def bridge_office(lab: Lab, tmp_path: Path) -> Office:
    """Exports of the bridge's path, moved to a port that is free here."""
    line = CommandLine(tmp_path / "data", lab.cloud_file("consumers"))
    return open_office(lab, line, tmp_path / "out", "oauth_bridge")


@contextmanager
def bridge(configuration: Path, lab: Lab, port: int) -> Iterator[Path]:
    """Run the bridge as its README says; gives what it says."""
    log = configuration.with_suffix(".log")
    command = (Path(sys.executable).with_name("emailproxy"), "--no-gui", "--external-auth")
    files = ("--config-file", configuration, "--log-file", log)
    trust = {"SSL_CERT_FILE": str(lab.folder / "roots.pem")}
    process = subprocess.Popen(
        [str(word) for word in (*command, *files)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(configuration.parent), **trust},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    log.touch()
    try:
        wait_for(lambda: listens(port), f"the bridge listens on {port}", log)
        yield log
    finally:
        process.kill()
        process.wait()


def moved(path: Path, port: int) -> Path:
    """Give another port to a file of the bridge's path; 2587 may be another's here."""
    path.write_text(path.read_text("utf-8").replace("2587", str(port)), "utf-8")
    return path


@pytest.mark.proves("email-oauth2-proxy", "token")
@pytest.mark.proves("python-smtplib", "bridge")
def test_program_with_a_password_sends_through_the_bridge(
    lab: Lab, bridge_office: Office, tmp_path: Path
) -> None:
    port = free_port()
    bridge_folder = bridge_office.place("email-oauth2-proxy", tmp_path / "bridge")
    configuration = moved(bridge_folder / "emailproxy.config", port)
    script = moved(bridge_office.place("python-smtplib", tmp_path / "client") / "send.py", port)
    to = recipient_of("bridged")
    with bridge(configuration, lab, port) as log:
        client = subprocess.Popen(
            [sys.executable, str(script), to],
            env={**bridge_office.environment(tmp_path), "SMTP_PASSWORD": _OWN_PASSWORD},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        with client:
            wait_for(lambda: bool(_CODE.search(log.read_text("utf-8"))), "it shows a code", log)
            found = _CODE.search(log.read_text("utf-8"))
            assert found
            lab.identity.approve_device_code(found[1])
            _, said = client.communicate(timeout=_PATIENCE_S)
        assert client.returncode == 0, said + log.read_text("utf-8")
    bridge_office.assert_arrived(to, "XOAUTH2")
    assert lab.password not in configuration.read_text("utf-8")
