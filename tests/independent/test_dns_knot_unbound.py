"""The resolver and the DNS checks against Knot, Unbound and BIND."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.address import DomainName
from app.domain.check import CheckRun
from app.domain.path import SendingPath
from app.domain.records.lookup import Lookup, LookupReason
from app.domain.spf.result import SpfVerdict
from app.probe.dns.checks import DnsQuestion, dns_checks
from app.probe.dns.resolver import DnsPythonResolver
from app.probe.plan import run_plan
from app.probe.spf.check_host import check_host
from tests.independent.bind import bind
from tests.independent.machine import LOOPBACK, need
from tests.independent.names import _unbound, name_servers
from tests.probe.dns_bench import CATALOGUE, CLOUD, codes, key, target

KEY = " ".join(f'"{part}"' for part in key().split("|"))
LARGE = "\n".join(
    "large TXT " + " ".join(f'"{n:02d}{"x" * 240}"' for n in range(16)) for _ in range(1)
)
CONTOSO = f"""
@ MX 0 contoso-test.mail.protection.outlook.test.
@ TXT "v=spf1 ip4:203.0.113.10 inc" "lude:spf.protection.outlook.test -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@contoso.test"
selector1._domainkey CNAME {target("selector1")}.
selector2._domainkey CNAME {target("selector2")}.
autodiscover CNAME autodiscover.outlook.test.
loop CNAME pool
pool CNAME loop
half CNAME nowhere.outlook.test.
{LARGE}
"""
ZONES = {
    "contoso.test": CONTOSO,
    "outlook.test": """
contoso-test.mail.protection A 192.0.2.25
spf.protection TXT "v=spf1 ip4:198.51.100.0/24 -all"
autodiscover A 192.0.2.26
""",
    "onmicrosoft.test": f"""
selector1-contoso-test._domainkey.contoso TXT {KEY}
selector2-contoso-test._domainkey.contoso TXT {KEY}
""",
}
# The digest of no key at all: whoever trusts it must refuse everything below.
FALSE_ANCHOR = f'    trust-anchor: "contoso.test. DS 12345 13 2 {"ab" * 32}"\n'


@pytest.fixture(scope="module")
def validating(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Unbound before Knot; contoso.test is signed."""
    need("knotd", "keymgr", "unbound")
    folder = tmp_path_factory.mktemp("names") / "lab"
    with name_servers(folder, ZONES, frozenset({"contoso.test"})) as port:
        yield port


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """BIND alone."""
    need("named")
    with bind(tmp_path_factory.mktemp("names") / "bind", ZONES) as port:
        yield port


@contextmanager
def distrusting(folder: Path, authority: int) -> Iterator[int]:
    """Unbound with a wrong trust anchor, as after a change of keys that went wrong."""
    folder.mkdir()
    with _unbound(folder, authority, tuple(ZONES), FALSE_ANCHOR) as port:
        yield port


def look(port: int, name: str, kind: str) -> Lookup:
    return asyncio.run(DnsPythonResolver((LOOPBACK,), port).lookup(name, kind))


def check(port: int) -> CheckRun:
    question = DnsQuestion(
        domain=DomainName.parse("contoso.test"),
        cloud=CLOUD,
        resolver=DnsPythonResolver((LOOPBACK,), port),
        catalogue=CATALOGUE,
        path=SendingPath.RELAY_IP,
        relay_ips=("203.0.113.10",),
        compare_servers=False,
    )
    return asyncio.run(run_plan(dns_checks(question), lambda _: None))


def test_signed_zone_is_authenticated(validating: int) -> None:
    assert look(validating, "contoso.test", "MX").authenticated
    assert not look(validating, "outlook.test", "SOA").authenticated


def test_alias_into_another_zone_is_followed_by_the_resolver(validating: int) -> None:
    found = look(validating, "selector1._domainkey.contoso.test", "TXT")
    assert found.aliases == (target("selector1"),)
    assert found.records[0].startswith("v=DKIM1; k=rsa; p=")


def test_alias_is_followed_by_us_where_the_server_only_answers_for_zones(authority: int) -> None:
    found = look(authority, "selector1._domainkey.contoso.test", "TXT")
    assert found.aliases == (target("selector1"),)
    assert found.records


@pytest.mark.parametrize("server", ["validating", "authority"])
def test_alias_loop_is_told(server: str, request: pytest.FixtureRequest) -> None:
    found = look(request.getfixturevalue(server), "loop.contoso.test", "TXT")
    assert found.reason is LookupReason.ALIAS_LOOP


@pytest.mark.parametrize("server", ["validating", "authority"])
def test_large_text_comes_over_tcp(server: str, request: pytest.FixtureRequest) -> None:
    found = look(request.getfixturevalue(server), "large.contoso.test", "TXT")
    assert len(found.records[0]) == 16 * 242


@pytest.mark.parametrize("server", ["validating", "authority"])
@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("nobody.contoso.test", "A", LookupReason.NO_SUCH_NAME),
        ("contoso.test", "AAAA", LookupReason.NO_SUCH_RECORD),
        ("half.contoso.test", "TXT", LookupReason.NO_SUCH_NAME),
        ("contoso.test", "MX", LookupReason.ANSWERED),
    ],
)
def test_absence_is_told_as_what_it_is(
    server: str, name: str, kind: str, reason: LookupReason, request: pytest.FixtureRequest
) -> None:
    assert look(request.getfixturevalue(server), name, kind).reason is reason


def test_zone_that_a_server_does_not_have_is_refused(authority: int) -> None:
    assert look(authority, "fabrikam.test", "MX").reason is LookupReason.REFUSED


def test_broken_signatures_are_refused_with_the_resolvers_reason(
    authority: int, tmp_path: Path
) -> None:
    need("unbound")
    with distrusting(tmp_path / "unbound", authority) as port:
        found = look(port, "contoso.test", "MX")
        run = check(port)
    assert found.reason is LookupReason.SERVER_FAILED
    assert "EDE" in found.detail
    assert "dns.dnssec.bogus" in codes(run)
    assert "dns.mx.absent" not in codes(run)


def test_all_checks_of_a_good_domain(validating: int) -> None:
    run = check(validating)
    assert {
        *("dns.mx.microsoft", "dns.spf.ok", "dns.spf.relay_passes", "dns.dkim.ok"),
        *("dns.dmarc.ok", "dns.dnssec.ok", "dns.autodiscover.ok"),
    } <= codes(run)


@pytest.mark.parametrize(
    ("ip", "verdict"),
    [
        ("203.0.113.10", SpfVerdict.PASS),
        ("198.51.100.7", SpfVerdict.PASS),
        ("192.0.2.1", SpfVerdict.FAIL),
    ],
)
def test_spf_of_real_zones(validating: int, ip: str, verdict: SpfVerdict) -> None:
    resolver = DnsPythonResolver((LOOPBACK,), validating)
    result = asyncio.run(check_host(ip, "scan@contoso.test", "mail.contoso.test", resolver))
    assert result.result is verdict
