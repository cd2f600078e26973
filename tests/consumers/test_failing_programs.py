"""Lets real programs fail on purpose, and explains what they say of it."""

from __future__ import annotations

import shlex
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, AuthResult

from app.catalogue import Catalogue
from app.services.explaining import explain

CATALOGUE = Catalogue()
PROGRAMS = {
    "curl": "curl -sS --url {kind}://{host}:{port} {curl_tls} {curl_ca} {curl_user}"
    " --mail-from a@contoso.test --mail-rcpt b@contoso.test -T {mail}",
    "msmtp": "msmtp --host={host} --port={port} --from=a@contoso.test {msmtp_tls} {msmtp_user}"
    " b@contoso.test",
    "swaks": "swaks --server {host}:{port} {swaks_tls} {swaks_user}"
    " --from a@contoso.test --to b@contoso.test",
    "python": f"{shlex.quote(sys.executable)} {{folder}}/send.py {{host}} {{port}} {{kind}} {{ca}}",
    "node": "node {folder}/send.cjs {host} {port} {kind} {ca}",
}
PYTHON = """\
import smtplib, ssl, sys
host, port, kind, ca = sys.argv[1:5]
context = ssl.create_default_context(cafile=None if ca == "-" else ca)
if kind == "smtps":
    smtplib.SMTP_SSL(host, int(port), timeout=10, context=context)
with smtplib.SMTP(host, int(port), timeout=10) as session:
    session.starttls(context=context)
    session.login("a@contoso.test", "wrong")
"""
NODE = """\
const [host, port, kind, ca] = process.argv.slice(2);
const tls = ca === "-" ? {} : {ca: require("fs").readFileSync(ca)};
const auth = {user: "a@contoso.test", pass: "wrong"};
require("/usr/share/nodejs/nodemailer")
  .createTransport({host, port: +port, secure: kind === "smtps", requireTLS: true, tls, auth})
  .verify().catch(problem => console.log(problem.message));
"""
REFUSED = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"
REFUSED += " for the Tenant."


@dataclass(frozen=True)
class Servers:
    """One server each that is wrong in its own way, and the root that they share."""

    ca: Path
    ports: dict[str, int]


def _refuse(*_: object) -> AuthResult:
    return AuthResult(success=False, handled=False, message=REFUSED)


class _Server(Controller):
    """Speaks with a certificate of its own, or without any."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        super().__init__(Sink(), hostname="127.0.0.1", port=port)
        self._context = context

    def factory(self) -> SMTP:
        return SMTP(
            self.handler, tls_context=self._context, authenticator=_refuse, hostname="lab.test"
        )


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    authority = trustme.CA()
    ca = tmp_path_factory.mktemp("failing") / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    certificates = {
        "good": authority.issue_cert("localhost"),
        "other_name": authority.issue_cert("mail.contoso.test"),
        "expired": authority.issue_cert("localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC)),
    }
    running: dict[str, _Server] = {"clear": _Server(None)}
    for name, certificate in certificates.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        running[name] = _Server(context)
    for server in running.values():
        server.start()
    yield Servers(ca, {name: server.port for name, server in running.items()})
    for server in running.values():
        server.stop()


def _say(program: str, words: dict[str, str], folder: Path) -> str:
    """Run the program to its failure and return all that it says."""
    (folder / "send.py").write_text(PYTHON, "utf-8")
    (folder / "send.cjs").write_text(NODE, "utf-8")
    mail = folder / "mail.eml"
    mail.write_text("Subject: x\n\nx\n", "utf-8")
    command = PROGRAMS[program].format(folder=folder, mail=mail, **words)
    with mail.open("rb") as given:
        done = subprocess.run(
            shlex.split(command), stdin=given, capture_output=True, timeout=60, check=False
        )
    return (done.stdout + done.stderr).decode()


def _words(
    port: int, ca: Path | None, *, host: str = "localhost", kind: str = "smtp"
) -> dict[str, str]:
    """Spell host, port, encryption and root for each program."""
    at_once = kind == "smtps"
    return {
        "host": host,
        "port": str(port),
        "kind": kind,
        "ca": str(ca or "-"),
        "curl_tls": "" if at_once else "--ssl-reqd",
        "curl_ca": f"--cacert {ca}" if ca else "",
        "curl_user": "--user a@contoso.test:wrong",
        "msmtp_tls": f"--tls=on --tls-starttls={'off' if at_once else 'on'}"
        + (f" --tls-trust-file={ca}" if ca else ""),
        "msmtp_user": "--auth=plain --user=a@contoso.test --passwordeval='echo wrong'",
        "swaks_tls": ("--tls-on-connect" if at_once else "--tls")
        + (f" --tls-verify --tls-ca-path {ca}" if ca else " --tls-verify"),
        "swaks_user": "--auth LOGIN --auth-user a@contoso.test --auth-password wrong",
    }


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("server", "trusts", "kind", "code"),
    [
        ("good", True, "smtps", "program.tls.wrong_kind"),
        ("good", False, "smtp", "program.tls.unknown_issuer"),
        ("other_name", True, "smtp", "program.tls.wrong_host"),
        ("expired", True, "smtp", "program.tls.expired"),
        ("clear", True, "smtp", "program.starttls.absent"),
        ("good", True, "smtp", "smtp.auth.disabled_for_tenant"),
    ],
)
def test_what_a_program_says_is_explained(
    program: str, server: str, trusts: bool, kind: str, code: str, servers: Servers, tmp_path: Path
) -> None:
    words = _words(servers.ports[server], servers.ca if trusts else None, kind=kind)
    said = _say(program, words, tmp_path)
    codes = [finding.code for finding in explain(CATALOGUE, said).findings]
    assert codes[0] in (code, *LESS_SAID.get((program, code), ())), said


LESS_SAID = {
    ("curl", "smtp.auth.disabled_for_tenant"): ("program.auth.refused",),
    # This version of swaks verifies the chain alone and goes on to sign in.
    ("swaks", "program.tls.wrong_host"): ("smtp.auth.disabled_for_tenant",),
    # OpenSSL's words for it in Perl: only that the verification failed.
    ("swaks", "program.tls.expired"): ("program.tls.unknown_issuer",),
    # Nodemailer sends STARTTLS all the same and shows the server's answer.
    ("node", "program.starttls.absent"): ("smtp.starttls.server_cannot", "reply.generic.temporary"),
}
"""Where a program leaves the reason out, the nearest that its words still tell."""


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_closed_port_and_an_unknown_name_are_told_apart(program: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    closed = _say(program, _words(port, None), tmp_path)
    unknown = _say(program, _words(25, None, host="nowhere.invalid"), tmp_path)
    found = [explain(CATALOGUE, said).findings[0].code for said in (closed, unknown)]
    assert found == ["program.connect.refused", "program.connect.unknown_name"], closed + unknown
