"""One client by each path, exported by the command line, and what arrived of what it sent."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.independent.command_line import CommandLine
from tests.independent.lab import OUTSIDE, Lab

SUBJECT = "sent as exported"
MAILBOX_PASSWORD_NAMES = ("SMTP_PASSWORD", "EMAIL_HOST_PASSWORD", "MAIL_PASSWORD")
"""Where exports for programs tell their users to put the mailbox's password."""
_PLACEHOLDER = "put-the-password-here"
_REFUSED = "cannot"
_LOG_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Office:
    """The exports of one client by one path, as `sendwright export` wrote them."""

    lab: Lab
    line: CommandLine
    client: str
    exports: Path

    def place(self, target: str, folder: Path) -> Path:
        """Copy the files of a target to where a person would put them; gives the folder."""
        shutil.copytree(self.exports / target, folder, dirs_exist_ok=True)
        return folder

    def place_with_password(self, target: str, folder: Path) -> Path:
        """Copy the files and fill the password in, as their README asks for."""
        for path in self.place(target, folder).iterdir():
            text = path.read_text("utf-8")
            if _PLACEHOLDER in text and path.name != "README.txt":
                path.write_text(text.replace(_PLACEHOLDER, self.lab.password), "utf-8")
                path.chmod(0o600)
        return folder

    def environment(self, home: Path) -> Mapping[str, str]:
        """The environment of a program that sends: its own home, and the mailbox's password."""
        passwords = dict.fromkeys(MAILBOX_PASSWORD_NAMES, self.lab.password)
        return {**self.line.whole_environment, **passwords, "HOME": str(home)}

    def assert_arrived(self, recipient: str, *methods: str) -> None:
        """Count one message, signed in by one of these SASL methods and by no other."""
        (message,) = self.lab.mail.mailbox.wait_for(1, to=recipient)
        assert self.lab.user in str(message["From"])
        used = self._methods_of(recipient)
        assert used
        assert used <= set(methods), used

    def _methods_of(self, recipient: str) -> set[str]:
        """Read it from the log, into which Postfix writes after it has delivered."""
        ends = time.monotonic() + _LOG_PATIENCE_S
        while True:
            log = self.lab.mail.log.read_text("utf-8")
            used = sasl_methods(log, self.lab.user, recipient)
            if used or time.monotonic() > ends:
                return used
            time.sleep(0.05)


def sasl_methods(log: str, user: str, recipient: str) -> set[str]:
    """Read in Postfix's log how the messages for a recipient were signed in."""
    ids = set(re.findall(rf"(\w+): to=<{re.escape(recipient)}>", log))
    signed_in = re.findall(rf"(\w+): client=.*sasl_method=(\w+), sasl_username={user}", log)
    return {method.upper() for id_, method in signed_in if id_ in ids}


def recipient_of(name: str) -> str:
    """Give an address that only this test writes to."""
    return f"{name}@{OUTSIDE}"


def message_to(recipient: str, sender: str) -> str:
    """Write a message as a script does."""
    return f"From: {sender}\nTo: {recipient}\nSubject: {SUBJECT}\n\nOne line.\n"
