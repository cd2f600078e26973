"""A server that answers under another name gets neither a sign-in nor a message from any export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.consumers import test_libraries, test_mail_programs, test_scripts
from tests.consumers.conftest import open_office
from tests.consumers.office import Office, recipient_of
from tests.independent.command_line import CommandLine
from tests.independent.lab import Lab

Send = Callable[[Office, Path], None]


def _library(test: Callable[[Office, str, Path], None]) -> Send:
    return lambda office, folder: test(office, "password", folder)


SENDERS: dict[str, Send] = {
    "aiosmtplib": _library(test_libraries.test_aiosmtplib_sends),
    "curl": test_scripts.test_curl_sends_with_a_password,
    "django": _library(test_libraries.test_django_sends_its_test_message),
    "go": _library(test_libraries.test_go_sends),
    "msmtp": test_scripts.test_msmtp_sends_with_the_password_of_netrc,
    "nodemailer": _library(test_libraries.test_nodemailer_sends),
    "phpmailer": _library(test_libraries.test_phpmailer_sends),
    "rails": _library(test_libraries.test_action_mailer_sends_with_the_initializer),
    "s-nail": test_mail_programs.test_s_nail_sends_with_the_password_of_netrc,
    "smtplib": _library(test_libraries.test_smtplib_sends),
    "symfony-mailer": test_libraries.test_symfony_mailer_sends,
}
"""Each sends as its own test does, and ends with an error where it could not."""


TRUSTFUL: dict[str, Send] = {
    "flask-mail": test_libraries.test_flask_mail_sends,
    "swaks": test_scripts.test_swaks_asks_for_the_password_and_sends,
}
"""They cannot be made to look at the name, and their exports must say so."""


@pytest.fixture(scope="module")
def deceived_office(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Its exports lead to a trusted certificate that carries the name of another server."""
    folder = tmp_path_factory.mktemp("deceived")
    cloud = lab.cloud_file("misnamed", smtp_port=lab.mail.misnamed_port)
    return open_office(lab, CommandLine(folder / "data", cloud), folder / "out", "smtp_auth_basic")


@pytest.mark.parametrize("sender", SENDERS)
def test_no_password_goes_to_a_server_of_another_name(
    sender: str, deceived_office: Office, tmp_path: Path
) -> None:
    log = deceived_office.lab.mail.log
    before = len(log.read_text("utf-8"))
    with pytest.raises(AssertionError):
        SENDERS[sender](deceived_office, tmp_path)
    said = log.read_text("utf-8")[before:]
    assert "connect from" in said
    assert "sasl" not in said.casefold()


@pytest.mark.parametrize("sender", TRUSTFUL)
def test_export_warns_of_a_program_that_does_not_look_at_the_name(
    sender: str, deceived_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (test_libraries, test_scripts):  # whose own tests count what they send
        monkeypatch.setattr(module, "recipient_of", lambda name: recipient_of(f"deceived-{name}"))
    TRUSTFUL[sender](deceived_office, tmp_path)
    readme = (deceived_office.exports / sender / "README.txt").read_text("utf-8")
    assert "On a network that you do not trust" in " ".join(readme.split())
