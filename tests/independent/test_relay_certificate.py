"""Relay by certificate, to a Postfix that knows its senders by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.independent.certificates import ServerCertificate, make_authority
from tests.independent.command_line import CommandLine
from tests.independent.lab import MX, OUTSIDE, Lab
from tests.independent.machine import free_port
from tests.independent.postfix import listener, run_postfix

_MAIN = """
myhostname = mx.lab.test
smtpd_tls_security_level = may
smtpd_tls_received_header = yes
smtpd_tls_chain_files = {server.key}, {server.chain}
smtpd_tls_CAfile = {roots}
smtpd_tls_ask_ccert = yes
smtpd_tls_session_cache_timeout = 0
relay_domains =
smtpd_relay_restrictions = permit_tls_all_clientcerts, reject
default_transport = discard:
relay_transport = discard:
"""


@pytest.fixture(scope="module")
def required(open_folder: Path, lab: Lab) -> Iterator[tuple[int, int, ServerCertificate]]:
    """A Postfix: a port that lets certificates relay, one that wants them, and one to show."""
    server = lab.authority.issue("asking", "localhost", MX)
    shown = lab.authority.issue("office", "relay.contoso.test")
    main = _MAIN.format(server=server, roots=lab.authority.file)
    lenient, strict = free_port(), free_port()
    listeners = (
        listener(lenient),
        listener(strict, smtpd_tls_req_ccert="yes", smtpd_tls_security_level="encrypt"),
    )
    with run_postfix(open_folder / "asking", main, listeners, (lenient, strict)):
        yield lenient, strict, shown


def send(line: CommandLine, cloud: Path, *words: str) -> set[str]:
    """Send one test message outside, and give the codes of what was found."""
    base = ("--cloud", str(cloud), "--json")
    added = line.run(
        "clients", "add", "scan@contoso.test", "--another", "--path", "relay_certificate", *base
    )
    name = added.result["result"]["id"]
    return line.run("send-test", name, "--to", f"a@{OUTSIDE}", *words, *base).codes


def words_for(shown: ServerCertificate) -> tuple[str, ...]:
    return ("--client-certificate", str(shown.chain), "--client-key", str(shown.key))


def test_relay_is_granted_to_the_certificate(
    lab: Lab, command_line: CommandLine, required: tuple[int, int, ServerCertificate]
) -> None:
    lenient, strict, shown = required
    for port in (lenient, strict):
        cloud = lab.cloud_file(f"asking{port}", relay_port=port)
        assert "relay.message.accepted" in send(command_line, cloud, *words_for(shown))


def test_relay_without_the_certificate_is_refused(
    lab: Lab, command_line: CommandLine, required: tuple[int, int, ServerCertificate]
) -> None:
    cloud = lab.cloud_file("lenient", relay_port=required[0])
    codes = send(command_line, cloud)
    assert "relay.message.accepted" not in codes
    assert "smtp.tls.ok" in codes


def test_server_that_wants_a_certificate_is_named(
    lab: Lab, command_line: CommandLine, required: tuple[int, int, ServerCertificate]
) -> None:
    cloud = lab.cloud_file("strict", relay_port=required[1])
    codes = send(command_line, cloud)
    assert "smtp.tls.wants_certificate" in codes, codes


def test_certificate_of_a_stranger_is_not_enough(
    lab: Lab,
    command_line: CommandLine,
    required: tuple[int, int, ServerCertificate],
    tmp_path: Path,
) -> None:
    stranger = make_authority(tmp_path / "stranger").issue("office", "relay.contoso.test")
    cloud = lab.cloud_file("stranger", relay_port=required[1])
    codes = send(command_line, cloud, *words_for(stranger))
    assert "relay.message.accepted" not in codes
    assert "smtp.tls.certificate_refused" in codes, codes


def test_key_of_another_certificate_is_refused_before_connecting(
    lab: Lab, command_line: CommandLine, required: tuple[int, int, ServerCertificate]
) -> None:
    _, strict, shown = required
    other = lab.authority.issue("other", "other.contoso.test")
    mixed = ServerCertificate(shown.chain, other.key)
    cloud = lab.cloud_file("mixed", relay_port=strict)
    assert send(command_line, cloud, *words_for(mixed)) == {"input.certificate.unusable"}
