"""The MTA-STS policy, fetched over real TLS from a server of the test's own."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

import msgspec
import pytest

from app.domain.address import DomainName
from app.domain.finding import Finding, Severity, State
from app.probe.dns.checks import DnsQuestion
from app.probe.dns.resolver import DnsPythonResolver
from app.probe.dns.transport import check_mta_sts
from tests.https_server import Answers, Authority, page, serve_https
from tests.probe.dns_bench import CATALOGUE, CLOUD, Changes, change, txt
from tests.zone_server import ZoneServer

AUTHORITY = Authority()
HOST = "mta-sts.contoso.test"
PATH = "/.well-known/mta-sts.txt"
RECORD: Changes = {
    "_mta-sts.contoso.test": txt("v=STSv1; id=20261123"),
    HOST: {"A": ["127.0.0.1"]},
}


def policy(mode: str = "enforce", mx: str = "*.mail.protection.outlook.test") -> Answers:
    return {PATH: (200, f"version: STSv1\r\nmode: {mode}\r\nmx: {mx}\r\nmax_age: 86400\r\n")}


def check(
    answer: Callable[[str], bytes | None] | Answers,
    *,
    context: ssl.SSLContext | None = None,
    changes: Changes = RECORD,
) -> tuple[Finding, ...]:
    async def go() -> tuple[Finding, ...]:
        shown = context or AUTHORITY.server_context(HOST)
        async with serve_https(shown, answer) as port:
            question = DnsQuestion(
                domain=DomainName.parse("contoso.test"),
                cloud=cloud,
                resolver=DnsPythonResolver((server.host,), server.port),
                catalogue=CATALOGUE,
                tls=AUTHORITY.client_context(),
                https_port=port,
            )
            return (await check_mta_sts(question)).findings

    with ZoneServer(change(changes)) as server:
        dns = msgspec.structs.replace(CLOUD.dns, resolver=server.host)
        cloud = msgspec.structs.replace(CLOUD, dns=dns)
        return asyncio.run(go())


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("enforce", "dns.mta_sts.ok"),
        ("testing", "dns.mta_sts.testing"),
        ("none", "dns.mta_sts.off"),
    ],
)
def test_policy_is_fetched_and_read(mode: str, code: str) -> None:
    assert [finding.code for finding in check(policy(mode))] == [code]


@pytest.mark.parametrize(
    ("mode", "severity"), [("enforce", Severity.ERROR), ("testing", Severity.WARNING)]
)
def test_policy_without_the_mail_host_is_named(mode: str, severity: Severity) -> None:
    found = check(policy(mode, "*.mx.microsoft.test"))[-1]
    assert (found.code, found.severity) == ("dns.mta_sts.mx_not_covered", severity)
    assert found.values["hosts"] == "contoso-test.mail.protection.outlook.test"


@pytest.mark.parametrize(
    "answer",
    [
        {PATH: (404, "")},
        {PATH: (200, "<html>hello</html>")},
        {PATH: (302, "")},
        lambda _: page(200, "x" * 100_000),
        lambda _: b"SSH-2.0-OpenSSH\r\n\r\n",
    ],
    ids=["missing", "html", "redirect", "endless", "not http"],
)
def test_policy_that_cannot_be_used_is_named(
    answer: Callable[[str], bytes | None] | Answers,
) -> None:
    assert [finding.code for finding in check(answer)] == ["dns.mta_sts.bad_policy"]


def test_policy_behind_a_certificate_of_another_name_is_named() -> None:
    context = AUTHORITY.server_context("www.contoso.test")
    assert [finding.code for finding in check(policy(), context=context)] == [
        "dns.mta_sts.certificate"
    ]


def test_policy_host_without_an_address_is_untold() -> None:
    found = check(policy(), changes={"_mta-sts.contoso.test": txt("v=STSv1; id=1")})[0]
    assert (found.code, found.state) == ("dns.mta_sts.policy_untold", State.UNTOLD)
