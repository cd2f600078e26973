from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records.mta_sts import StsMode, StsPolicy, covers, parse_sts_id, parse_sts_policy
from app.domain.records.mx import KnownHosts, MxKind, is_ip_literal, parse_mx, place_hosts
from app.domain.records.tags import RecordError
from app.domain.records.tls_rpt import parse_tls_rpt, select_tls_rpt

KNOWN = (
    KnownHosts(
        kind=MxKind.MICROSOFT,
        name="Contoso cloud",
        suffixes=(".mail.protection.outlook.test", ".mx.microsoft.test"),
    ),
    KnownHosts(kind=MxKind.CONSUMER, name="Consumer", suffixes=(".olc.protection.outlook.test",)),
    KnownHosts(kind=MxKind.RETIRED, name="Old", suffixes=("mail.old.test", ".eo.outlook.test")),
    KnownHosts(kind=MxKind.FILTER, name="Sieve", suffixes=(".sieve.test",)),
)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ("0 contoso-com.mail.protection.outlook.test.", MxKind.MICROSOFT),
        ("0 contoso-com.e-v1.mx.microsoft.test.", MxKind.MICROSOFT),
        ("0 CONTOSO-COM.Mail.Protection.Outlook.TEST.", MxKind.MICROSOFT),
        ("0 mail.protection.outlook.test.", MxKind.OTHER),
        ("0 evilmail.protection.outlook.test.", MxKind.OTHER),
        ("5 x.olc.protection.outlook.test.", MxKind.CONSUMER),
        ("5 mail.old.test.", MxKind.RETIRED),
        ("5 eu.sieve.test.", MxKind.FILTER),
        ("0 .", MxKind.NULL),
        ("10 192.0.2.1.", MxKind.ADDRESS),
        ("10 [2001:db8::1].", MxKind.ADDRESS),
        ("10 mail.contoso.test.", MxKind.OTHER),
    ],
)
def test_place_hosts_knows_each_form(record: str, kind: MxKind) -> None:
    assert place_hosts(parse_mx([record]), KNOWN)[0].kind is kind


def test_parse_mx_puts_the_most_preferred_first() -> None:
    hosts = parse_mx(["20 b.test.", "5 c.test.", "20 a.test."])
    assert [mx.host for mx in hosts] == ["c.test", "a.test", "b.test"]


@pytest.mark.parametrize("record", ["", "10", "x a.test.", "-1 a.test.", "999999 a.test."])
def test_parse_mx_refuses_what_is_none(record: str) -> None:
    with pytest.raises(RecordError):
        parse_mx([record])


def test_is_ip_literal_does_not_take_names() -> None:
    assert not is_ip_literal("1and1.test")


def test_parse_sts_policy_reads_the_file() -> None:
    text = "version: STSv1\r\nmode: enforce\r\nmx: *.Mail.test\r\nmx: a.test.\r\nmax_age: 86400\r\n"
    assert parse_sts_policy(text) == StsPolicy(
        mode=StsMode.ENFORCE, max_age=86400, mx=("*.mail.test", "a.test")
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "version: STSv1\nmode: on\nmx: a\nmax_age: 1",
        "version: STSv1\nmode: enforce\nmax_age: 1",
        "version: STSv1\nmode: enforce\nmx: a.test\nmax_age: soon",
        "mode: enforce\nmx: a.test\nmax_age: 1",
    ],
)
def test_parse_sts_policy_refuses_what_is_none(text: str) -> None:
    with pytest.raises(RecordError):
        parse_sts_policy(text)


def test_covers_takes_a_star_for_one_label() -> None:
    policy = StsPolicy(mode=StsMode.ENFORCE, max_age=1, mx=("*.mail.test", "a.test"))
    assert covers(policy, "x.mail.test.")
    assert covers(policy, "A.test")
    assert not covers(policy, "y.x.mail.test")
    assert not covers(policy, "mail.test")


def test_parse_sts_id_wants_letters_and_digits() -> None:
    assert parse_sts_id("v=STSv1; id=20261123T1;") == "20261123T1"
    for text in ("v=STSv1; id=2026-11", "v=STSv1;", "id=1; v=STSv1"):
        with pytest.raises(RecordError):
            parse_sts_id(text)


def test_parse_tls_rpt_reads_addresses() -> None:
    text = "v=TLSRPTv1; rua=mailto:tls@contoso.test,https://reports.test/x"
    assert select_tls_rpt([text, "other"]) == (text,)
    assert parse_tls_rpt(text) == ("mailto:tls@contoso.test", "https://reports.test/x")
    for bad in ("v=TLSRPTv1;", "v=TLSRPTv1; rua=", "v=TLSRPTv1; rua=ftp://x"):
        with pytest.raises(RecordError):
            parse_tls_rpt(bad)


@given(st.text())
def test_parsers_raise_nothing_but_their_own_error(text: str) -> None:
    for parse in (parse_sts_policy, parse_sts_id, parse_tls_rpt):
        with suppress(RecordError):
            parse(text)
    with suppress(RecordError):
        parse_mx([text])
    is_ip_literal(text)
