"""What people meet when something that belongs there is not: no network, no keyring."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from tests.independent.command_line import CommandLine
from tests.independent.lab import OUTSIDE, Lab
from tests.independent.machine import find_program, need

_WITHOUT_NETWORK = ("unshare", "--net")


@pytest.fixture
def cut_off(command_line: CommandLine) -> CommandLine:
    """A computer whose network is gone, down to its loopback."""
    need(_WITHOUT_NETWORK[0], root=True)
    program = (str(find_program(_WITHOUT_NETWORK[0])), *_WITHOUT_NETWORK[1:])
    tried = subprocess.run([*program, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this container may not make a network namespace")
    return replace(command_line, inside=program)


def test_without_a_network_nothing_is_called_absent(cut_off: CommandLine) -> None:
    done = cut_off.run("check", "contoso.test", "--json")
    findings = done.result["findings"]
    assert done.code != 0
    assert "absent" not in {finding["state"] for finding in findings}
    assert "untold" in {finding["state"] for finding in findings}
    for finding in findings:
        assert finding["severity"] in ("ok", "info") or finding["fix"], finding["code"]


def test_without_a_network_a_test_message_is_no_loss(cut_off: CommandLine, lab: Lab) -> None:
    words = ("--path", "relay_ip", "--relay-ip", "192.0.2.10", "--offline", "--json")
    added = cut_off.run("clients", "add", lab.user, *words)
    assert added.code == 0, added.stderr
    client = added.result["result"]["id"]
    done = cut_off.run("send-test", client, "--to", f"x@{OUTSIDE}", "--json")
    assert done.code != 0
    assert done.result["findings"]
    assert cut_off.run("clients", "show", client, "--json").code == 0


def test_without_a_keyring_signing_in_says_so_and_writes_no_token(
    command_line: CommandLine, lab: Lab
) -> None:
    added = command_line.run("clients", "add", lab.user, "--path", "smtp_auth_oauth", "--json")
    client = added.result["result"]["id"]
    done = command_line.sign_in(client, lab.press_sign_in)
    assert done.result["result"]["signed_in_as"] == lab.user
    assert "keyring" in done.stdout + done.stderr
    later = command_line.run("token", client)
    assert later.code != 0
    assert later.stdout == ""
    assert not command_line.files_with_a_token()
