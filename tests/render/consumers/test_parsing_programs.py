"""Files read back by the programs and languages that they are written for.

A value that a format cannot carry may be refused; it may never come out as another one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.path import SendingSettings
from tests.independent.exim import with_exims_user
from tests.independent.machine import find_program, need

Values = dict[str, str]
Parser = Callable[[Path], Values]


def run(*words: str | Path) -> str:
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=30,
        env=os.environ | {"LC_ALL": "C.UTF-8", "SMTP_PASSWORD": "x"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def by_ruby_yaml(name: str) -> Parser:
    code = "print JSON.dump(YAML.load_file(ARGV[0], permitted_classes: [Symbol]))"

    def read(folder: Path) -> Values:
        text = (folder / name).read_text("utf-8").replace("!secret ", "")
        (folder / name).write_text(text)
        shown = run("ruby", "-ryaml", "-rjson", "-e", code, folder / name)
        return flatten(json.loads(shown))

    return read


def flatten(data: object) -> Values:
    if isinstance(data, dict):
        found: Values = {}
        for key, value in data.items():
            if isinstance(value, (dict, list)):
                found |= flatten(value)
            else:
                found[str(key).lstrip(":")] = str(value)
        return found
    if isinstance(data, list):
        return {key: value for item in data for key, value in flatten(item).items()}
    return {}


def by_php(name: str, expression: str) -> Parser:
    def read(folder: Path) -> Values:
        run("php", "-l", folder / name)
        code = f"$CFG = new stdClass; include $argv[1]; echo json_encode({expression});"
        shown = run("php", "-r", code, "--", folder / name)
        return {key: str(value) for key, value in json.loads(shown).items()}

    return read


def by_ruby(name: str, code: str) -> Parser:
    def read(folder: Path) -> Values:
        run("ruby", "-c", folder / name)
        shown = run("ruby", "-rjson", "-e", code, folder / name)
        return {key: str(value) for key, value in json.loads(shown).items()}

    return read


def by_amtool(folder: Path) -> Values:
    run("amtool", "check-config", folder / "alertmanager.yml")
    return by_ruby_yaml("alertmanager.yml")(folder)


RAILS = (
    "module Rails; def self.application; @a ||= Struct.new(:config).new(Struct.new(:action_mailer)"
    ".new(Struct.new(:delivery_method, :smtp_settings, :default_options).new)); end; end;"
    "load ARGV[0]; m = Rails.application.config.action_mailer;"
    "print JSON.dump(m.smtp_settings.merge(m.default_options))"
)
GITLAB = (
    "r = {}; c = File.read(ARGV[0]).gsub('gitlab_rails', 'r')"
    ".gsub(/File\\.read\\('[^']*'\\)\\.strip/, \"''\"); eval c; print JSON.dump(r)"
)
WORDPRESS = "array_change_key_case(get_defined_constants(true)['user'])"
READERS: dict[str, tuple[Parser, str, str, str, str]] = {
    "alertmanager": (by_amtool, "", "smtp_auth_username", "smtp_from", ""),
    "gitlab": (
        by_ruby("gitlab.rb", GITLAB),
        "smtp_address", "smtp_user_name", "gitlab_email_from", "gitlab_email_display_name",
    ),
    "home-assistant": (
        by_ruby_yaml("configuration.yaml"), "server", "username", "sender", "sender_name",
    ),
    "jenkins": (by_ruby_yaml("mailer.yaml"), "smtpHost", "username", "replyToAddress", ""),
    "moodle": (
        by_php("config-mail.php", "(array) $CFG"), "", "smtpuser", "noreplyaddress", "",
    ),
    "nextcloud": (
        by_php("sendwright.config.php", "$CONFIG"), "mail_smtphost", "mail_smtpname", "", "",
    ),
    "rails": (by_ruby("sendwright_mail.rb", RAILS), "address", "user_name", "from", ""),
    "redmine": (by_ruby_yaml("configuration.yml"), "address", "user_name", "", ""),
    "wordpress": (
        by_php("wp-config-mail.php", WORDPRESS),
        "wpms_smtp_host", "wpms_smtp_user", "wpms_mail_from", "wpms_mail_from_name",
    ),
}  # fmt: skip
PROGRAMS = {
    "alertmanager": "amtool", "gitlab": "ruby", "rails": "ruby", "redmine": "ruby",
    "home-assistant": "ruby", "jenkins": "ruby", "moodle": "php", "nextcloud": "php",
    "wordpress": "php",
}  # fmt: skip


@pytest.mark.parametrize("target", sorted(READERS))
def test_values_come_out_as_they_went_in(target: str, display_name: str, writer: Any) -> None:
    program = PROGRAMS[target]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    parser, *names = READERS[target]
    writer.compare(target, parser, names, display_name)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("nodemailer", ["node", "--check", "mailer.mjs"]),
        ("phpmailer", ["php", "-l", "mailer.php"]),
        ("curl", ["sh", "-n", "send.sh"]),
        ("swaks", ["sh", "-n", "test.sh"]),
        ("exim", ["exim4", "-C", "exim.conf", "-bV"]),
        ("neomutt", ["neomutt", "-n", "-F", "neomuttrc", "-D"]),
        (
            "proxmox",
            ["grep", "-Pzo", r"(?s)\Asmtp: \w+\n(\t[a-z-]+ [^\n]+\n)+\Z", "notifications.cfg"],
        ),
    ],
)
def test_consumers_own_check_accepts_the_file(
    target: str, words: list[str], basic: SendingSettings, writer: Any, tmp_path: Path
) -> None:
    need(words[0])
    folder = writer.write(target, replace(basic, username="a@contoso.com"))
    command = [str(find_program(words[0])), *words[1:]]
    env = os.environ | (with_exims_user(tmp_path) if target == "exim" else {})
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr
