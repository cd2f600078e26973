"""Postfix with Dovecot's SASL: submission with XOAUTH2, and an MX that knows connectors."""

from __future__ import annotations

import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.independent.certificates import ServerCertificate
from tests.independent.machine import LOOPBACK, Daemon, free_port, run, wait_for_port
from tests.independent.machine import find_program as program
from tests.independent.mailbox import Mailbox

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
compatibility_level = 3.6
# A real access token makes a line longer than Postfix takes by itself.
line_length_limit = 16384
myhostname = smtp.lab.test
mydestination =
mynetworks = 192.0.2.254/32
inet_interfaces = {loopback}
inet_protocols = ipv4
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/log
smtpd_tls_cert_file = {certificate.chain}
smtpd_tls_key_file = {certificate.key}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:{loopback}:{auth_port}
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
smtpd_peername_lookup = no
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {post}
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
alias_maps =
alias_database =
smtp_host_lookup = native
"""

_MASTER = """
{loopback}:{submission_port} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
{loopback}:{relay_port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class MailServer:
    """A running Postfix: where it listens and where it delivers."""

    submission_port: int
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
    command = (str(program("dovecot")), "-F", "-c", folder / "dovecot.conf")
    with Daemon(command, port, folder / "log"):
        yield port


@contextmanager
def postfix(
    folder: Path, certificate: ServerCertificate, auth_port: int, domains: tuple[str, ...]
) -> Iterator[MailServer]:
    """Run Postfix with a queue, a log and mailboxes of its own."""
    user = pwd.getpwnam(_DELIVERS_AS)
    post = folder / "post"
    for path in (folder, folder / "queue", folder / "data", post):
        path.mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(post, user.pw_uid, user.pw_gid)
    server = MailServer(free_port(), free_port(), Mailbox(post / "all"), folder / "log")
    ports = {"submission_port": server.submission_port, "relay_port": server.relay_port}
    (folder / "master.cf").write_text(_MASTER.format(loopback=LOOPBACK, **ports), "utf-8")
    main = _MAIN.format(
        loopback=LOOPBACK,
        folder=folder,
        certificate=certificate,
        auth_port=auth_port,
        domains=", ".join(domains),
        post=post,
        uid=user.pw_uid,
        gid=user.pw_gid,
    )
    (folder / "main.cf").write_text(main, "utf-8")
    command = (str(program("postfix")), "-c", folder)
    run([*command, "start"])
    try:
        wait_for_port(server.submission_port)
        wait_for_port(server.relay_port)
        yield server
    finally:
        run([*command, "stop"])
