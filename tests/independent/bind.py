"""BIND, which answers for the zones it is given and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.independent.machine import LOOPBACK, Daemon, find_program, free_port, wait_until

_OPTIONS = """
options {{
    directory "{folder}";
    pid-file none;
    session-keyfile none;
    listen-on port {port} {{ {loopback}; }};
    listen-on-v6 {{ none; }};
    recursion no;
    dnssec-validation no;
}};
controls {{ }};
"""
_ZONE = 'zone "{zone}" {{ type primary; file "{folder}/{zone}.zone"; }};\n'
_START_OF_AUTHORITY = """\
$ORIGIN {zone}.
$TTL 300
@ SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 86400 300
@ NS ns.{zone}.
ns A 127.0.0.1
"""


@contextmanager
def bind(folder: Path, zones: Mapping[str, str]) -> Iterator[int]:
    """Serve these zones (name to records) and give the port."""
    folder.mkdir()
    port = free_port()
    text = _OPTIONS.format(folder=folder, port=port, loopback=LOOPBACK)
    for zone, records in zones.items():
        text += _ZONE.format(zone=zone, folder=folder)
        content = _START_OF_AUTHORITY.format(zone=zone) + records
        (folder / f"{zone}.zone").write_text(content, "utf-8")
    configuration = folder / "named.conf"
    configuration.write_text(text, "utf-8")
    command = (str(find_program("named")), "-g", "-c", configuration)
    log = folder / "named.log"
    with Daemon(command, port, log):
        # It listens before it has read its zones, and fails for them until then.
        wait_until(lambda: "all zones loaded" in log.read_text("utf-8", "replace"), "zones loaded")
        yield port
