"""Senders for scripts and servers that are one program and one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consumers.office import Office, message_to, recipient_of
from tests.consumers.running import run
from tests.independent.machine import need

_LOGIN = ("LOGIN", "PLAIN")


@pytest.mark.proves("msmtp", "token")
def test_msmtp_sends_with_a_token(token_office: Office, tmp_path: Path) -> None:
    need("msmtp")
    to = recipient_of("msmtp-token")
    send_with_msmtp(token_office, tmp_path, to)
    token_office.assert_arrived(to, "XOAUTH2")


@pytest.mark.proves("msmtp", "password")
def test_msmtp_sends_with_the_password_of_netrc(password_office: Office, tmp_path: Path) -> None:
    need("msmtp")
    netrc = tmp_path / ".netrc"
    user, password = password_office.lab.user, password_office.lab.password
    netrc.write_text(f"machine localhost login {user} password {password}\n", "utf-8")
    netrc.chmod(0o600)
    to = recipient_of("msmtp-password")
    send_with_msmtp(password_office, tmp_path, to)
    password_office.assert_arrived(to, *_LOGIN)


def send_with_msmtp(office: Office, home: Path, recipient: str) -> None:
    folder = office.place("msmtp", home / "export")
    (folder / "msmtprc").rename(home / ".msmtprc").chmod(0o600)
    message = message_to(recipient, office.lab.user)
    run(["msmtp", recipient], office.environment(home), typed=message)


@pytest.mark.proves("curl", "token")
def test_curl_sends_with_a_token(token_office: Office, tmp_path: Path) -> None:
    send_with_curl(token_office, tmp_path, recipient_of("curl-token"))
    # curl takes OAUTHBEARER where a server offers it as well; Microsoft's does not.
    token_office.assert_arrived(recipient_of("curl-token"), "XOAUTH2", "OAUTHBEARER")


@pytest.mark.proves("curl", "password")
def test_curl_sends_with_a_password(password_office: Office, tmp_path: Path) -> None:
    send_with_curl(password_office, tmp_path, recipient_of("curl-password"))
    password_office.assert_arrived(recipient_of("curl-password"), *_LOGIN)


def send_with_curl(office: Office, home: Path, recipient: str) -> None:
    need("curl")
    folder = office.place("curl", home)
    message = home / "message.eml"
    message.write_text(message_to(recipient, office.lab.user), "utf-8")
    run(["sh", folder / "send.sh", recipient, message], office.environment(home))


@pytest.mark.proves("swaks", "password")
def test_swaks_asks_for_the_password_and_sends(password_office: Office, tmp_path: Path) -> None:
    need("swaks")
    folder = password_office.place("swaks", tmp_path)
    to = recipient_of("swaks")
    typed = f"{password_office.lab.password}\n"
    run(["sh", folder / "test.sh", to], password_office.environment(tmp_path), typed=typed)
    password_office.assert_arrived(to, *_LOGIN)
