"""What the SPF checks say, each fault by a code of its own."""

from __future__ import annotations

import pytest

from app.domain.path import SendingPath
from tests.probe.dns_bench import APEX, CATALOGUE, RELAY_IP, Changes, codes, run_checks, txt
from tests.wording import in_words
from tests.zone_server import Faults

SPF = "spf.protection.outlook.test"


def spf(record: str) -> Changes:
    return {APEX: txt(record)}


LOOKUPS = " ".join(f"exists:e{n}.contoso.test" for n in range(12))
VOIDS = " ".join(f"a:v{n}.contoso.test" for n in range(3))
MANY_MX = {"MX": [f"{n} m{n}.contoso.test." for n in range(11)]}
SPF_CASES: list[tuple[Changes, str]] = [
    ({APEX: {"TXT": []}}, "dns.spf.absent"),
    (spf(" v=spf1 -all"), "dns.spf.lookalike"),
    ({APEX: txt(f"v=spf1 include:{SPF} -all", " v=spf1 -all")}, "dns.spf.lookalike_beside"),
    ({APEX: {"TXT": [], "SPF": ['"v=spf1 -all"']}}, "dns.spf.type_99_only"),
    ({APEX: txt("v=spf1 -all", f"v=spf1 include:{SPF} ~all")}, "dns.spf.two_records"),
    (spf("v=spf1 ipv4:192.0.2.1 -all"), "dns.spf.syntax"),
    (spf("v=spf1 a:grüße.test -all"), "dns.spf.syntax"),
    (spf(f"v=spf1 include:{SPF} {LOOKUPS} -all"), "dns.spf.too_many_lookups"),
    (spf(f"v=spf1 include:{SPF} {VOIDS} -all"), "dns.spf.too_many_voids"),
    (spf(f"v=spf1 include:{SPF} a:v1.contoso.test -all"), "dns.spf.void"),
    (
        {
            APEX: txt(f"v=spf1 include:{SPF} mx:many.contoso.test -all"),
            "many.contoso.test": MANY_MX,
        },
        "dns.spf.too_many_mx",
    ),
    (spf("v=spf1 include:nothing.contoso.test -all"), "dns.spf.include_without_record"),
    (
        {APEX: txt("v=spf1 include:x.test -all"), "x.test": txt("v=spf1", "v=spf1 -all")},
        "dns.spf.include_two_records",
    ),
    (
        {APEX: txt("v=spf1 include:x.test -all"), "x.test": txt("v=spf1 bad")},
        "dns.spf.include_syntax",
    ),
    (
        {APEX: txt("v=spf1 include:x.test -all"), "x.test": txt("v=spf1 include:contoso.test")},
        "dns.spf.loop",
    ),
    (spf("v=spf1 include:contoso.test -all"), "dns.spf.loop"),
    (spf("v=spf1 mx -all"), "dns.spf.cloud_missing"),
    (spf("v=spf1 ip4:198.51.100.0/24 -all"), "dns.spf.flattened"),
    (spf(f"v=spf1 include:{SPF} ptr -all"), "dns.spf.ptr"),
    (spf(f"v=spf1 include:{SPF}"), "dns.spf.no_all"),
    (spf(f"v=spf1 include:{SPF} ?all"), "dns.spf.all_neutral"),
    (spf(f"v=spf1 include:{SPF} all"), "dns.spf.all_pass"),
    (spf(f"v=spf1 include:{SPF} -all"), "dns.spf.relay_fails"),
]


@pytest.mark.parametrize(("changes", "code"), SPF_CASES, ids=lambda value: str(value)[:40])
def test_spf(changes: Changes, code: str) -> None:
    assert code in codes(run_checks(changes))


def test_spf_upper_case_counts_and_a_split_word_is_joined() -> None:
    run = run_checks(spf(f"V=SPF1 ip4:{RELAY_IP} inc|lude:{SPF} -ALL"))
    assert {"dns.spf.ok", "dns.spf.relay_passes"} <= codes(run)


def test_spf_other_cloud_is_named() -> None:
    worldwide = CATALOGUE.clouds["worldwide"]
    run = run_checks(
        {
            **spf(f"v=spf1 include:{worldwide.dns.spf_include} -all"),
            worldwide.dns.spf_include: txt("v=spf1 -all"),
        },
        clouds=[worldwide],
    )
    assert "dns.spf.other_cloud" in codes(run)


def test_spf_fix_shows_the_record_before_and_after() -> None:
    run = run_checks(spf("v=spf1 a:ns1.contoso.test ~all"))
    found = next(one for one in run.findings if one.code == "dns.spf.cloud_missing")
    assert found.values["before"] == "v=spf1 a:ns1.contoso.test ~all"
    after = f"v=spf1 ip4:{RELAY_IP} a:ns1.contoso.test include:{SPF} ~all"
    assert found.values["after"] == after
    fix = " ".join(in_words(found).fix)
    assert fix.index(found.values["before"]) < fix.index(after)


def test_spf_loop_shows_the_way_round() -> None:
    run = run_checks(
        {**spf("v=spf1 include:x.test -all"), "x.test": txt("v=spf1 include:contoso.test")}
    )
    found = next(one for one in run.findings if one.code == "dns.spf.loop")
    assert "contoso.test → x.test → contoso.test" in found.evidence


def test_spf_count_for_each_mechanism_stands_in_the_evidence() -> None:
    run = run_checks(spf(f"v=spf1 a:ns1.contoso.test mx include:{SPF} -all"))
    found = next(one for one in run.findings if one.code == "dns.spf.ok")
    assert "a 1, include 1, mx 1" in found.evidence


def test_spf_of_a_sign_in_path_does_not_ask_for_the_office() -> None:
    run = run_checks(spf("v=spf1 -all"), path=SendingPath.SMTP_AUTH_OAUTH, relay_ips=())
    found = next(one for one in run.findings if one.code == "dns.spf.cloud_missing")
    assert found.values["after"] == f"v=spf1 include:{SPF} -all"


def test_hostile_text_is_kept_raw_in_the_evidence_and_breaks_nothing() -> None:
    hostile = "v=spf1 exp=%{i}.x.test \x1b[31m<script>‮ {subject} {0} -all"
    run = run_checks(spf(hostile))
    found = next(one for one in run.findings if one.code == "dns.spf.syntax")
    assert hostile in found.evidence


def test_spf_include_that_cannot_be_read_is_untold() -> None:
    run = run_checks(
        spf(f"v=spf1 include:{SPF} include:slow.test -all"), faults=Faults(refused={"slow.test"})
    )
    assert {"dns.spf.include_untold", "dns.spf.relay_untold"} <= codes(run)


def test_spf_forest_is_opened_only_so_far() -> None:
    changes: dict[str, dict[str, list[str]] | None] = {
        APEX: txt(" ".join(["v=spf1", *(f"include:i{n}.test" for n in range(70)), "-all"])),
    }
    for number in range(70):
        changes[f"i{number}.test"] = txt("v=spf1 -all")
    assert {"dns.spf.too_many_records", "dns.spf.too_many_lookups"} <= codes(run_checks(changes))
