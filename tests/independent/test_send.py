"""Real messages by both paths, counted in the mailbox of a server that is not ours."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.independent.command_line import CommandLine
from tests.independent.lab import OUTSIDE, Lab


@dataclass(frozen=True)
class SignedIn:
    """A client whose refresh token is in the keyring."""

    id: str
    line: CommandLine


@pytest.fixture
def signed_in(lab: Lab, desktop_line: CommandLine) -> SignedIn:
    added = desktop_line.run("clients", "add", lab.user, "--path", "smtp_auth_oauth", "--json")
    assert added.code == 0, added.stderr
    client = added.result["result"]["id"]
    done = desktop_line.sign_in(client, lab.press_sign_in)
    assert done.code == 0, done.stderr
    return SignedIn(client, desktop_line)


def test_test_messages_arrive_inside_and_outside(lab: Lab, signed_in: SignedIn) -> None:
    inside, outside = f"first@{lab.identity.domain}", f"first@{OUTSIDE}"
    done = signed_in.line.run("send-test", signed_in.id, "--to", inside, "--to", outside, "--json")
    assert done.code == 0, done.stdout
    assert {"smtp.auth.ok", "smtp.message.accepted"} <= done.codes
    for address in (inside, outside):
        (message,) = lab.mail.mailbox.wait_for(1, to=address)
        assert lab.user in str(message["From"])


def test_token_is_fresh_and_alone_on_stdout(lab: Lab, signed_in: SignedIn) -> None:
    done = signed_in.line.run("token", signed_in.id)
    assert done.code == 0
    assert lab.knows_token(done.stdout.strip())
    assert done.stdout.count("\n") == 1


def test_no_token_is_in_a_file_of_ours(signed_in: SignedIn) -> None:
    assert signed_in.line.run("token", signed_in.id).code == 0
    assert not signed_in.line.files_with_a_token()


def test_no_token_shows_in_what_a_test_says(lab: Lab, signed_in: SignedIn) -> None:
    token = signed_in.line.run("token", signed_in.id).stdout.strip()
    done = signed_in.line.run("send-test", signed_in.id, "--to", f"second@{OUTSIDE}", "--json")
    assert done.code == 0
    lab.mail.mailbox.wait_for(1, to=f"second@{OUTSIDE}")
    said = done.stdout + done.stderr
    assert token not in said
    assert token.rpartition(".")[0] not in said


def test_relay_delivers_without_signing_in(lab: Lab, command_line: CommandLine) -> None:
    words = ("--path", "relay_ip", "--relay-ip", "192.0.2.10", "--json")
    added = command_line.run("clients", "add", f"scan@{lab.identity.domain}", *words)
    assert added.code == 0, added.stderr
    recipient = f"relayed@{lab.identity.domain}"
    done = command_line.run("send-test", added.result["result"]["id"], "--to", recipient, "--json")
    assert done.code == 0, done.stdout
    lab.mail.mailbox.wait_for(1, to=recipient)
