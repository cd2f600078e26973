"""Files read back by parsers that come with Python, by a shell and by Git.

A value that a format cannot carry may be refused; it may never come out as another one.
"""

from __future__ import annotations

import ast
import configparser
import csv
import json
import os
import plistlib
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.catalogue import Catalogue
from app.domain.path import Authentication, Endpoint, Security, SendingPath, SendingSettings

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


def by_python(name: str) -> Parser:
    def read(folder: Path) -> Values:
        tree = ast.parse((folder / name).read_text("utf-8"))
        found = {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                try:
                    found[node.targets[0].id] = str(ast.literal_eval(node.value))
                except ValueError:
                    continue
        return found

    return read


def by_json(name: str, *path: str) -> Parser:
    def read(folder: Path) -> Values:
        data = json.loads((folder / name).read_text("utf-8"))
        for key in path:
            data = data[key]
        return {key: str(value) for key, value in data.items()}

    return read


def by_shell(name: str) -> Parser:
    def read(folder: Path) -> Values:
        text = (folder / name).read_text("utf-8")
        keys = re.findall(r"(?m)^([A-Z_]+)=", text)
        prints = "".join(f'printf "%s\\0" "${key}";' for key in keys)
        shown = run("sh", "-c", f'. "$1"; {prints}', "sh", folder / name)
        return dict(zip(keys, shown.split("\0"), strict=False))

    return read


def by_configparser(name: str) -> Parser:
    def read(folder: Path) -> Values:
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(folder / name, encoding="utf-8")
        return {key: value for part in parser.sections() for key, value in parser[part].items()}

    return read


def by_git(folder: Path) -> Values:
    shown = run("git", "config", "--file", folder / "gitconfig", "--list", "-z")
    return dict(item.split("\n", 1) for item in shown.split("\0") if item)


def by_csv(folder: Path) -> Values:
    rows = csv.reader((folder / "settings.csv").read_text("utf-8").splitlines())
    return {row[0]: row[1] for row in rows}


def by_thunderbird(folder: Path) -> Values:
    server = ET.parse(folder / "config-v1.1.xml").find(".//outgoingServer")
    assert server is not None
    return {child.tag: child.text or "" for child in server}


def by_plist(folder: Path) -> Values:
    content = plistlib.loads((folder / "mail.mobileconfig").read_bytes())["PayloadContent"][0]
    return {key: str(value) for key, value in content.items()}


def by_properties(folder: Path) -> Values:
    """Read as java.util.Properties does: escapes of one character and of four hex digits."""
    found = {}
    for line in (folder / "application.properties").read_text("latin-1").splitlines():
        if line and not line.startswith("#"):
            key, _, value = line.partition("=")
            text = re.sub(r"\\(u[0-9a-f]{4}|.)", _unescape, value.lstrip(" "))
            found[key] = text.encode("utf-16", "surrogatepass").decode("utf-16")
    return found


def _unescape(match: re.Match[str]) -> str:
    part = match[1]
    return chr(int(part[1:], 16)) if len(part) == 5 else part


READERS: dict[str, tuple[Parser, str, str, str, str]] = {
    "django": (
        by_python("settings_mail.py"), "EMAIL_HOST", "EMAIL_HOST_USER", "DEFAULT_FROM_EMAIL", "",
    ),
    "env": (by_shell(".env"), "SMTP_HOST", "SMTP_USERNAME", "SMTP_FROM", "SMTP_FROM_NAME"),
    "flask-mail": (by_python("config_mail.py"), "MAIL_SERVER", "MAIL_USERNAME", "", ""),
    "ghost": (by_json("config.production.json", "mail", "options"), "host", "", "", ""),
    "git-send-email": (
        by_git, "sendemail.smtpserver", "sendemail.smtpuser", "sendemail.from", "",
    ),
    "keycloak": (
        by_json("realm-smtp.json", "smtpServer"), "host", "user", "from", "fromDisplayName",
    ),
    "laravel": (
        by_shell(".env"), "MAIL_HOST", "MAIL_USERNAME", "MAIL_FROM_ADDRESS", "MAIL_FROM_NAME",
    ),
    "mattermost": (
        by_json("config.json", "EmailSettings"),
        "SMTPServer", "SMTPUsername", "FeedbackEmail", "FeedbackName",
    ),
    "odoo": (by_configparser("odoo.conf"), "smtp_server", "smtp_user", "email_from", ""),
    "python-smtplib": (by_python("send.py"), "HOST", "USERNAME", "SENDER", "SENDER_NAME"),
    "settings": (by_csv, "host", "username", "from address", "from name"),
    "spring-boot": (
        by_properties, "spring.mail.host", "spring.mail.username",
        "spring.mail.properties.mail.smtp.from", "",
    ),
    "thunderbird": (by_thunderbird, "hostname", "", "", ""),
    "zabbix": (by_json("mediatype.json", "params"), "smtp_server", "username", "smtp_email", ""),
}  # fmt: skip


@pytest.mark.parametrize("target", sorted(READERS))
def test_values_come_out_as_they_went_in(target: str, display_name: str, writer: Any) -> None:
    parser, *names = READERS[target]
    writer.compare(target, parser, names, display_name)


def test_apple_profile_is_a_list_without_a_password(basic: SendingSettings, writer: Any) -> None:
    settings = replace(
        basic,
        path=SendingPath.SMTP_AUTH_OAUTH,
        authentication=Authentication.XOAUTH2,
        token_command=("sendwright", "token", "contoso"),
    )
    found = by_plist(writer.write("apple-profile", settings))
    assert found["OAuth"] == "True"
    assert found["EmailAddress"] == basic.username
    assert "Password" not in found


def test_bridge_is_the_file_that_configparser_reads(basic: SendingSettings, writer: Any) -> None:
    settings = replace(
        basic,
        path=SendingPath.OAUTH_BRIDGE,
        server=Endpoint(host="192.0.2.10", port=2587),
        security=Security.NONE,
    )
    folder = writer.write("email-oauth2-proxy", settings)
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(folder / "emailproxy.config")
    assert parser["SMTP-2587"]["server_address"] == Catalogue().clouds["worldwide"].smtp.host
    assert parser["SMTP-2587"]["local_address"] == "192.0.2.10"
    assert parser[basic.username]["oauth2_flow"] == "device"
    assert "client_secret" not in parser[basic.username]
