"""Mail programs for people, each with its exported file; what they send is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consumers.office import SUBJECT, Office, recipient_of
from tests.consumers.running import run, run_on_terminal
from tests.independent.machine import need

_LOGIN = ("LOGIN", "PLAIN")


@pytest.mark.proves("neomutt", "token")
def test_neomutt_sends_with_a_token(token_office: Office, tmp_path: Path) -> None:
    need("neomutt")
    folder = token_office.place("neomutt", tmp_path)
    to = recipient_of("neomutt-token")
    command = ("neomutt", "-n", "-F", folder / "neomuttrc", "-e", "set copy = no", "-s", SUBJECT)
    run([*command, "--", to], token_office.environment(tmp_path), typed="One line.\n")
    token_office.assert_arrived(to, "XOAUTH2")


@pytest.mark.proves("neomutt", "password")
def test_neomutt_asks_for_the_password_and_sends(password_office: Office, tmp_path: Path) -> None:
    need("neomutt")
    folder = password_office.place("neomutt", tmp_path)
    (tmp_path / "Mail").mkdir()
    body = tmp_path / "body"
    body.write_text("One line.\n", "utf-8")
    to = recipient_of("neomutt-password")
    more = "set copy = no; set editor = true; set abort_unmodified = no; set fast_reply = yes"
    command = ("neomutt", "-n", "-F", folder / "neomuttrc", "-e", more, "-s", SUBJECT, "-i", body)
    # The question overwrites another line, of which only what differs is drawn.
    answers = (("y:Send", "y"), ("Connecting to.*P", f"{password_office.lab.password}\n"))
    run_on_terminal([*command, "--", to], password_office.environment(tmp_path), answers)
    password_office.assert_arrived(to, *_LOGIN)


@pytest.mark.proves("s-nail", "password")
def test_s_nail_sends_with_the_password_of_netrc(password_office: Office, tmp_path: Path) -> None:
    need("s-nail")
    folder = password_office.place("s-nail", tmp_path)
    (folder / "mailrc").rename(tmp_path / ".mailrc")
    netrc = tmp_path / ".netrc"
    user, password = password_office.lab.user, password_office.lab.password
    netrc.write_text(f"machine localhost login {user} password {password}\n", "utf-8")
    netrc.chmod(0o600)
    to = recipient_of("s-nail")
    # Root's own home is where s-nail looks, whatever HOME says.
    files = {"MAILRC": str(tmp_path / ".mailrc"), "NETRC": str(netrc)}
    environment = {**password_office.environment(tmp_path), **files}
    run(["s-nail", "-s", SUBJECT, to], environment, typed="One line.\n")
    password_office.assert_arrived(to, *_LOGIN)


@pytest.fixture
def patch(tmp_path: Path) -> Path:
    """A change as `git format-patch` writes it."""
    path = tmp_path / "0001-a.patch"
    path.write_text("From 0 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] a\n\n---\n a\n", "utf-8")
    return path


def send_patch(office: Office, home: Path, patch: Path, recipient: str) -> None:
    folder = office.place("git-send-email", home)
    (folder / "gitconfig").rename(home / ".gitconfig")
    command = ("git", "send-email", "--to", recipient, "--suppress-cc=all", "--confirm=never")
    run([*command, patch], office.environment(home))


@pytest.mark.proves("git-send-email", "token")
def test_git_sends_with_a_token_by_msmtp(token_office: Office, tmp_path: Path, patch: Path) -> None:
    need("git", "msmtp")
    folder = token_office.place("msmtp", tmp_path / "msmtp")
    (folder / "msmtprc").rename(tmp_path / ".msmtprc").chmod(0o600)
    to = recipient_of("git-token")
    send_patch(token_office, tmp_path, patch, to)
    token_office.assert_arrived(to, "XOAUTH2")


@pytest.mark.proves("git-send-email", "password")
def test_git_sends_with_a_stored_password(
    password_office: Office, tmp_path: Path, patch: Path
) -> None:
    need("git")
    environment = {**password_office.environment(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
    user, password = password_office.lab.user, password_office.lab.password
    host = f"localhost:{password_office.lab.mail.submission_port}"
    lines = f"protocol=smtp\nhost={host}\nusername={user}\npassword={password}\n\n"
    run(["git", "credential-store", "store"], environment, typed=lines)
    to = recipient_of("git-password")
    folder = password_office.place("git-send-email", tmp_path)
    (folder / "gitconfig").rename(tmp_path / ".gitconfig")
    helper = ("git", "-c", "credential.helper=store")
    words = ("send-email", "--to", to, "--suppress-cc=all", "--confirm=never", patch)
    run([*helper, *words], environment)
    password_office.assert_arrived(to, *_LOGIN)


@pytest.mark.proves("aerc", "token")
def test_aerc_sends_with_a_token(token_office: Office, tmp_path: Path) -> None:
    send_with_aerc(token_office, tmp_path, recipient_of("aerc-token"), "")
    token_office.assert_arrived(recipient_of("aerc-token"), "XOAUTH2")


@pytest.mark.proves("aerc", "password")
def test_aerc_sends_with_a_password_from_a_command(password_office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(password_office.lab.password, "utf-8")
    to = recipient_of("aerc-password")
    send_with_aerc(password_office, tmp_path, to, f"outgoing-cred-cmd = cat {secret}\n")
    password_office.assert_arrived(to, *_LOGIN)


def send_with_aerc(office: Office, home: Path, recipient: str, more: str) -> None:
    need("aerc")
    folder = office.place("aerc", home / ".config" / "aerc")
    accounts = folder / "accounts.conf"
    accounts.write_text(accounts.read_text("utf-8") + more, "utf-8")
    accounts.chmod(0o600)
    for part in ("cur", "new", "tmp"):
        (home / "mail" / "INBOX" / part).mkdir(parents=True)
    command = ("aerc", f"mailto:{recipient}?subject={SUBJECT.replace(' ', '%20')}&body=One")
    environment = {
        **office.environment(home),
        "EDITOR": "true",
        "XDG_RUNTIME_DIR": str(home),
        "SSL_CERT_FILE": str(office.lab.authority.file),
    }
    run_on_terminal(
        command,
        environment,
        ((r"\(none\)", "y"),),
        until=lambda: bool(office.lab.mail.mailbox.messages(recipient)),
    )
