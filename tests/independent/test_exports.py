"""Exports, used by the programs they were written for; what these send is counted."""

from __future__ import annotations

import smtplib
import subprocess
from pathlib import Path

import pytest

from tests.independent.certificates import Authority
from tests.independent.command_line import CommandLine, Done
from tests.independent.exim import Relay
from tests.independent.lab import MX, OUTSIDE, Lab
from tests.independent.machine import LOOPBACK, find_program, need
from tests.independent.relaying import office_postfix

_PATIENCE_S = 90


def export(line: CommandLine, client: str, target: str, folder: Path) -> Done:
    done = line.run("export", client, target, "--out", str(folder), "--json")
    assert done.code == 0, done.stderr
    return done


def find_file(folder: Path, name: str) -> Path:
    (found,) = folder.rglob(name)
    return found


@pytest.fixture
def msmtp_file(lab: Lab, desktop_line: CommandLine, tmp_path: Path) -> Path:
    """Signed in, exported, and as private as msmtp wants it."""
    need("msmtp")
    added = desktop_line.run("clients", "add", lab.user, "--path", "smtp_auth_oauth", "--json")
    client = added.result["result"]["id"]
    signed_in = desktop_line.sign_in(client, lab.press_sign_in)
    assert signed_in.code == 0, signed_in.stderr
    export(desktop_line, client, "msmtp", tmp_path / "export")
    path = find_file(tmp_path / "export", "msmtprc")
    path.chmod(0o600)
    return path


def send_with_msmtp(line: CommandLine, path: Path, recipient: str) -> None:
    done = subprocess.run(
        [str(find_program("msmtp")), "--file", str(path), recipient],
        input=f"To: {recipient}\nSubject: by msmtp\n\nOne line.\n",
        env=line.whole_environment,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_msmtp_sends_with_a_token_from_sendwright(
    lab: Lab, desktop_line: CommandLine, msmtp_file: Path
) -> None:
    recipient = f"by-msmtp@{OUTSIDE}"
    send_with_msmtp(desktop_line, msmtp_file, recipient)
    (message,) = lab.mail.mailbox.wait_for(1, to=recipient)
    assert message["Subject"] == "by msmtp"
    assert lab.user in str(message["From"])
    log = lab.mail.log.read_text("utf-8")
    assert f"sasl_method=XOAUTH2, sasl_username={lab.user}" in log


def test_msmtp_file_holds_no_secret(lab: Lab, msmtp_file: Path) -> None:
    text = msmtp_file.read_text("utf-8")
    assert "passwordeval" in text
    assert "eyJ" not in text
    assert lab.user in text


@pytest.mark.proves("postfix-relay", "relay")
def test_postfix_relays_through_exim_as_exported(
    lab: Lab,
    relay: Relay,
    relay_authority: Authority,
    command_line: CommandLine,
    open_folder: Path,
    tmp_path: Path,
) -> None:
    cloud = lab.cloud_file("relay", relay_port=relay.port, ca_file=str(relay_authority.file))
    added = command_line.run(
        "clients", "add", f"scan@{lab.identity.domain}", "--path", "relay_ip",
        "--relay-ip", "192.0.2.10", "--json",
    )  # fmt: skip
    assert added.code == 0, added.stderr
    line = CommandLine(command_line.home, cloud, command_line.environment)
    export(line, added.result["result"]["id"], "postfix-relay", tmp_path / "export")
    exported = find_file(tmp_path / "export", "main.cf").read_text("utf-8")
    recipient = f"by-postfix@{OUTSIDE}"
    with office_postfix(open_folder / "office", exported, {MX: LOOPBACK}) as port:
        with smtplib.SMTP(LOOPBACK, port, timeout=_PATIENCE_S) as device:
            device.sendmail(
                f"scan@{lab.identity.domain}", [recipient], "Subject: scan\r\n\r\nx\r\n"
            )
        (message,) = relay.mailbox.wait_for(1, to=recipient)
    assert message["Subject"] == "scan"
    assert "Verified TLS connection" in (open_folder / "office" / "log").read_text("utf-8")


@pytest.mark.proves("postfix-submission", "password")
def test_postfix_submits_with_a_password_as_exported(
    lab: Lab, command_line: CommandLine, open_folder: Path, tmp_path: Path
) -> None:
    added = command_line.run("clients", "add", lab.user, "--path", "smtp_auth_basic", "--json")
    assert added.code == 0, added.stderr
    export(command_line, added.result["result"]["id"], "postfix-submission", tmp_path / "export")
    office = open_folder / "submitting-office"
    password_file = office / "sendwright_sasl"
    exported = find_file(tmp_path / "export", "main.cf").read_text("utf-8")
    passwords = find_file(tmp_path / "export", "sendwright_sasl").read_text("utf-8")
    assert lab.password not in exported + passwords
    office.mkdir()
    password_file.write_text(passwords.replace("PASSWORD", lab.password), "utf-8")
    exported = exported.replace("/etc/postfix/sendwright_sasl", str(password_file))
    recipient = f"submitted@{OUTSIDE}"
    with office_postfix(office, exported, {}) as port:
        with smtplib.SMTP(LOOPBACK, port, timeout=_PATIENCE_S) as device:
            device.sendmail("copier@office.lab.test", [recipient], "Subject: scan\r\n\r\nx\r\n")
        (message,) = lab.mail.mailbox.wait_for(1, to=recipient)
    assert message["Return-Path"] == f"<{lab.user}>"
    log = lab.mail.log.read_text("utf-8")
    assert any(
        f"sasl_method={name}, sasl_username={lab.user}" in log for name in ("LOGIN", "PLAIN")
    )
