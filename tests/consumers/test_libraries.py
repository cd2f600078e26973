"""Mail libraries and frameworks, each with its exported file in a program as short as can be."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.consumers.office import SUBJECT, Office, recipient_of
from tests.consumers.running import run
from tests.independent.lab import Lab
from tests.independent.machine import need

_METHODS = {"token": ("XOAUTH2",), "password": ("LOGIN", "PLAIN")}
BOTH = ("token", "password")
PHP_LIBRARIES = Path("/usr/share/php")
_STORE_PASSWORD = "only for this test"


@pytest.fixture
def office(request: pytest.FixtureRequest, way: str) -> Office:
    found = request.getfixturevalue(f"{way}_office")
    assert isinstance(found, Office)
    return found


@pytest.mark.proves("python-smtplib", "token", "password")
@pytest.mark.parametrize("way", BOTH)
def test_smtplib_sends(office: Office, way: str, tmp_path: Path) -> None:
    script = office.place("python-smtplib", tmp_path) / "send.py"
    to = recipient_of(f"smtplib-{way}")
    run([sys.executable, script, to], office.environment(tmp_path), typed="One line.\n")
    office.assert_arrived(to, *_METHODS[way])


@pytest.mark.proves("python-aiosmtplib", "token", "password")
@pytest.mark.parametrize("way", BOTH)
def test_aiosmtplib_sends(office: Office, way: str, tmp_path: Path) -> None:
    script = office.place("python-aiosmtplib", tmp_path) / "send_async.py"
    to = recipient_of(f"aiosmtplib-{way}")
    run([sys.executable, script, to], office.environment(tmp_path), typed="One line.\n")
    office.assert_arrived(to, *_METHODS[way])


@pytest.mark.proves("django", "token", "password")
@pytest.mark.parametrize("way", BOTH)
def test_django_sends_its_test_message(office: Office, way: str, tmp_path: Path) -> None:
    folder = office.place("django", tmp_path)
    settings = folder / "settings.py"
    lines = (folder / "settings_mail.py").read_text("utf-8")
    settings.write_text(f"SECRET_KEY = 'only for this test'\n{lines}", "utf-8")
    to = recipient_of(f"django-{way}")
    command = (sys.executable, "-m", "django", "sendtestemail", "--settings=settings", to)
    environment = {**office.environment(tmp_path), "PYTHONPATH": str(folder)}
    run([*command[:3], "check", command[4]], environment)
    run(command, environment)
    office.assert_arrived(to, *_METHODS[way])


_FLASK = """\
import sys
from flask import Flask
from flask_mail import Mail, Message

app = Flask("office")
app.config.from_pyfile(sys.argv[1])
with app.app_context():
    Mail(app).send(Message(sys.argv[3], recipients=[sys.argv[2]], body="One line."))
"""


@pytest.mark.proves("flask-mail", "password")
def test_flask_mail_sends(password_office: Office, tmp_path: Path) -> None:
    settings = password_office.place("flask-mail", tmp_path) / "config_mail.py"
    to = recipient_of("flask-mail")
    command = (sys.executable, "-c", _FLASK, settings, to, SUBJECT)
    run(command, password_office.environment(tmp_path))
    password_office.assert_arrived(to, "LOGIN", "PLAIN")


@pytest.mark.proves("nodemailer", "token", "password")
@pytest.mark.parametrize("way", BOTH)
def test_nodemailer_sends(office: Office, way: str, tmp_path: Path) -> None:
    need("node")
    folder = office.place("nodemailer", tmp_path)
    # An ES module looks for others beside itself only, where npm puts them.
    (folder / "node_modules").symlink_to("/usr/share/nodejs")
    to = recipient_of(f"nodemailer-{way}")
    run(["node", folder / "mailer.mjs", to], office.environment(tmp_path))
    office.assert_arrived(to, *_METHODS[way])


@pytest.mark.proves("phpmailer", "token", "password")
@pytest.mark.parametrize("way", BOTH)
def test_phpmailer_sends(office: Office, way: str, tmp_path: Path) -> None:
    need("php")
    file = office.place("phpmailer", tmp_path) / "mailer.php"
    to = recipient_of(f"phpmailer-{way}")
    program = (
        "require $argv[1]; $mail = require $argv[2]; $mail->addAddress($argv[3]);"
        "$mail->Subject = 'one'; $mail->Body = 'One line.'; $mail->send();"
    )
    library = PHP_LIBRARIES / "libphp-phpmailer" / "autoload.php"
    run(["php", "-r", program, "--", library, file, to], office.environment(tmp_path))
    office.assert_arrived(to, *_METHODS[way])


_SYMFONY = """
require $argv[1] . '/Dotenv/autoload.php';
require $argv[1] . '/Mailer/autoload.php';
(new Symfony\\Component\\Dotenv\\Dotenv())->load($argv[2]);
$transport = Symfony\\Component\\Mailer\\Transport::fromDsn($_ENV['MAILER_DSN']);
$mail = (new Symfony\\Component\\Mime\\Email())->from($argv[4])->to($argv[3])->text('One line.');
(new Symfony\\Component\\Mailer\\Mailer($transport))->send($mail);
"""


@pytest.mark.proves("symfony-mailer", "password")
def test_symfony_mailer_sends(password_office: Office, tmp_path: Path) -> None:
    need("php")
    lab = password_office.lab
    file = password_office.place_with_password("symfony-mailer", tmp_path) / ".env.local"
    to = recipient_of("symfony")
    # The README says to add the private root to the system's; here it goes to PHP's alone.
    trust = f"openssl.cafile={lab.authority.file}"
    words = (PHP_LIBRARIES / "Symfony" / "Component", file, to, lab.user)
    environment = password_office.environment(tmp_path)
    run(["php", "-d", trust, "-r", _SYMFONY, "--", *words], environment)
    password_office.assert_arrived(to, "LOGIN", "PLAIN")


_RAILS = """
require "rails"
require "action_mailer/railtie"
class Office < Rails::Application
  config.eager_load = false
  config.logger = Logger.new(nil)
  config.root = ARGV[0]
end
Rails.application.initialize!
class Scan < ActionMailer::Base
  def page(to) = mail(to: to, subject: "one", body: "One line.")
end
Scan.page(ARGV[1]).deliver_now
"""


@pytest.mark.proves("rails", "token", "password")
@pytest.mark.parametrize("way", BOTH)
def test_action_mailer_sends_with_the_initializer(office: Office, way: str, tmp_path: Path) -> None:
    need("ruby")
    office.place("rails", tmp_path / "config" / "initializers")
    to = recipient_of(f"rails-{way}")
    program = tmp_path / "office.rb"
    program.write_text(_RAILS, "utf-8")
    run(["ruby", program, tmp_path, to], office.environment(tmp_path))
    office.assert_arrived(to, *_METHODS[way])


@pytest.mark.proves("go", "token", "password")
@pytest.mark.parametrize("way", BOTH)
def test_go_sends(office: Office, way: str, tmp_path: Path) -> None:
    need("go")
    program = office.place("go", tmp_path) / "mail.go"
    to = recipient_of(f"go-{way}")
    environment = {**office.environment(tmp_path), "GOFLAGS": "-mod=mod", "GO111MODULE": "off"}
    run(["go", "run", program, to], environment, typed="One line.\n")
    office.assert_arrived(to, *_METHODS[way])


@pytest.fixture(scope="module")
def java_trust(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lab's root in a file of Java's own, as the README asks for."""
    need("keytool")
    store = tmp_path_factory.mktemp("java") / "trust.p12"
    files = ("-file", lab.authority.file, "-keystore", store, "-storepass", _STORE_PASSWORD)
    run(["keytool", "-importcert", "-noprompt", "-alias", "lab", *files], os.environ)
    return store


@pytest.mark.proves("jakarta-mail", "token", "password")
@pytest.mark.parametrize("way", BOTH)
def test_jakarta_mail_sends(office: Office, way: str, java_trust: Path, tmp_path: Path) -> None:
    need("javac")
    program = office.place("jakarta-mail", tmp_path) / "OfficeMail.java"
    to = recipient_of(f"jakarta-{way}")
    jars = ":".join(f"/usr/share/java/jakarta-{name}.jar" for name in ("mail", "activation"))
    trust = (
        f"-Djavax.net.ssl.trustStore={java_trust}",
        f"-Djavax.net.ssl.trustStorePassword={_STORE_PASSWORD}",
    )
    command = ("java", *trust, "-cp", jars, program, to)
    run(command, office.environment(tmp_path), typed="One line.\n")
    office.assert_arrived(to, *_METHODS[way])
