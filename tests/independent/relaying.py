"""Postfix as an office has it: takes mail from the network and relays as our export says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.independent.machine import LOOPBACK, free_port
from tests.independent.postfix import listener, run_postfix

# What an office has in its main.cf before ours is added; the environment is the test's: it
# lets Postfix find the relay's name, which no hosts file of this computer holds.
_MAIN = """
myhostname = office.lab.test
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_tls_loglevel = 1
import_environment = MAIL_CONFIG MAIL_LOGTAG POSTLOG_SERVICE POSTLOG_HOSTNAME LANG=C
  LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_HOSTS={folder}/hosts
"""


@contextmanager
def office_postfix(folder: Path, exported: str, hosts: Mapping[str, str]) -> Iterator[int]:
    """Run Postfix with the exported lines in its main.cf; gives the port that devices use."""
    folder.mkdir(exist_ok=True)
    lines = "".join(f"{address} {name}\n" for name, address in hosts.items())
    (folder / "hosts").write_text(f"{LOOPBACK} localhost\n{lines}", "utf-8")
    port = free_port()
    main = _MAIN.format(folder=folder) + exported
    with run_postfix(folder, main, (listener(port),), (port,)):
        yield port
