from __future__ import annotations

import asyncio
import json

import msgspec
import pytest

from app.catalogue import Catalogue, Cloud
from app.domain.address import DomainName
from app.domain.finding import State
from app.domain.organisation.client import Detection
from app.probe.detect import detect
from app.probe.dns.resolver import DnsPythonResolver
from tests.https_server import Answers, Authority, serve_https
from tests.zone_server import Faults, Zones, ZoneServer

AUTHORITY = Authority()
CATALOGUE = Catalogue()
TENANT = "11111111-2222-3333-4444-555555555555"
PATH = "/contoso.test/v2.0/.well-known/openid-configuration"
ZONES = {
    "contoso.test": {
        "MX": ["10 filter.test.", "20 contoso-test.mail.protection.outlook.com."],
        "TXT": ["v=spf1 include:spf.protection.outlook.com -all"],
    },
    "_dmarc.contoso.test": {"TXT": ["v=DMARC1; p=reject"]},
    "selector1._domainkey.contoso.test": {"CNAME": ["k.onmicrosoft.test."]},
    "k.onmicrosoft.test": {"TXT": ["v=DKIM1; p=AAAA"]},
}


def configuration(**marks: str) -> tuple[int, str]:
    return 200, json.dumps({"issuer": f"https://login.test/{TENANT}/v2.0", **marks})


def unknown() -> tuple[int, str]:
    text = CATALOGUE.findings["signin.aadsts.90002"].match[0].literal
    return 400, json.dumps({"error": "invalid_tenant", "error_description": text})


def at(cloud: Cloud, authority: str) -> Cloud:
    identity = msgspec.structs.replace(cloud.identity, authority=authority)
    return msgspec.structs.replace(cloud, identity=identity)


def run(
    *authorities: Answers, faults: Faults | None = None, zones: Zones = ZONES
) -> tuple[Detection, list[Detection]]:
    """Spread the catalogue's clouds over one or two authorities and detect contoso.test."""
    seen: list[Detection] = []

    async def go(server: ZoneServer) -> Detection:
        context = AUTHORITY.server_context("localhost")
        async with (
            serve_https(context, authorities[0]) as one,
            serve_https(context, authorities[-1]) as two,
        ):
            hosts = {"worldwide": one, "china": two}
            clouds = [
                at(cloud, f"https://localhost:{hosts.get(cloud.id, one)}")
                for cloud in CATALOGUE.clouds.values()
            ]
            return await detect(
                DomainName.parse("contoso.test"),
                resolver=DnsPythonResolver((server.host,), server.port, deadline_s=0.5),
                tls=AUTHORITY.client_context(),
                clouds=clouds,
                catalogue=CATALOGUE,
                progress=seen.append,
            )

    with ZoneServer(zones, faults) as server:
        return asyncio.run(go(server)), seen


def codes(found: Detection) -> set[str]:
    return {finding.code for finding in found.findings}


def test_detect_finds_everything_and_reports_each_part() -> None:
    found, seen = run({PATH: configuration(cloud_instance_name="microsoftonline.com")})
    assert (found.tenant_id, found.cloud) == (TENANT, "worldwide")
    assert found.microsoft_mx == "contoso-test.mail.protection.outlook.com"
    assert found.mx[0] == "filter.test"
    assert found.spf == "v=spf1 include:spf.protection.outlook.com -all"
    assert (found.dkim, found.dmarc) == (("selector1",), "v=DMARC1; p=reject")
    assert len(seen) == 5
    assert seen[-1] == found
    assert all(finding.state is State.FOUND for finding in found.findings)


@pytest.mark.parametrize(
    ("marks", "cloud"),
    [
        ({"tenant_region_sub_scope": "DODCON", "cloud_instance_name": "x"}, "gcc_high"),
        ({"tenant_region_sub_scope": "DOD"}, "dod"),
        ({"tenant_region_sub_scope": "GCC", "tenant_region_scope": "NA"}, "worldwide"),
        ({"cloud_instance_name": "partner.microsoftonline.cn"}, "china"),
    ],
)
def test_detect_reads_the_cloud_from_the_configuration(marks: dict[str, str], cloud: str) -> None:
    found, _ = run({PATH: configuration(**marks)})
    assert found.cloud == cloud


def test_detect_asks_every_authority_and_takes_the_one_that_knows() -> None:
    found, _ = run({PATH: unknown()}, {PATH: configuration()})
    assert (found.tenant_id, found.cloud) == (TENANT, "china")


def test_detect_shared_authority_without_a_mark_leaves_the_cloud_untold() -> None:
    found, _ = run({PATH: configuration()}, {PATH: unknown()})
    assert (found.tenant_id, found.cloud) == (TENANT, None)
    assert "detect.cloud.untold" in codes(found)


def test_detect_unknown_tenant_is_absent() -> None:
    found, _ = run({PATH: unknown()})
    assert found.tenant_id is None
    assert "detect.tenant.absent" in codes(found)


@pytest.mark.parametrize("answer", [(500, "<html>"), (200, "{}"), (200, "[1]"), (400, "{")])
def test_detect_other_answers_are_untold(answer: tuple[int, str]) -> None:
    found, _ = run({PATH: answer})
    assert "detect.tenant.untold" in codes(found)


def test_detect_one_dead_authority_keeps_absence_untold() -> None:
    found, _ = run({PATH: unknown()}, {PATH: (503, "")})
    assert "detect.tenant.untold" in codes(found)


def test_detect_dead_dns_is_untold_and_the_tenant_is_found() -> None:
    found, _ = run({PATH: configuration()}, faults=Faults(silent={"*"}))
    assert found.tenant_id == TENANT
    assert {"dns.mx.untold", "dns.spf.untold", "dns.dkim.untold", "dns.dmarc.untold"} <= codes(
        found
    )


def test_detect_missing_records_are_absent() -> None:
    found, _ = run({PATH: configuration()}, zones={"other.test": {"A": ["127.0.0.1"]}})
    for part in ("mx", "spf", "dkim", "dmarc"):
        assert f"dns.{part}.not_seen" in codes(found)


def test_detect_can_be_cancelled() -> None:
    async def go() -> None:
        context = AUTHORITY.server_context("localhost")
        async with serve_https(context, lambda _: None) as port:
            clouds = [at(CATALOGUE.clouds["worldwide"], f"https://localhost:{port}")]
            task = asyncio.create_task(
                detect(
                    DomainName.parse("contoso.test"),
                    resolver=DnsPythonResolver((server.host,), server.port),
                    tls=AUTHORITY.client_context(),
                    clouds=clouds,
                    catalogue=CATALOGUE,
                    progress=lambda _: None,
                )
            )
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with ZoneServer(ZONES, Faults(silent={"*"})) as server:
        asyncio.run(go())
