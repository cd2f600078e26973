"""What the DNS checks say together, and when DNS itself is in trouble."""

from __future__ import annotations

import asyncio
import socket

import msgspec
import pytest

from app.domain.address import DomainName
from app.domain.check import CheckEvent, CheckFinished, CheckRun, CheckSkipped
from app.domain.finding import Severity, State
from app.probe.dns.checks import DnsQuestion, dns_checks
from app.probe.dns.resolver import DnsPythonResolver
from app.probe.plan import run_plan
from tests.probe.dns_bench import (
    APEX,
    CATALOGUE,
    CLOUD,
    Changes,
    codes,
    good_zones,
    run_checks,
    txt,
)
from tests.zone_server import Faults, ZoneServer

DMARC = "_dmarc.contoso.test"


def test_all_is_well_and_says_so() -> None:
    run = run_checks()
    assert {finding.severity for finding in run.findings} <= {Severity.OK, Severity.INFO}
    assert {
        *("dns.resolver.ok", "dns.mx.microsoft", "dns.spf.ok", "dns.spf.relay_passes"),
        *("dns.dkim.ok", "dns.dmarc.ok", "dns.mta_sts.absent", "dns.tls_rpt.ok"),
        *("dns.dnssec.unsigned", "dns.dane.absent", "dns.autodiscover.ok", "dns.reverse.ok"),
        *("dns.hijack.none", "dns.servers.agree"),
    } == codes(run)


OTHER_CASES: list[tuple[Changes, str]] = [
    ({"_smtp._tls.contoso.test": None}, "dns.tls_rpt.absent"),
    ({"_smtp._tls.contoso.test": txt("v=TLSRPTv1; rua=x")}, "dns.tls_rpt.bad_record"),
    ({"_mta-sts.contoso.test": txt("v=STSv1; id=1", "v=STSv1; id=2")}, "dns.mta_sts.two_records"),
    ({"_mta-sts.contoso.test": txt("v=STSv1; id=2026-11-23")}, "dns.mta_sts.bad_record"),
    ({"_mta-sts.contoso.test": txt("v=STSv1; id=1")}, "dns.mta_sts.record"),
    ({"autodiscover.contoso.test": None}, "dns.autodiscover.absent"),
    (
        {"autodiscover.contoso.test": {"CNAME": ["mail.contoso.test."]}},
        "dns.autodiscover.elsewhere",
    ),
    ({"autodiscover.contoso.test": {"CNAME": [], "A": ["192.0.2.9"]}}, "dns.autodiscover.address"),
    ({"10.113.0.203.in-addr.arpa": None}, "dns.reverse.absent"),
    ({"office.contoso.test": {"A": ["192.0.2.7"]}}, "dns.reverse.unconfirmed"),
    ({"*.contoso.test": {}, APEX: {"DS": ["1 13 2 " + "ab" * 32]}}, "dns.dnssec.not_validated"),
    (
        {"_25._tcp.contoso-test.mail.protection.outlook.test": {"TLSA": ["3 1 1 " + "ab" * 32]}},
        "dns.dane.not_signed",
    ),
]


@pytest.mark.parametrize(("changes", "code"), OTHER_CASES, ids=lambda value: str(value)[:40])
def test_other_records(changes: Changes, code: str) -> None:
    assert code in codes(run_checks(changes))


def test_dnssec_verified_answers_are_in_order() -> None:
    tlsa = "_25._tcp.contoso-test.mail.protection.outlook.test"
    run = run_checks(
        {tlsa: {"TLSA": ["3 1 1 " + "ab" * 32]}}, faults=Faults(authenticated={APEX, tlsa})
    )
    assert {"dns.dnssec.ok", "dns.dane.ok"} <= codes(run)


def test_dnssec_broken_signatures_are_named_with_the_reason() -> None:
    run = run_checks(faults=Faults(servfail={APEX: (9, "no DNSKEY matches the DS")}))
    found = next(one for one in run.findings if one.code == "dns.dnssec.bogus")
    assert "no DNSKEY matches the DS" in found.evidence


def test_relay_address_that_nobody_else_sees_is_refused() -> None:
    public = msgspec.structs.replace(CLOUD, is_private=False)
    run = run_checks(cloud=public, relay_ips=("192.168.1.20",))
    assert "dns.relay_ip.private" in codes(run)


def test_relay_address_of_version_6_is_refused() -> None:
    assert "dns.relay_ip.version_6" in codes(run_checks(relay_ips=("2001:db8::10",)))


REASONS = [
    (Faults(silent={DMARC}), "dns.lookup.timed_out"),
    (Faults(servfail={DMARC: (0, "")}), "dns.lookup.server_failed"),
    (Faults(refused={DMARC}), "dns.lookup.refused"),
    (Faults(garbled={DMARC}), "dns.lookup.malformed"),
    (Faults(truncated={DMARC}, no_tcp=True), "dns.lookup.truncated"),
]


@pytest.mark.parametrize(("faults", "code"), REASONS, ids=lambda value: str(value)[-30:])
def test_record_that_cannot_be_read_is_never_called_missing(faults: Faults, code: str) -> None:
    run = run_checks(faults=faults, deadline_s=1.0)
    assert code in codes(run)
    assert "dns.dmarc.absent" not in codes(run)
    found = next(one for one in run.findings if one.code == code)
    assert found.state is State.UNTOLD


def test_alias_loop_is_named() -> None:
    run = run_checks({DMARC: {"TXT": [], "CNAME": ["a.test."]}, "a.test": {"CNAME": [DMARC + "."]}})
    assert "dns.lookup.alias_loop" in codes(run)


def test_alias_chain_beyond_the_cap_is_named() -> None:
    chain: dict[str, dict[str, list[str]] | None] = {
        f"c{n}.test": {"CNAME": [f"c{n + 1}.test."]} for n in range(20)
    }
    run = run_checks({DMARC: {"TXT": [], "CNAME": ["c0.test."]}, **chain})
    assert "dns.lookup.alias_too_long" in codes(run)


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (Faults(silent={"*"}), "dns.resolver.dead"),
        (Faults(refused={"*"}), "dns.resolver.refuses"),
    ],
    ids=["dead", "refuses"],
)
def test_resolver_that_gives_nothing_is_one_verdict(faults: Faults, code: str) -> None:
    events: list[CheckEvent] = []
    run = run_checks(faults=faults, events=events)
    assert [finding.code for finding in run.findings] == [code]
    assert run.findings[0].state is State.UNTOLD
    skipped = [event for event in events if isinstance(event, CheckSkipped)]
    assert len(skipped) >= 10
    assert sum(isinstance(event, CheckFinished) for event in events) == 1


def test_domain_that_does_not_exist_is_one_verdict() -> None:
    run = run_checks(dict.fromkeys(name for name in good_zones() if name.endswith(APEX)))
    assert [finding.code for finding in run.findings] == ["dns.domain.absent"]


def test_captive_portal_is_noticed() -> None:
    run = run_checks(faults=Faults(ad_page="203.0.113.99"), compare_servers=False)
    assert "dns.hijack.answers_everything" in codes(run)


def test_split_horizon_shows_both_answers() -> None:
    outside = {
        APEX: {"MX": ["0 elsewhere.test."], "TXT": ["v=spf1 -all"], "NS": ["ns1.contoso.test."]}
    }
    with ZoneServer(outside) as own:
        run = run_checks(own_server=own)
    found = next(one for one in run.findings if one.code == "dns.servers.differ")
    assert "elsewhere.test" in found.evidence
    assert "contoso-test.mail.protection.outlook.test" in found.evidence


def test_own_servers_that_do_not_answer_are_only_mentioned() -> None:
    with ZoneServer({}, Faults(silent={"*"})) as own:
        run = run_checks(own_server=own)
    assert "dns.servers.untold" in codes(run)


def test_private_cloud_is_not_compared_with_servers_outside() -> None:
    dns = msgspec.structs.replace(CLOUD.dns, resolver="127.0.0.1")
    run = run_checks(cloud=msgspec.structs.replace(CLOUD, dns=dns))
    assert not any(code.startswith("dns.servers") for code in codes(run))


def test_cancelled_run_leaves_no_question_behind() -> None:
    async def go() -> None:
        question = DnsQuestion(
            domain=DomainName.parse("contoso.test"),
            cloud=CLOUD,
            resolver=DnsPythonResolver((server.host,), server.port),
            catalogue=CATALOGUE,
        )
        task = asyncio.create_task(run_plan(dns_checks(question), lambda _: None))
        for _ in range(5):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        for _ in range(5):
            await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with ZoneServer({}, Faults(silent={"*"})) as server:
        asyncio.run(go())


def ask_dead(*nameservers: str, port: int = 9) -> CheckRun:
    question = DnsQuestion(
        domain=DomainName.parse("contoso.test"),
        cloud=CLOUD,
        resolver=DnsPythonResolver(nameservers, port),
        catalogue=CATALOGUE,
    )
    return asyncio.run(run_plan(dns_checks(question), lambda _: None))


def test_resolver_where_nobody_listens_is_told_from_a_silent_one() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert codes(ask_dead("127.0.0.1", port=port)) == {"dns.resolver.unreachable"}


def test_servers_of_the_zone_that_contradict_each_other_are_named() -> None:
    records = {"MX": ["0 elsewhere.test."], "TXT": ["v=spf1 -all"]}
    apex = {"NS": ["ns1.contoso.test.", "ns2.contoso.test."]}
    with (
        ZoneServer({APEX: {**records, **apex}}) as first,
        ZoneServer({APEX: {"MX": ["0 older.test."]}}, host="127.0.0.2", port=first.port),
    ):
        run = run_checks({APEX: apex, "ns2.contoso.test": {"A": ["127.0.0.2"]}}, own_server=first)
    found = next(one for one in run.findings if one.code == "dns.servers.disagree")
    assert "older.test" in found.evidence


def test_autodiscover_of_a_cloud_without_a_known_target_is_not_judged() -> None:
    dns = msgspec.structs.replace(CLOUD.dns, autodiscover="")
    run = run_checks(cloud=msgspec.structs.replace(CLOUD, dns=dns))
    assert "dns.autodiscover.not_compared" in codes(run)


def test_check_that_runs_out_of_time_says_which() -> None:
    question = DnsQuestion(
        domain=DomainName.parse("contoso.test"),
        cloud=CLOUD,
        resolver=DnsPythonResolver(("127.0.0.1",)),
        catalogue=CATALOGUE,
    )
    late = dns_checks(question)[1].late(15.0)
    assert (late.code, late.state) == ("dns.late", State.UNTOLD)
    assert "MX" in late.values["what"]
    assert late.values["seconds"] == "15"
