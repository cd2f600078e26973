"""Exim as the far side of a relay: takes mail from this computer without signing in, under TLS."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.independent.certificates import ServerCertificate
from tests.independent.machine import LOOPBACK, Daemon, find_program, free_port, ids_of
from tests.independent.mailbox import Mailbox

_RUNS_AS = "mail"

# Exim gives up root for a configuration that is not its own, so it never has it here. Exim also
# refuses a folder that is named by the recipient; one box holds all, and says whom each was for.
_CONFIGURATION = """
primary_hostname = exim.lab.test
exim_user = {user}
exim_group = {user}
deliver_drop_privilege = true
keep_environment =
daemon_smtp_ports = {port}
local_interfaces = {loopback}
spool_directory = {folder}/spool
log_file_path = {folder}/spool/%slog
pid_file_path = {folder}/spool/pid
tls_certificate = {chain}
tls_privatekey = {key}
tls_advertise_hosts = *
hostlist from_here = 127.0.0.0/8
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
begin acl
acl_mail:
  deny message = 5.7.0 Must issue a STARTTLS command first
       !encrypted = *
  accept
acl_rcpt:
  accept hosts = +from_here
  deny message = 5.7.64 TenantAttribution; Relay Access Denied
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  directory = {folder}/spool/all
  maildir_format
  create_directory
  envelope_to_add
  return_path_add
"""


@dataclass(frozen=True)
class Relay:
    """A running Exim: where it listens and where it delivers."""

    port: int
    mailbox: Mailbox
    log: Path


@contextmanager
def exim(folder: Path, certificate: ServerCertificate) -> Iterator[Relay]:
    """Run Exim from its folder, with a spool and a mailbox of its own."""
    spool = folder / "spool"
    for path in (folder, spool):
        path.mkdir()
    shutil.chown(spool, _RUNS_AS, _RUNS_AS)
    key = folder / "key.pem"
    shutil.copy(certificate.key, key)
    shutil.chown(key, _RUNS_AS, _RUNS_AS)
    port = free_port()
    configuration = folder / "exim.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            user=_RUNS_AS,
            port=port,
            loopback=LOOPBACK,
            folder=folder,
            chain=certificate.chain,
            key=key,
        ),
        "utf-8",
    )
    command = (str(find_program("exim4")), "-C", configuration, "-bdf", "-q1m")
    with Daemon(command, port, folder / "log", with_exims_user(folder)):
        yield Relay(port, Mailbox(spool / "all"), spool / "mainlog")


def with_exims_user(folder: Path) -> dict[str, str]:
    """Show Exim the user that Debian built it for; the package that makes it is only unpacked."""
    uid, gid = ids_of(_RUNS_AS)
    mine = {
        "passwd": f"Debian-exim:x:{uid}:{gid}::{folder}:/bin/false\n",
        "group": f"Debian-exim:x:{gid}:\n",
    }
    for name, line in mine.items():
        (folder / name).write_text(Path("/etc", name).read_text("utf-8") + line, "utf-8")
    return {
        "LD_PRELOAD": "libnss_wrapper.so",
        "NSS_WRAPPER_PASSWD": str(folder / "passwd"),
        "NSS_WRAPPER_GROUP": str(folder / "group"),
    }
