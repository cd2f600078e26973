"""A Postfix of its own: queue, data, log and configuration in one folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.independent.machine import LOOPBACK, find_program, run, wait_for_port

_MAIN = """
compatibility_level = 3.6
mydestination =
inet_interfaces = {loopback}
inet_protocols = ipv4
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/log
smtpd_recipient_restrictions =
smtpd_peername_lookup = no
alias_maps =
alias_database =
smtp_host_lookup = native
"""
_INNER_SERVICES = """
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


def listener(port: int, **settings: str) -> str:
    """Write the service that listens on a port, with settings that only it has."""
    options = "".join(f"\n  -o {name}={value}" for name, value in settings.items())
    return f"{LOOPBACK}:{port} inet n - n - - smtpd{options}\n"


@contextmanager
def run_postfix(
    folder: Path, main: str, listeners: Sequence[str], ports: Sequence[int]
) -> Iterator[Path]:
    """Run Postfix with these settings besides what makes it one of its own; gives its log."""
    for path in (folder, folder / "queue", folder / "data"):
        path.mkdir(exist_ok=True)
    shutil.chown(folder / "data", "postfix")
    own = _MAIN.format(folder=folder, loopback=LOOPBACK)
    (folder / "main.cf").write_text(own + main, "utf-8")
    (folder / "master.cf").write_text("".join(listeners) + _INNER_SERVICES, "utf-8")
    command = (str(find_program("postfix")), "-c", folder)
    run([*command, "start"])
    try:
        for port in ports:
            wait_for_port(port)
        yield folder / "log"
    finally:
        run([*command, "stop"])
