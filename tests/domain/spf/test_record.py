from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records.tags import RecordError
from app.domain.spf.macro import (
    MacroValues,
    expand,
    expand_domain,
    parse_domain_spec,
    parse_macro_string,
)
from app.domain.spf.record import Mechanism, Qualifier, is_askable, parse_spf, select_spf

VALUES = MacroValues(
    sender="strong-bad@email.example.com",
    domain="email.example.com",
    ip=ip_address("192.0.2.3"),
    helo="mail.example.com",
)
VALUES6 = MacroValues(
    sender="strong-bad@email.example.com",
    domain="email.example.com",
    ip=ip_address("2001:db8::cb01"),
    helo="mail.example.com",
)
_PIECES = st.sampled_from(
    [
        *["v=spf1", " ", "  ", "a", "mx", "ptr", "all", "include:", "exists:", "ip4:", "ip6:"],
        *["redirect=", "exp=", "moo=", "192.0.2.0", "2001:db8::", "/24", "//64", "/", ":", "."],
        *[
            "%{",
            "d",
            "r",
            "2",
            "}",
            "%%",
            "%_",
            "%",
            "example",
            "com",
            "-",
            "~",
            "?",
            "+",
            "ä",
            "\0",
        ],
    ]
)


@pytest.mark.parametrize(
    ("macro", "text"),
    [
        # The table of RFC 7208, section 7.4.
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        (
            "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
            "bad.strong.lp.3.2.0.192.in-addr._spf.example.com",
        ),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ("a%%b%_c%-d", "a%b c%20d"),
        ("%{d0000000000000000000000000000000000000000002}", "example.com"),
        ("%{d99999999999999999999}", "email.example.com"),
        ("%{S}", "strong-bad%40email.example.com"),
    ],
)
def test_expand_gives_what_the_standard_says(macro: str, text: str) -> None:
    assert expand(parse_macro_string(macro), VALUES) == text


def test_expand_ipv6_gives_nibbles() -> None:
    text = expand(parse_macro_string("%{ir}.%{v}._spf.%{d2}"), VALUES6)
    assert text == (
        "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com"
    )


def test_expand_domain_too_long_loses_labels_on_the_left() -> None:
    name = expand_domain(parse_domain_spec("%{l}." + "x" * 60 + ".example.com"), _long_sender())
    assert len(name) <= 253
    assert name.endswith("x.example.com")
    assert is_askable(name)


def _long_sender() -> MacroValues:
    return MacroValues(
        sender=".".join(["a" * 50] * 6) + "@example.com",
        domain="example.com",
        ip=ip_address("192.0.2.3"),
        helo="h.example.com",
    )


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["v=spf1"], 1),
        (["v=spf1 -all", "V=SPF1 ~all"], 2),
        ([" v=spf1 -all", "v=spf10 -all", "v=spf1\t-all", "spf2.0/pra", "x v=spf1 -all"], 0),
    ],
)
def test_select_takes_only_what_a_receiver_takes(texts: list[str], count: int) -> None:
    assert len(select_spf(texts)) == count


def test_parse_reads_every_mechanism() -> None:
    record = parse_spf(
        "v=spf1 a mx/24//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 ptr include:spf.example.com "
        "exists:%{i}.example.com ~all redirect=x.example.com exp=why.example.com moo=%{d}"
    )
    assert [item.mechanism.value for item in record.directives] == [
        *["a", "mx", "ip4", "ip6", "ptr", "include", "exists", "all"]
    ]
    assert (record.directives[1].prefix4, record.directives[1].prefix6) == (24, 64)
    assert record.directives[-1].qualifier is Qualifier.TILDE
    assert record.has_all


def test_reachable_ends_with_all() -> None:
    record = parse_spf("v=spf1 a -all include:x.example.com")
    assert [item.mechanism for item in record.reachable] == [Mechanism.A, Mechanism.ALL]


@pytest.mark.parametrize(
    "text",
    [
        *["v=spf1 all:x", "v=spf1 include", "v=spf1 include:", "v=spf1 a:", "v=spf1 a:museum"],
        *["v=spf1 ip4:192.0.2", "v=spf1 ip4:192.0.2.0/33", "v=spf1 ip4:192.0.2.0/024"],
        *[
            "v=spf1 ip4",
            "v=spf1 ip6:192.0.2.1",
            "v=spf1 ip6:fe80::1%eth0",
            "v=spf1 mx/",
            "v=spf1 a//129",
        ],
        *["v=spf1 redirect=a.example.com redirect=b.example.com", "v=spf1 exp="],
        *[
            "v=spf1 a:%{x}.example.com",
            "v=spf1 a:%{d0}.com",
            "v=spf1 a:%(d).com",
            "v=spf1 exists:%{c}.com",
        ],
        *[
            "v=spf1 foo",
            "v=spf1 -",
            "v=spf1 a\tmx",
            "v=spf1 a:exämple.com",
            "v=spf1 ip4:\u0661.1.1.1",
        ],
        *["v=spf1 include:x.com,include:y.com.1", "v=spf1 a:example.com.-"],
    ],
)
def test_parse_refuses_what_the_grammar_refuses(text: str) -> None:
    with pytest.raises(RecordError):
        parse_spf(text)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=40).map("".join)))
def test_parse_raises_nothing_but_its_own_error(text: str) -> None:
    for candidate in (text, "v=spf1 " + text):
        with suppress(RecordError):
            for directive in parse_spf(candidate).directives:
                if directive.domain is not None:
                    expand_domain(directive.domain, VALUES)


@pytest.mark.parametrize(
    "piece", ["%{d", "/1", "a/", "%", ":", "-", "%{d1r-}", "ip4:1 ", "a=", "//1", "0", "."]
)
def test_parse_long_hostile_records_ends(piece: str) -> None:
    with suppress(RecordError):
        parse_spf("v=spf1 a:" + piece * 20_000)


@given(st.text(max_size=300))
def test_is_askable_answers_for_every_text(name: str) -> None:
    assert is_askable(name) in (True, False)
