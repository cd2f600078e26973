"""Postfix with a client certificate, as exported for the connector that knows it by that."""

from __future__ import annotations

import pwd
import shutil
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.consumers.conftest import open_office
from tests.consumers.office import Office, message_to, recipient_of
from tests.independent.certificates import Authority, make_authority
from tests.independent.command_line import CommandLine
from tests.independent.lab import MX, OUTSIDE, Lab
from tests.independent.machine import LOOPBACK, free_port
from tests.independent.mailbox import Mailbox
from tests.independent.postfix import listener, run_postfix
from tests.independent.relaying import office_postfix

_CLIENT = "relay.office.contoso.test"
_PLACE = "/etc/postfix/sendwright-client.pem"
_CONNECTOR = """
myhostname = connector.lab.test
mynetworks = 192.0.2.254/32
smtpd_tls_cert_file = {certificate.chain}
smtpd_tls_key_file = {certificate.key}
smtpd_tls_security_level = encrypt
smtpd_tls_CAfile = {authority.file}
smtpd_tls_ask_ccert = yes
smtpd_tls_loglevel = 1
tls_append_default_CA = no
smtpd_relay_restrictions = permit_tls_all_clientcerts, reject
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {post}
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{user.pw_uid}
virtual_gid_maps = static:{user.pw_gid}
virtual_minimum_uid = 1
"""


@dataclass(frozen=True)
class Connector:
    """A far side that takes mail from whoever shows a certificate of its authority."""

    port: int
    mailbox: Mailbox
    authority: Authority


@contextmanager
def connector(folder: Path) -> Iterator[Connector]:
    folder.mkdir()
    authority = make_authority(folder / "ca")
    user = pwd.getpwnam("mail")
    post = folder / "post"
    post.mkdir()
    shutil.chown(post, user.pw_uid, user.pw_gid)
    port = free_port()
    main = _CONNECTOR.format(
        certificate=authority.issue("connector", MX),
        authority=authority,
        domain=OUTSIDE,
        post=post,
        user=user,
    )
    with run_postfix(folder, main, (listener(port),), (port,)):
        yield Connector(port, Mailbox(post / "all"), authority)


def certificate_office(lab: Lab, far: Connector, folder: Path) -> Office:
    trust = str(far.authority.file)
    cloud = lab.cloud_file("consumers-certificate", relay_port=far.port, ca_file=trust)
    line = CommandLine(folder / "data", cloud)
    return open_office(lab, line, folder / "out", "relay_certificate")


@pytest.mark.proves("postfix-relay", "certificate")
def test_postfix_relays_by_its_certificate(lab: Lab, open_folder: Path, tmp_path: Path) -> None:
    with connector(open_folder / "connector") as far:
        office = certificate_office(lab, far, tmp_path)
        exported = (office.exports / "postfix-relay" / "main.cf").read_text("utf-8")
        made = far.authority.issue("office", _CLIENT)
        # Key first, then the certificate with its chain, as the README says.
        both = open_folder / "sendwright-client.pem"
        both.write_bytes(made.key.read_bytes() + made.chain.read_bytes())
        both.chmod(0o600)
        to = recipient_of("by-certificate")
        folder = open_folder / "certificate-office"
        with office_postfix(folder, exported.replace(_PLACE, str(both)), {MX: LOOPBACK}) as port:
            with smtplib.SMTP(LOOPBACK, port, timeout=20) as device:
                device.sendmail(lab.user, [to], message_to(to, lab.user))
            (message,) = far.mailbox.wait_for(1, to=to)
        assert message["Return-Path"] == f"<{lab.user}>"
        assert "Verified TLS connection established to" in (folder / "log").read_text("utf-8")


def test_connector_takes_nothing_without_the_certificate(lab: Lab, open_folder: Path) -> None:
    with (
        connector(open_folder / "strict-connector") as far,
        smtplib.SMTP("localhost", far.port, timeout=20) as client,
    ):
        client.starttls()
        client.ehlo()
        client.mail(lab.user)
        assert client.rcpt(recipient_of("nobody"))[0] == 554
