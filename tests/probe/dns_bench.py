"""Runs the DNS checks of contoso.test against a server of the test's own."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Mapping, Sequence
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.catalogue import Catalogue, Cloud
from app.catalogue.schema.cloud import DnsFacts, IdentityFacts, RelayFacts, SmtpFacts
from app.domain.address import DomainName
from app.domain.check import CheckEvent, CheckRun
from app.domain.path import SendingPath
from app.probe.dns.checks import DnsQuestion, dns_checks
from app.probe.dns.resolver import DnsPythonResolver
from app.probe.plan import run_plan
from tests.zone_server import Faults, ZoneServer

CATALOGUE = Catalogue()
CLOUD = Cloud(
    id="lab",
    name="Contoso lab",
    smtp=SmtpFacts(host="smtp.outlook.test"),
    relay=RelayFacts(mx_suffixes=(".mail.protection.outlook.test", ".mx.microsoft.test")),
    identity=IdentityFacts(authority="https://login.test", scope="https://outlook.test/SMTP.Send"),
    dns=DnsFacts(
        spf_include="spf.protection.outlook.test",
        dkim_suffixes=(".onmicrosoft.test", ".dkim.mail.microsoft.test"),
        autodiscover="autodiscover.outlook.test",
    ),
    is_private=True,
)
APEX = "contoso.test"
RELAY_IP = "203.0.113.10"
Records = dict[str, list[str]]
Changes = Mapping[str, Records | None]


@cache
def key(bits: int = 2048) -> str:
    public = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    packed = base64.b64encode(octets).decode("ascii")
    return f"v=DKIM1; k=rsa; p={packed[:200]}|{packed[200:]}"


def txt(*records: str) -> Records:
    return {"TXT": list(records)}


def target(selector: str) -> str:
    return f"{selector}-contoso-test._domainkey.contoso.onmicrosoft.test"


def good_zones() -> dict[str, Records]:
    """Everything as Microsoft wants it."""
    return {
        "contoso.test": {
            "MX": ["0 contoso-test.mail.protection.outlook.test."],
            "TXT": [f"v=spf1 ip4:{RELAY_IP} include:spf.protection.outlook.test -all"],
            "NS": ["ns1.contoso.test."],
        },
        "ns1.contoso.test": {"A": ["127.0.0.1"]},
        "contoso-test.mail.protection.outlook.test": {"A": ["192.0.2.25"]},
        "spf.protection.outlook.test": {"TXT": ["v=spf1 ip4:198.51.100.0/24 -all"]},
        "selector1._domainkey.contoso.test": {"CNAME": [target("selector1") + "."]},
        "selector2._domainkey.contoso.test": {"CNAME": [target("selector2") + "."]},
        target("selector1"): {"TXT": [key()]},
        target("selector2"): {"TXT": [key()]},
        "_dmarc.contoso.test": {"TXT": ["v=DMARC1; p=reject; rua=mailto:dmarc@contoso.test"]},
        "_smtp._tls.contoso.test": {"TXT": ["v=TLSRPTv1; rua=mailto:tls@contoso.test"]},
        "autodiscover.contoso.test": {"CNAME": ["autodiscover.outlook.test."]},
        "autodiscover.outlook.test": {"A": ["192.0.2.26"]},
        "10.113.0.203.in-addr.arpa": {"PTR": ["office.contoso.test."]},
        "office.contoso.test": {"A": [RELAY_IP]},
    }


def change(changes: Changes) -> dict[str, Records]:
    """Replace names in the good zones; None takes a name away."""
    zones = good_zones()
    for name, records in changes.items():
        if records is None:
            zones.pop(name, None)
        else:
            zones[name] = {**zones.get(name, {}), **records}
            zones[name] = {kind: values for kind, values in zones[name].items() if values}
    return zones


def run_checks(
    changes: Changes | None = None,
    *,
    faults: Faults | None = None,
    path: SendingPath | None = SendingPath.RELAY_IP,
    relay_ips: tuple[str, ...] = (RELAY_IP,),
    from_domain: str = "",
    clouds: Sequence[Cloud] = (),
    tls: ssl.SSLContext | None = None,
    https_port: int = 443,
    cloud: Cloud = CLOUD,
    own_server: ZoneServer | None = None,
    deadline_s: float = 0.0,
    compare_servers: bool = True,
    events: list[CheckEvent] | None = None,
) -> CheckRun:
    """Run all checks; `own_server` is what the zone's own servers are reached at.

    Without a deadline of the test's own, one that waits for a fault does not wait long, and one
    that waits for answers bears a busy computer.
    """
    deadline_s = deadline_s or (0.6 if faults else 10.0)
    with ZoneServer(change(changes or {}), faults) as server:
        question = DnsQuestion(
            domain=DomainName.parse("contoso.test"),
            cloud=cloud,
            clouds=clouds,
            resolver=DnsPythonResolver((server.host,), server.port, deadline_s=deadline_s),
            catalogue=CATALOGUE,
            path=path,
            relay_ips=relay_ips,
            from_domain=DomainName.parse(from_domain) if from_domain else None,
            tls=tls,
            https_port=https_port,
            compare_servers=compare_servers,
            server_port=(own_server or server).port,
        )
        progress = events.append if events is not None else _ignore
        return asyncio.run(run_plan(dns_checks(question), progress))


def _ignore(_: CheckEvent) -> None:
    """Nobody watches."""


def codes(run: CheckRun) -> set[str]:
    return {finding.code for finding in run.findings}
