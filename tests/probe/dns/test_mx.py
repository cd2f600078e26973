"""What the MX check says, each fault by a code of its own."""

from __future__ import annotations

import pytest

from app.domain.finding import Severity
from app.domain.path import SendingPath
from tests.probe.dns_bench import APEX, CATALOGUE, Changes, codes, run_checks

MX_CASES: list[tuple[Changes, str]] = [
    ({APEX: {"MX": []}}, "dns.mx.absent"),
    ({APEX: {"MX": ["0 ."]}}, "dns.mx.null"),
    ({APEX: {"MX": ["10 192.0.2.1."]}}, "dns.mx.ip_address"),
    (
        {
            APEX: {"MX": ["10 alias.contoso.test."]},
            "alias.contoso.test": {"CNAME": ["ns1.contoso.test."]},
        },
        "dns.mx.alias",
    ),
    ({APEX: {"MX": ["10 gone.contoso.test."]}}, "dns.mx.host_gone"),
    ({APEX: {"MX": [f"{n} ns1.contoso.test." for n in range(20)]}}, "dns.mx.too_many"),
    (
        {APEX: {"MX": ["0 ns1.contoso.test.", "5 contoso-test.mail.protection.outlook.test."]}},
        "dns.mx.microsoft_not_first",
    ),
    (
        {APEX: {"MX": ["0 contoso-test.mail.protection.outlook.test.", "9 ns1.contoso.test."]}},
        "dns.mx.microsoft_and_others",
    ),
    ({APEX: {"MX": ["0 eu-1.mimecast.com."]}}, "dns.mx.filter"),
    ({APEX: {"MX": ["0 ns1.contoso.test."]}}, "dns.mx.elsewhere"),
    ({APEX: {"MX": ["0 mail.messaging.microsoft.com."]}}, "dns.mx.retired"),
    ({APEX: {"MX": ["0 x.olc.protection.outlook.com."]}}, "dns.mx.consumer"),
]


@pytest.mark.parametrize(("changes", "code"), MX_CASES, ids=lambda value: str(value)[:40])
def test_mx(changes: Changes, code: str) -> None:
    assert code in codes(run_checks(changes))


def test_mx_new_form_is_microsoft() -> None:
    host = "contoso-test.e-v1.mx.microsoft.test"
    run = run_checks({APEX: {"MX": [f"0 {host}."]}, host: {"A": ["192.0.2.25"]}})
    assert "dns.mx.microsoft" in codes(run)


def test_mx_elsewhere_matters_more_to_a_path_that_connects_there() -> None:
    changes: Changes = {APEX: {"MX": ["0 ns1.contoso.test."]}}
    for path, severity in (
        (SendingPath.RELAY_IP, Severity.ERROR),
        (SendingPath.SMTP_AUTH_OAUTH, Severity.WARNING),
    ):
        run = run_checks(changes, path=path)
        found = next(one for one in run.findings if one.code == "dns.mx.elsewhere")
        assert found.severity is severity


def test_mx_of_another_cloud_is_named() -> None:
    worldwide = CATALOGUE.clouds["worldwide"]
    host = f"contoso-test{worldwide.relay.mx_suffixes[0]}"
    run = run_checks({APEX: {"MX": [f"0 {host}."]}}, clouds=[worldwide])
    found = next(one for one in run.findings if one.code == "dns.mx.other_cloud")
    assert found.values["operator"] == worldwide.name


def test_mx_of_a_domain_that_is_an_alias_is_named() -> None:
    records = {"MX": ["0 contoso-test.mail.protection.outlook.test."]}
    alias = {"MX": [], "TXT": [], "NS": [], "CNAME": ["other.test."]}
    assert "dns.mx.domain_alias" in codes(run_checks({APEX: alias, "other.test": records}))
