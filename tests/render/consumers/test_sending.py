"""Real programs send with the files we wrote; the message is counted where it arrives.

Each goes through STARTTLS with the certificate checked; tokens have their real size.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.path import SendingPath

OAUTH = SendingPath.SMTP_AUTH_OAUTH
BASIC = SendingPath.SMTP_AUTH_BASIC
RELAY = SendingPath.RELAY_IP
PASSWORD = "p4ss word'\"$x"
TO = "x@dest.example"
MAIL = "From: printer@contoso.com\nTo: x@dest.example\nSubject: Test\n\nHello\n"
PHPMAILER = Path("/usr/share/php/libphp-phpmailer/autoload.php")
SYMFONY = Path("/usr/share/php/Symfony/Component/Mailer/autoload.php")


def run(*words: str | Path, stdin: str = "", **environment: str) -> str:
    done = subprocess.run(
        words,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=40,
        env=os.environ | {"SMTP_PASSWORD": PASSWORD, "MAIL_PASSWORD": PASSWORD} | environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {missing}")


def assert_one_message(exporter: Any, path: SendingPath) -> None:
    assert len(exporter.sink.messages) == 1
    sender, recipient, _ = exporter.sink.messages[0]
    assert (sender, recipient) == ("printer@contoso.com", TO)
    ways = {OAUTH: {"XOAUTH2"}, BASIC: {"LOGIN", "PLAIN"}, RELAY: set()}[path]
    assert set(exporter.sink.signed_in) <= ways
    assert bool(exporter.sink.signed_in) == bool(ways)


@needs("msmtp")
@pytest.mark.parametrize("path", [OAUTH, BASIC, RELAY])
def test_msmtp(path: SendingPath, exporter: Any) -> None:
    files = exporter.write("msmtp", path, password=True)
    run("msmtp", "-C", files["msmtprc"], TO, stdin=MAIL)
    assert_one_message(exporter, path)


@needs("curl")
@pytest.mark.parametrize("path", [OAUTH, BASIC, RELAY])
def test_curl(path: SendingPath, exporter: Any, tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_text(MAIL)
    run("sh", exporter.write("curl", path)["send.sh"], TO, tmp_path / "m.eml")
    assert_one_message(exporter, path)


@needs("curl")
def test_curl_stops_when_there_is_no_token(exporter: Any, tmp_path: Path) -> None:
    script = exporter.write("curl", OAUTH)["send.sh"]
    (tmp_path / "token").unlink()
    (tmp_path / "m.eml").write_text(MAIL)
    done = subprocess.run(["sh", script, TO, tmp_path / "m.eml"], capture_output=True)
    assert done.returncode != 0
    assert exporter.sink.messages == []


@needs("swaks")
def test_swaks(exporter: Any) -> None:
    run("sh", exporter.write("swaks", RELAY)["test.sh"], TO)
    assert_one_message(exporter, RELAY)


@needs("neomutt")
@pytest.mark.parametrize("path", [OAUTH, RELAY])
def test_neomutt(path: SendingPath, exporter: Any, tmp_path: Path) -> None:
    file = exporter.write("neomutt", path)["neomuttrc"]
    keep = "set copy = no"
    run("neomutt", "-n", "-F", file, "-e", keep, "-s", "Test", "--", TO, stdin="Hello\n")
    assert_one_message(exporter, path)


@needs("s-nail")
@pytest.mark.parametrize("path", [BASIC, RELAY])
def test_s_nail(path: SendingPath, exporter: Any, tmp_path: Path) -> None:
    file = exporter.write("s-nail", path)["mailrc"]
    extra = f"set password={shlex.quote(PASSWORD)}"
    words = ["s-nail", "-:/", f"-Xsource {file}", f"-X{extra}", "-s", "Test", TO]
    run(*words, stdin="Hello\n")
    assert_one_message(exporter, path)


@needs("git", "msmtp", "perl")
@pytest.mark.parametrize("path", [OAUTH, RELAY])
def test_git_send_email(path: SendingPath, exporter: Any, tmp_path: Path) -> None:
    if (
        run("git", "--exec-path").strip()
        and not (Path(run("git", "--exec-path").strip()) / "git-send-email").exists()
    ):
        pytest.skip("git-email is not installed")
    files = exporter.write("git-send-email", path)
    exporter.write("msmtp", path)
    (tmp_path / ".msmtprc").write_bytes((tmp_path / "msmtp" / "msmtprc").read_bytes())
    (tmp_path / ".msmtprc").chmod(0o600)
    patch = tmp_path / "0001.patch"
    patch.write_text("From 0\nFrom: printer@contoso.com\nSubject: [PATCH] a\n\n---\n a\n")
    home = {
        "HOME": str(tmp_path),
        "GIT_CONFIG_GLOBAL": str(files["gitconfig"]),
        "GIT_AUTHOR_NAME": "Contoso",
        "GIT_AUTHOR_EMAIL": "printer@contoso.com",
        "GIT_COMMITTER_NAME": "Contoso",
        "GIT_COMMITTER_EMAIL": "printer@contoso.com",
    }
    run("git", "send-email", "--to", TO, "--suppress-cc=all", "--confirm=never", patch, **home)
    assert_one_message(exporter, path)


@pytest.mark.parametrize("path", [OAUTH, BASIC, RELAY])
@pytest.mark.parametrize(
    ("target", "file"), [("python-smtplib", "send.py"), ("python-aiosmtplib", "send_async.py")]
)
def test_python(path: SendingPath, target: str, file: str, exporter: Any) -> None:
    run(sys.executable, "-W", "error", exporter.write(target, path)[file], TO, stdin="Hello\n")
    assert_one_message(exporter, path)
    assert b"Contoso copier" in exporter.sink.messages[0][2]


DJANGO = """
import sys; sys.path.insert(0, sys.argv[1])
import django
from django.conf import settings
import settings_mail
settings.configure(**{k: v for k, v in vars(settings_mail).items() if k.isupper()})
django.setup()
from django.core.mail import send_mail
send_mail("Test", "Hello", None, [sys.argv[2]])
"""


def _python_with(module: str) -> str | None:
    for python in (sys.executable, "/usr/bin/python3"):
        if (
            shutil.which(python)
            and not subprocess.run(
                [python, "-c", f"import {module}"], capture_output=True
            ).returncode
        ):
            return python
    return None


@pytest.mark.parametrize("path", [OAUTH, BASIC, RELAY])
def test_django(path: SendingPath, exporter: Any) -> None:
    python = _python_with("django")
    if python is None:
        pytest.skip("Django is not installed")
    files = exporter.write("django", path)
    run(python, "-c", DJANGO, files.folder, TO, EMAIL_HOST_PASSWORD=PASSWORD)
    assert_one_message(exporter, path)


@needs("node")
@pytest.mark.parametrize("path", [OAUTH, BASIC, RELAY])
def test_nodemailer(path: SendingPath, exporter: Any, tmp_path: Path) -> None:
    modules = _node_modules()
    if modules is None:
        pytest.skip("Nodemailer is not installed")
    files = exporter.write("nodemailer", path)
    (files.folder / "node_modules").symlink_to(modules)
    run("node", files["mailer.mjs"], TO)
    assert_one_message(exporter, path)


def _node_modules() -> Path | None:
    for folder in (os.environ.get("NODE_PATH", ""), "/usr/share/nodejs", "/usr/lib/node_modules"):
        if folder and (Path(folder) / "nodemailer").is_dir():
            return Path(folder)
    return None


@needs("php")
@pytest.mark.skipif(not PHPMAILER.exists(), reason="libphp-phpmailer is not installed")
@pytest.mark.parametrize("path", [OAUTH, BASIC, RELAY])
def test_phpmailer(path: SendingPath, exporter: Any) -> None:
    file = exporter.write("phpmailer", path)["mailer.php"]
    code = (
        f"require '{PHPMAILER}'; $mail = require '{file}'; $mail->addAddress('{TO}');"
        "$mail->Subject = 'Test'; $mail->Body = 'Hello'; $mail->send();"
    )
    run("php", "-r", code)
    assert_one_message(exporter, path)


@needs("php")
@pytest.mark.skipif(not SYMFONY.exists(), reason="php-symfony-mailer is not installed")
@pytest.mark.parametrize("path", [BASIC, RELAY])
def test_symfony(path: SendingPath, exporter: Any, ca_file: Path) -> None:
    file = exporter.write("symfony-mailer", path, password=True)[".env.local"]
    code = (
        f"require '{SYMFONY}'; require '/usr/share/php/Symfony/Component/Dotenv/autoload.php';"
        f"(new Symfony\\Component\\Dotenv\\Dotenv())->load('{file}');"
        "$t = Symfony\\Component\\Mailer\\Transport::fromDsn($_ENV['MAILER_DSN']);"
        "$m = (new Symfony\\Component\\Mime\\Email())->from('printer@contoso.com')"
        f"->to('{TO}')->text('Hello'); (new Symfony\\Component\\Mailer\\Mailer($t))->send($m);"
    )
    run("php", "-d", f"openssl.cafile={ca_file}", "-r", code)
    assert_one_message(exporter, path)


@needs("go")
@pytest.mark.parametrize("path", [OAUTH, BASIC, RELAY])
def test_go(path: SendingPath, exporter: Any, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "GOFLAGS": "-buildvcs=false", "GO111MODULE": "off"}
    run("go", "run", exporter.write("go", path)["mail.go"], TO, stdin="Hello\n", **home)
    assert_one_message(exporter, path)


@needs("msmtp", "curl")
@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("msmtp", lambda files: ["msmtp", "-C", files["msmtprc"], TO]),
        ("python-smtplib", lambda files: [sys.executable, files["send.py"], TO]),
        ("python-aiosmtplib", lambda files: [sys.executable, files["send_async.py"], TO]),
        ("curl", lambda files: ["sh", files["send.sh"], TO, files["README.txt"]]),
    ],
)
def test_server_with_a_strangers_certificate_gets_nothing(
    target: str, command: Callable[[Any], list[str]], exporter: Any, tmp_path: Path
) -> None:
    import trustme

    stranger = tmp_path / "stranger.pem"
    trustme.CA().cert_pem.write_to_path(str(stranger))
    object.__setattr__(exporter, "ca_file", stranger)
    done = subprocess.run(
        command(exporter.write(target, RELAY)), input=MAIL.encode(), capture_output=True, timeout=30
    )
    assert done.returncode != 0
    assert exporter.sink.messages == []
    assert exporter.sink.signed_in == []


def test_aiosmtplib_is_there_for_its_own_target() -> None:
    assert importlib.util.find_spec("aiosmtplib")
