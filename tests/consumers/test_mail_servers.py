"""Mail servers of several makes, set up as exported; each hands on what a device gives it."""

from __future__ import annotations

import re
import smtplib
from pathlib import Path

import pytest

from tests.consumers.conftest import Way
from tests.consumers.office import message_to, recipient_of
from tests.consumers.system import System, listens, need_system, wait_for
from tests.independent.lab import MX
from tests.independent.machine import LOOPBACK, free_port

BOTH = ("password", "relay")
both_ways = pytest.mark.parametrize("way", BOTH, indirect=True)


def submit(way: Way, system: System, recipient: str, lines: str) -> None:
    """Run lines that take a message on standard input, and wait until it has arrived."""
    message = system.folder / "message"
    message.write_text(message_to(recipient, way.office.lab.user), "utf-8")
    environment = way.office.environment(system.folder)
    with system.running(f"exec < {message}\n{lines}", environment) as log:
        wait_for(lambda: way.arrived(recipient), f"{recipient} has a message", log)
    way.assert_arrived(recipient)


@pytest.mark.proves("nullmailer", "password", "relay")
@both_ways
def test_nullmailer_sends(way: Way, open_folder: Path) -> None:
    need_system("nullmailer")
    folder = open_folder / f"nullmailer-{way.name}"
    files = way.office.place_with_password("nullmailer", folder / "export")
    to = recipient_of(f"nullmailer-{way.name}")
    lines = f"""
cd /var/spool/nullmailer
mkdir -p queue tmp failed
[ -p trigger ] || mkfifo trigger
chown -R mail:mail .
mkdir -p /etc/nullmailer
cp {files}/remotes {files}/helohost /etc/nullmailer
echo contoso.test > /etc/mailname
nullmailer-inject -f {way.office.lab.user} {to}
exec nullmailer-send
"""
    submit(way, System("nullmailer", folder, way.hosts), to, lines)


@pytest.mark.proves("dma", "password", "relay")
@both_ways
def test_dma_sends(way: Way, open_folder: Path) -> None:
    need_system("dma")
    folder = open_folder / f"dma-{way.name}"
    files = way.office.place_with_password("dma", folder / "export")
    to = recipient_of(f"dma-{way.name}")
    lines = f"""
mkdir -p /etc/dma
cp {files}/*.conf /etc/dma
chgrp mail /etc/dma/*
mkdir -p /var/spool/dma
chown root:mail /var/spool/dma
chmod 2775 /var/spool/dma
exec dma -D -f {way.office.lab.user} {to}
"""
    submit(way, System("dma", folder, way.hosts), to, lines)


@pytest.mark.proves("exim", "password", "relay")
@both_ways
def test_exim_sends(way: Way, open_folder: Path) -> None:
    need_system("exim")
    folder = open_folder / f"exim-{way.name}"
    files = way.office.place("exim", folder / "export")
    # Exim hands no mail to a server on its own computer, which is where the lab's are.
    configuration = files / "exim.conf"
    text = configuration.read_text("utf-8")
    configuration.write_text(text.replace(" byname\n", " byname\n  self = send\n"), "utf-8")
    to = recipient_of(f"exim-{way.name}")
    lines = f"""
mkdir -p /etc/exim4 /var/spool/exim4 /var/log/exim4
chown Debian-exim:Debian-exim /var/spool/exim4 /var/log/exim4
cp {configuration} /etc/exim4/exim4.conf
printf %s "$SMTP_PASSWORD" > /etc/exim4/sendwright.password
chown Debian-exim /etc/exim4/sendwright.password
chmod 400 /etc/exim4/sendwright.password
exim4 -bV
exim4 -odf -i -f {way.office.lab.user} {to} || true
exec cat /var/log/exim4/mainlog
"""
    submit(way, System("exim", folder, way.hosts, ("Debian-exim",)), to, lines)


_SAFE_ROOTS = "/etc/mail/roots.pem"
_SENDMAIL = """\
OSTYPE(`linux')dnl
FEATURE(`nocanonify')dnl
"""


@pytest.mark.proves("sendmail", "password", "relay")
@both_ways
def test_sendmail_sends(way: Way, open_folder: Path) -> None:
    need_system("sendmail")
    folder = open_folder / f"sendmail-{way.name}"
    files = way.office.place_with_password("sendmail", folder / "export")
    authority = _adapt_to_lab(files)
    ours = (files / "sendmail.mc").read_text("utf-8")
    (folder / "whole.mc").write_text(f"{_SENDMAIL}{ours}MAILER(`smtp')dnl\n", "utf-8")
    to = recipient_of(f"sendmail-{way.name}")
    lines = f"""
programs=/usr/libexec/sendmail
macros=/usr/share/sendmail/cf
# Where the computer's name has no dot, sendmail waits a minute before it does anything.
echo "127.0.0.1 office.contoso.test $(hostname)" | cat - /etc/hosts > {folder}/hosts
cat {folder}/hosts > /etc/hosts
mkdir -p /etc/mail /var/spool/mqueue
cp {authority} {_SAFE_ROOTS}
chmod 700 /var/spool/mqueue
cd /etc/mail
m4 -D_CF_DIR_=$macros/ $macros/m4/cf.m4 {folder}/whole.mc > sendmail.cf
$programs/makemap hash access < {files}/access
[ ! -e {files}/authinfo ] || $programs/makemap hash authinfo < {files}/authinfo
exec $programs/sendmail -Am -odi -v -i -f {way.office.lab.user} {to}
"""
    hosts = {MX: LOOPBACK}
    submit(way, System("sendmail", folder, hosts, ("smmta", "smmsp")), to, lines)


def _adapt_to_lab(files: Path) -> str:
    """Name the server by a name with a dot, and keep its root where others cannot write.

    sendmail completes a name without a dot, and takes no file below a folder like /tmp. Returns
    where the root is now.
    """
    found = re.search(r"confCACERT', `([^']+)'", (files / "sendmail.mc").read_text("utf-8"))
    assert found
    for path in files.iterdir():
        text = path.read_text("utf-8")
        path.write_text(text.replace("localhost", MX).replace(found[1], _SAFE_ROOTS), "utf-8")
    return found[1]


@pytest.mark.proves("opensmtpd", "password", "relay")
@both_ways
def test_opensmtpd_sends(way: Way, open_folder: Path) -> None:
    need_system("opensmtpd")
    folder = open_folder / f"opensmtpd-{way.name}"
    files = way.office.place_with_password("opensmtpd", folder / "export")
    to = recipient_of(f"opensmtpd-{way.name}")
    # Port 25 may be another's on this computer.
    port = free_port()
    configuration = files / "smtpd.conf"
    text = configuration.read_text("utf-8")
    configuration.write_text(text.replace("listen on lo\n", f"listen on lo port {port}\n"), "utf-8")
    lines = f"""
mkdir -p /etc/mail /var/lib/opensmtpd/empty /var/empty
cp {configuration} /etc/smtpd.conf
chmod 644 /etc/smtpd.conf
if [ -e {files}/sendwright-secrets ]; then
    cp {files}/sendwright-secrets /etc/mail
    chown opensmtpd /etc/mail/sendwright-secrets
    chmod 600 /etc/mail/sendwright-secrets
fi
mkdir -m 711 -p /var/spool/smtpd
smtpd -n -f /etc/smtpd.conf
exec smtpd -d
"""
    system = System("opensmtpd", folder, way.hosts, ("opensmtpd", "opensmtpq"))
    environment = way.office.environment(folder)
    with system.running(lines, environment) as log:
        wait_for(lambda: listens(port), f"it listens on {port}", log)
        with smtplib.SMTP(LOOPBACK, port, timeout=20) as device:
            message = message_to(to, way.office.lab.user)
            device.sendmail(way.office.lab.user, [to], message)
        wait_for(lambda: way.arrived(to), f"{to} has a message", log)
    way.assert_arrived(to)
