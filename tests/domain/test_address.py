"""Domains and addresses as people type and paste them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.address import DomainName, EmailAddress
from app.domain.errors import InputError
from tests.wording import in_words

LONG_LABEL = "a" * 64
LONGEST = ".".join(["a" * 63] * 3 + ["a" * 61])


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("contoso.com", "contoso.com"),
        ("CONTOSO.Com", "contoso.com"),
        ("  contoso.com\t\r\n", "contoso.com"),
        ("contoso.com.", "contoso.com"),
        ("contoso.com,", "contoso.com"),
        ("“contoso.com”", "contoso.com"),
        ("contoso.com:587", "contoso.com"),
        ("mail.contoso.co.uk", "mail.contoso.co.uk"),
        ("contoso.onmicrosoft.com", "contoso.onmicrosoft.com"),
        ("admin@contoso.com", "contoso.com"),
        ("@contoso.com", "contoso.com"),
        ("<admin@contoso.com>", "contoso.com"),
        ('"Ada, Ltd." <ada@contoso.com>', "contoso.com"),
        ("mailto:ada@contoso.com?subject=hello", "contoso.com"),
        ("MAILTO:ada@contoso.com", "contoso.com"),
        ("https://www.contoso.com/mail?x=1#top", "contoso.com"),
        ("www.contoso.com", "contoso.com"),
        ("www.com", "www.com"),
        ("WWW.contoso.com", "contoso.com"),
        ("//contoso.com/x", "contoso.com"),
        ("http://user:secret@contoso.com:8080/", "contoso.com"),
        ("contoso.com/path", "contoso.com"),
        ("contoso.com#top", "contoso.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        ("contoso。com", "contoso.com"),
        ("\uff43ontoso\uff0ecom", "contoso.com"),
        ("contoso.test", "contoso.test"),
        ("_dmarc.contoso.com", "_dmarc.contoso.com"),
        (LONGEST, LONGEST),
        (LONGEST + ".", LONGEST),
    ],
)
def test_domain_is_read_out_of_what_was_typed(typed: str, domain: str) -> None:
    assert DomainName.parse(typed).ascii == domain


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "input.domain.empty"),
        (" \t ", "input.domain.empty"),
        ("@", "input.domain.empty"),
        ("admin@", "input.domain.empty"),
        ("http://", "input.domain.empty"),
        ("https:///path", "input.domain.empty"),
        ("contoso", "input.domain.one_label"),
        ("localhost", "input.domain.one_label"),
        ("contoso.local", "input.domain.internal"),
        ("server.LAN", "input.domain.internal"),
        ("dc1.corp", "input.domain.internal"),
        ("192.168.1.1", "input.domain.is_address"),
        ("192.168.1.1:25", "input.domain.is_address"),
        ("http://192.168.1.1/", "input.domain.is_address"),
        ("[192.168.1.1]", "input.domain.is_address"),
        ("admin@[192.168.1.1]", "input.domain.is_address"),
        ("2001:db8::1", "input.domain.is_address"),
        ("[2001:db8::1]", "input.domain.is_address"),
        ("fe80::1%eth0", "input.domain.is_address"),
        ("contoso.123", "input.domain.bad_ending"),
        ("1.1.1.1.1", "input.domain.bad_ending"),
        ("0x7f.0x1", "input.domain.bad_ending"),
        ("contoso.com fabrikam.com", "input.domain.several"),
        ("contoso.com; fabrikam.com", "input.domain.several"),
        ("contoso,com", "input.domain.several"),
        ("con toso.com", "input.domain.several"),
        ("contoso..com", "input.domain.bad_character"),
        (".contoso.com", "input.domain.bad_character"),
        ("-contoso.com", "input.domain.bad_character"),
        ("contoso-.com", "input.domain.bad_character"),
        ("conto$o.com", "input.domain.bad_character"),
        ("contoso\\com.com", "input.domain.bad_character"),
        ("contoso\x00.com", "input.domain.bad_character"),
        ("contoso\ud800.com", "input.domain.bad_sign"),
        ("😀.com", "input.domain.bad_sign"),
        ("\u202emoc.osotnoc", "input.domain.bad_sign"),
        ("http://[::1", "input.domain.bad_character"),
        (f"{LONG_LABEL}.com", "input.domain.label_too_long"),
        ("a." * 129 + "com", "input.domain.too_long"),
        ("ü." * 129 + "com", "input.domain.too_long"),
        ("x" * 1_000_000, "input.domain.too_long"),
    ],
)
def test_domain_that_cannot_be_used_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        DomainName.parse(typed)
    assert caught.value.code == code
    said = in_words(caught.value)
    assert said.title
    assert len(said.title) <= 60
    assert said.cause.endswith(".")
    assert said.fix
    assert caught.value.evidence == typed[:300]


@given(st.text() | st.from_regex(r"\A[^\s]*[@.:/<>\[\]?#][^\s]*\Z"))
@example("http://[")
@example("\ud800.com")
@example("a@" * 50)
@example("\u0640\u200d.com")
@example("xn--a.com")
def test_domain_parse_raises_nothing_but_an_input_error(typed: str) -> None:
    try:
        domain = DomainName.parse(typed)
    except InputError:
        return
    assert DomainName.parse(domain.ascii) == domain
    assert domain.ascii == domain.ascii.lower()
    assert domain.ascii.isascii()
    assert len(domain.ascii) <= 253
    assert domain.display


@given(st.from_regex(r"\A[a-z0-9]{1,20}(-[a-z0-9]{1,20})?\.[a-z]{2,10}\Z"))
def test_domain_survives_every_disguise(host: str) -> None:
    if host.startswith("www.") or host.rpartition(".")[2] in ("local", "lan", "home", "corp"):
        return
    try:
        expected = DomainName.parse(host)
    except InputError:
        return  # an ending that exists inside offices only
    for disguise in (
        "{}.",
        " {} ",
        "a@{}",
        "<a@{}>",
        "https://{}/x",
        "mailto:a@{}",
        "{}:25",
        "{},",
    ):
        assert DomainName.parse(disguise.format(host)) == expected
    assert DomainName.parse(host.upper()) == expected


@pytest.mark.parametrize(
    ("ascii_form", "display"),
    [
        ("xn--bcher-kva.example", "bücher.example"),
        ("contoso.com", "contoso.com"),
        ("xn--zzzzzz.example", "xn--zzzzzz.example"),
        ("_dmarc.contoso.com", "_dmarc.contoso.com"),
    ],
)
def test_domain_display_is_what_a_person_reads(ascii_form: str, display: str) -> None:
    assert DomainName(ascii_form).display == display


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("scan@contoso.com", "scan@contoso.com"),
        (" Scan@CONTOSO.com ", "Scan@contoso.com"),
        ("<scan@contoso.com>", "scan@contoso.com"),
        ("Front Desk <scan@contoso.com>", "scan@contoso.com"),
        ('"Desk, Front" <scan@contoso.com>;', "scan@contoso.com"),
        ("mailto:scan@contoso.com?subject=a@b", "scan@contoso.com"),
        ("o'brien@contoso.com", "o'brien@contoso.com"),
        ("a.b+c@contoso.com", "a.b+c@contoso.com"),
        ("what?@contoso.com", "what?@contoso.com"),
        ("scan@contoso.com.", "scan@contoso.com"),
        ("scan@bücher.example", "scan@xn--bcher-kva.example"),
        ("scan@www.contoso.com", "scan@www.contoso.com"),
    ],
)
def test_address_is_read(typed: str, address: str) -> None:
    assert str(EmailAddress.parse(typed)) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "scan",
        "@contoso.com",
        "scan@",
        "scan@contoso",
        "scan@contoso.local",
        "scan@[192.168.1.1]",
        "scan@192.168.1.1",
        "scan@contoso.com/x",
        "scan@contoso.com:25",
        "a b@contoso.com",
        "a@b@contoso.com",
        ".a@contoso.com",
        "a.@contoso.com",
        "a..b@contoso.com",
        "a\r\nRCPT TO:<x>@contoso.com",
        "a\x00@contoso.com",
        '"quoted"@contoso.com',
        "münchen@contoso.com",
        f"{'a' * 65}@contoso.com",
        f"{'a' * 64}@{LONGEST}",
        "a@contoso.com, b@contoso.com",
        "a@contoso.com b@contoso.com",
        "a@contoso.com\nb@contoso.com",
    ],
)
def test_address_that_cannot_be_used_is_refused(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        EmailAddress.parse(typed)
    assert in_words(caught.value).fix
    assert caught.value.code.startswith("input.")


@given(st.text() | st.emails() | st.from_regex(r"\A.{0,10}@.{0,20}\Z"))
def test_address_parse_raises_nothing_but_an_input_error(typed: str) -> None:
    try:
        address = EmailAddress.parse(typed)
    except InputError:
        return
    text = str(address)
    assert EmailAddress.parse(text) == address
    assert text.isascii()
    assert text.isprintable()
    assert " " not in text
    assert len(text) <= 254
