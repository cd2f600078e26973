"""Postfix with Dovecot's SASL: submission with XOAUTH2, and an MX that knows connectors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.independent.certificates import ServerCertificate
from tests.independent.machine import LOOPBACK, Daemon, find_program, free_port, ids_of
from tests.independent.mailbox import Mailbox
from tests.independent.postfix import listener, run_postfix

_DELIVERS_AS = "mail"

_DOVECOT = """
protocols =
listen = {loopback}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
auth_verbose = yes
ssl = no
auth_mechanisms = plain login xoauth2 oauthbearer
disable_plaintext_auth = no
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 00
  }}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}}
service auth {{
  inet_listener {{
    address = {loopback}
    port = {port}
  }}
}}
"""

_OAUTH2 = """
introspection_mode = post
introspection_url = {introspection_url}
username_attribute = username
username_format = %u
active_attribute = active
active_value = true
"""

_MAIN = """
myhostname = smtp.lab.test
mynetworks = 192.0.2.254/32
# A real access token makes a line longer than Postfix takes by itself.
line_length_limit = 16384
smtpd_tls_cert_file = {certificate.chain}
smtpd_tls_key_file = {certificate.key}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:{loopback}:{auth_port}
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = reject_unauth_destination
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {post}
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
"""


@dataclass(frozen=True)
class MailServer:
    """A running Postfix: where it listens and where it delivers."""

    submission_port: int
    misnamed_port: int
    """The same server behind a certificate for another name."""
    relay_port: int
    mailbox: Mailbox
    log: Path


@contextmanager
def dovecot_auth(folder: Path, introspection_url: str, users: str) -> Iterator[int]:
    """Run Dovecot's authentication alone; gives the port that Postfix asks."""
    folder.mkdir()
    port = free_port()
    (folder / "dovecot.conf").write_text(
        _DOVECOT.format(folder=folder, loopback=LOOPBACK, port=port), "utf-8"
    )
    (folder / "oauth2.conf").write_text(
        _OAUTH2.format(introspection_url=introspection_url), "utf-8"
    )
    (folder / "users").write_text(users, "utf-8")
    (folder / "users").chmod(0o644)
    command = (str(find_program("dovecot")), "-F", "-c", folder / "dovecot.conf")
    with Daemon(command, port, folder / "log"):
        yield port


@contextmanager
def mail_server(
    folder: Path,
    certificate: ServerCertificate,
    misnamed: ServerCertificate,
    auth_port: int,
    domains: tuple[str, ...],
) -> Iterator[MailServer]:
    """Run submission and MX side by side; both deliver into one mailbox."""
    uid, gid = ids_of(_DELIVERS_AS)
    post = folder / "post"
    post.mkdir(parents=True)
    shutil.chown(post, uid, gid)
    ports = (free_port(), free_port(), free_port())
    main = _MAIN.format(
        certificate=certificate,
        loopback=LOOPBACK,
        auth_port=auth_port,
        domains=", ".join(domains),
        post=post,
        uid=uid,
        gid=gid,
    )
    signed_in = {
        "smtpd_sasl_auth_enable": "yes",
        "smtpd_relay_restrictions": "permit_sasl_authenticated,reject",
    }
    of_another = {
        "smtpd_tls_cert_file": str(misnamed.chain),
        "smtpd_tls_key_file": str(misnamed.key),
    }
    listeners = (
        listener(ports[0], **signed_in),
        listener(ports[1], **signed_in, **of_another),
        listener(ports[2]),
    )
    with run_postfix(folder, main, listeners, ports) as log:
        yield MailServer(*ports, Mailbox(post / "all"), log)
