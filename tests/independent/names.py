"""Knot, which signs the lab's zones, and Unbound before it, which validates them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import dns.exception
import dns.message
import dns.query

from tests.independent.machine import LOOPBACK, Daemon, find_program, free_port, run, wait_until

_KNOT = """
server:
    rundir: "{folder}/run"
    listen: [ {loopback}@{port} ]
log:
  - target: stderr
    any: info
database:
    storage: "{folder}/database"
policy:
  - id: lab
    algorithm: ecdsap256sha256
template:
  - id: default
    storage: "{folder}/zones"
    file: "%s.zone"
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
zone:
"""
_SIGNED_ZONE = """
  - domain: {zone}
    dnssec-signing: on
    dnssec-policy: lab
"""
_UNSIGNED_ZONE = """
  - domain: {zone}
"""
_UNBOUND = """
server:
    interface: {loopback}@{port}
    port: {port}
    do-daemonize: no
    username: ""
    chroot: ""
    directory: "{folder}"
    pidfile: ""
    use-syslog: no
    do-ip6: no
    do-not-query-localhost: no
    module-config: "validator iterator"
    local-zone: "test." transparent
    ede: yes
{anchors}
remote-control:
    control-enable: no
{stubs}
"""
_STUB = """
stub-zone:
    name: "{zone}."
    stub-addr: {loopback}@{port}
"""
_START_OF_AUTHORITY = """\
$ORIGIN {zone}.
$TTL 300
@ SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 86400 300
@ NS ns.{zone}.
ns A 127.0.0.1
"""


@contextmanager
def name_servers(
    folder: Path, zones: Mapping[str, str], signed: frozenset[str] = frozenset()
) -> Iterator[int]:
    """Serve these zones (name to records) and give the validating resolver's port."""
    for path in (folder, folder / "run", folder / "database", folder / "zones"):
        path.mkdir()
    port = free_port()
    text = _KNOT.format(folder=folder, loopback=LOOPBACK, port=port)
    for zone, records in zones.items():
        content = _START_OF_AUTHORITY.format(zone=zone) + records
        (folder / "zones" / f"{zone}.zone").write_text(content, "utf-8")
        text += (_SIGNED_ZONE if zone in signed else _UNSIGNED_ZONE).format(zone=zone)
    configuration = folder / "knot.conf"
    configuration.write_text(text, "utf-8")
    command = (str(find_program("knotd")), "-c", configuration)
    with Daemon(command, port, folder / "knot.log"):
        for zone in zones:
            wait_until(partial(_is_served, zone, port, zone in signed), f"{zone} is served")
        anchors = [_trust_anchor(configuration, zone) for zone in sorted(signed)]
        anchors += [f'    domain-insecure: "{zone}."\n' for zone in zones if zone not in signed]
        with _unbound(folder, port, tuple(zones), "".join(anchors)) as resolver:
            yield resolver


def _is_served(zone: str, port: int, is_signed: bool) -> bool:
    """Knot answers before it has signed, and a validator would remember the unsigned answer."""
    question = dns.message.make_query(zone, "SOA", want_dnssec=True)
    with contextlib.suppress(dns.exception.Timeout):
        answer = dns.query.udp(question, LOOPBACK, timeout=1, port=port).answer
        return bool(answer) and (len(answer) > 1 or not is_signed)
    return False


def _trust_anchor(configuration: Path, zone: str) -> str:
    """Read the zone's own DS record, strongest digest first, as the parent zone would hold it."""
    said = run([str(find_program("keymgr")), "-c", configuration, zone, "ds"])
    record = next(line for line in said.splitlines() if " 13 2 " in line)
    return f'    trust-anchor: "{record}"\n'


@contextmanager
def _unbound(folder: Path, authority: int, zones: tuple[str, ...], anchors: str) -> Iterator[int]:
    port = free_port()
    stubs = "".join(_STUB.format(zone=zone, loopback=LOOPBACK, port=authority) for zone in zones)
    configuration = folder / "unbound.conf"
    configuration.write_text(
        _UNBOUND.format(loopback=LOOPBACK, port=port, folder=folder, anchors=anchors, stubs=stubs),
        "utf-8",
    )
    command = (str(find_program("unbound")), "-d", "-p", "-c", configuration)
    with Daemon(command, port, folder / "unbound.log"):
        yield port
