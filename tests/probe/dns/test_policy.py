"""What the DKIM and DMARC checks say, each fault by a code of its own."""

from __future__ import annotations

import pytest

from tests.probe.dns_bench import RELAY_IP, Changes, codes, key, run_checks, target, txt
from tests.wording import in_words

SPF = "spf.protection.outlook.test"
ONE = "selector1._domainkey.contoso.test"
TWO = "selector2._domainkey.contoso.test"
DMARC = "_dmarc.contoso.test"
SHORT_KEY = (
    "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJZywkfLfeuV5L6d16g1bzeJznFuGeOh7eQBmaWu"
    "Of7LqL8AwOv8s6mzruShFxHiIWVkibU39nW/AuBwTF23f0MCAwEAAQ=="
)


DKIM_CASES: list[tuple[Changes, str]] = [
    ({ONE: None, TWO: None}, "dns.dkim.not_set_up"),
    ({TWO: None}, "dns.dkim.one_missing_known"),
    (
        {ONE: {"CNAME": ["k.other.test."]}, "k.other.test": txt(key()), TWO: None},
        "dns.dkim.one_missing",
    ),
    ({target("selector1"): None}, "dns.dkim.target_gone"),
    ({ONE: {"CNAME": [], "TXT": ["hello"]}}, "dns.dkim.one_missing_known"),
    ({ONE: {"CNAME": [], "TXT": [key()]}}, "dns.dkim.no_alias"),
    ({ONE: {"CNAME": ["k.other.test."]}, "k.other.test": txt(key())}, "dns.dkim.foreign_alias"),
    ({ONE: {"CNAME": [target("selector2") + "."]}}, "dns.dkim.crossed"),
    ({target("selector1"): txt("v=DKIM1; k=rsa; p=")}, "dns.dkim.revoked"),
    ({target("selector1"): txt("v=DKIM1; k=rsa; p=%%%")}, "dns.dkim.bad_key"),
    ({target("selector1"): txt(key(), key(1024))}, "dns.dkim.two_keys"),
    ({target("selector1"): txt(key(1024))}, "dns.dkim.weak_key"),
    ({target("selector1"): txt(SHORT_KEY)}, "dns.dkim.too_short"),
    ({target("selector1"): txt(key() + "; s=other")}, "dns.dkim.not_for_mail"),
    ({target("selector1"): txt("v=DKIM1; k=ml-dsa; p=AAAA")}, "dns.dkim.unknown_type"),
    ({target("selector1"): txt(key() + "; t=y")}, "dns.dkim.testing"),
]


@pytest.mark.parametrize(("changes", "code"), DKIM_CASES, ids=lambda value: str(value)[:40])
def test_dkim(changes: Changes, code: str) -> None:
    assert code in codes(run_checks(changes))


def test_dkim_other_selector_is_derived_only_from_one_that_is_there() -> None:
    run = run_checks({TWO: None})
    found = next(one for one in run.findings if one.code == "dns.dkim.one_missing_known")
    assert found.values["target"] == target("selector2")
    nothing = run_checks({ONE: None, TWO: None})
    found = next(one for one in nothing.findings if one.code == "dns.dkim.not_set_up")
    assert not any("onmicrosoft" in step for step in in_words(found).fix)


def test_dkim_new_target_form_is_in_order() -> None:
    hosts = {
        n: f"selector{n}-contoso-test._domainkey.contoso.a-v1.dkim.mail.microsoft.test"
        for n in (1, 2)
    }
    run = run_checks(
        {
            ONE: {"CNAME": [hosts[1] + "."]},
            TWO: {"CNAME": [hosts[2] + "."]},
            hosts[1]: txt(key()),
            hosts[2]: txt(key()),
        }
    )
    assert "dns.dkim.ok" in codes(run)


DMARC_CASES: list[tuple[Changes, str]] = [
    ({DMARC: None}, "dns.dmarc.absent"),
    ({DMARC: txt("v=DMARC1; p=none", "v=DMARC1; p=reject")}, "dns.dmarc.two_records"),
    ({DMARC: txt("v=DMARC1; p=none; rua=mailto:a@contoso.test")}, "dns.dmarc.monitoring"),
    ({DMARC: txt("v=DMARC1; p=quarantine; t=y; rua=mailto:a@contoso.test")}, "dns.dmarc.testing"),
    ({DMARC: txt("v=DMARC1; p=block")}, "dns.dmarc.ignored"),
    ({DMARC: txt("v=DMARC1; p=block; rua=mailto:a@contoso.test")}, "dns.dmarc.bad_policy"),
    ({DMARC: txt("v=DMARC1; rua=mailto:a@contoso.test")}, "dns.dmarc.no_policy"),
    (
        {DMARC: txt("v=DMARC1; sp=none; p=reject; rua=mailto:a@contoso.test")},
        "dns.dmarc.older_readers",
    ),
    ({DMARC: txt("v=DMARC1; p=reject; x=1; rua=mailto:a@contoso.test")}, "dns.dmarc.unknown_tags"),
    (
        {DMARC: txt("v=DMARC1; p=reject; pct=50; rua=mailto:a@contoso.test")},
        "dns.dmarc.removed_tags",
    ),
    ({DMARC: txt("v=DMARC1; p=reject; junk; rua=mailto:a@contoso.test")}, "dns.dmarc.broken_parts"),
    ({DMARC: txt("v=DMARC1; p=reject; rua=a@contoso.test")}, "dns.dmarc.bad_address"),
    ({DMARC: txt("v=DMARC1; p=reject")}, "dns.dmarc.no_reports"),
    (
        {DMARC: txt("v=DMARC1; p=reject; rua=mailto:a@reports.example")},
        "dns.dmarc.reports_not_allowed",
    ),
]


@pytest.mark.parametrize(("changes", "code"), DMARC_CASES, ids=lambda value: str(value)[:40])
def test_dmarc(changes: Changes, code: str) -> None:
    assert code in codes(run_checks(changes))


def test_dmarc_reports_elsewhere_are_fine_with_permission() -> None:
    run = run_checks(
        {
            DMARC: txt("v=DMARC1; p=reject; rua=mailto:a@reports.example"),
            "contoso.test._report._dmarc.reports.example": txt("v=DMARC1"),
        }
    )
    assert "dns.dmarc.reports_not_allowed" not in codes(run)


def test_dmarc_of_the_domain_above_speaks_for_a_subdomain() -> None:
    changes: Changes = {"scan.contoso.test": txt(f"v=spf1 ip4:{RELAY_IP} include:{SPF} -all")}
    run = run_checks(changes, from_domain="scan.contoso.test")
    assert {"dns.dmarc.inherited", "dns.spf.ok"} <= codes(run)


def test_dmarc_of_a_public_suffix_speaks_where_nothing_else_does() -> None:
    run = run_checks(
        {DMARC: None, "_dmarc.test": txt("v=DMARC1; p=reject; psd=y; rua=mailto:a@b.test")}
    )
    assert {"dns.dmarc.inherited", "dns.dmarc.found_elsewhere"} <= codes(run)
    found = next(one for one in run.findings if one.code == "dns.dmarc.found_elsewhere")
    assert found.values == {"place": "test", "registered": "contoso.test"}


def test_dmarc_strict_alignment_is_named_for_another_from() -> None:
    changes: Changes = {DMARC: txt("v=DMARC1; p=reject; adkim=s; rua=mailto:a@contoso.test")}
    run = run_checks(changes, from_domain="scan.contoso.test")
    assert "dns.dmarc.strict_alignment" in codes(run)


def test_dkim_of_the_initial_domain_is_looked_for_at_its_own_names() -> None:
    domain = "contoso.onmicrosoft.test"
    name = f"selector2-contoso-onmicrosoft-test._domainkey.{domain}"
    for changes, code in (
        ({name: txt(key())}, "dns.dkim.initial_domain"),
        ({domain: txt("v=spf1 -all")}, "dns.dkim.initial_untold"),
    ):
        assert code in codes(run_checks(changes, from_domain=domain))


def test_dmarc_behind_twelve_aliases_is_read_and_the_chain_is_said() -> None:
    chain: dict[str, dict[str, list[str]] | None] = {
        f"c{n}.test": {"CNAME": [f"c{n + 1}.test."]} for n in range(11)
    }
    end = txt("v=DMARC1; p=reject; rua=mailto:a@contoso.test")
    first = {"TXT": [], "CNAME": ["c0.test."]}
    run = run_checks({DMARC: first, **chain, "c11.test": end})
    assert {"dns.dmarc.ok", "dns.lookup.long_chain"} <= codes(run)


@pytest.mark.parametrize(
    "records", [{"CNAME": ["web.host.test."]}, {"CNAME": [], "TXT": ["v=spf1 -all"]}]
)
def test_dkim_behind_a_wildcard_is_not_set_up(records: dict[str, list[str]]) -> None:
    found = codes(run_checks({ONE: records, TWO: records}))
    assert {code for code in found if code.startswith("dns.dkim")} == {"dns.dkim.not_set_up"}
