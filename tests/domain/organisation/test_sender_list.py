"""Lists of SMTP AUTH clients as admin centers export them: languages, encodings, numbers."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.domain.errors import InputError
from app.domain.organisation.sender_list import (
    AuthProtocol,
    SenderList,
    parse_sender_list,
    read_number,
)
from app.services.devices.inventory import sender_list_columns
from tests.wording import in_words

COLUMNS = sender_list_columns(Catalogue())
ENGLISH = (
    "Sender address,Domain,TLS 1.0,TLS 1.1,TLS 1.2,Authentication Protocol,Messages sent\r\n"
    'scan@contoso.com,contoso.com,0.00%,0.00%,100.00%,Basic,"1,234"\r\n'
    "Shop@Contoso.com,contoso.com,0.00%,0.00%,100.00%,OAuth,20\r\n"
    "fax@contoso.com,contoso.com,12.50%,0.00%,87.50%,Basic,7\r\n"
)
GERMAN = (
    "Absenderadresse;Domäne;TLS 1.0 (Prozent);TLS 1.1 (Prozent);TLS 1.2 (Prozent);"
    "Authentifizierungsprotokoll;Gesendete Nachrichten\r\n"
    "scan@contoso.com;contoso.com;0,00 %;0,00 %;100,00 %;Standardauthentifizierung;1.234\r\n"
    "shop@contoso.com;contoso.com;0,00 %;0,00 %;100,00 %;OAuth;20\r\n"
    "fax@contoso.com;contoso.com;12,50 %;0,00 %;87,50 %;Standardauthentifizierung;7\r\n"
)
UNKNOWN_LANGUAGE = (
    ENGLISH.replace("Sender address", "Küldő címe")
    .replace("Authentication Protocol", "Hitelesítési protokoll")
    .replace("Messages sent", "Elküldött üzenetek")
)


def parse(text: str, encoding: str = "utf-8") -> SenderList:
    return parse_sender_list(text.encode(encoding), COLUMNS)


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, UNKNOWN_LANGUAGE, GERMAN.replace(";", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_language_and_encoding_reads_the_same(text: str, encoding: str) -> None:
    if encoding == "cp1252":
        text = text.replace("ő", "o")
    listed = parse(text, encoding)
    assert [(one.address, one.protocol, one.old_tls, one.messages) for one in listed.senders] == [
        ("scan@contoso.com", AuthProtocol.BASIC, False, 1234),
        ("shop@contoso.com", AuthProtocol.OAUTH, False, 20),
        ("fax@contoso.com", AuthProtocol.BASIC, True, 7),
    ]
    assert listed.has_protocol
    assert listed.has_tls


def test_rows_of_one_mailbox_are_joined() -> None:
    text = (
        "Sender address,Authentication Protocol,Messages sent\n"
        "a@x.test,Basic,5\nA@x.test,OAuth,6\nb@x.test,,1\n"
    )
    first, second = parse(text).senders
    assert (first.address, first.protocol, first.messages) == ("a@x.test", AuthProtocol.BOTH, 11)
    assert (second.protocol, second.old_tls) == (AuthProtocol.UNTOLD, None)


def test_a_report_without_the_protocol_says_so() -> None:
    listed = parse("Sender address,Domain,TLS 1.2,Messages sent\na@x.test,x.test,1,4\n")
    assert not listed.has_protocol
    assert listed.senders[0].old_tls is False


def test_a_total_is_a_fault_of_its_line_and_stops_nothing() -> None:
    listed = parse("Sender address,Messages sent\na@x.test,4\nTotal,4\nb@x.test,1\n")
    assert [fault.line for fault in listed.faults] == [3]
    assert len(listed.senders) == 2


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"), (b"\r\n\r\n", "empty"), (b"\xff\xfe", "empty"),
        (b"name,vendor\nCopier,Ricoh\n", "another"), (b"PK\x03\x04\x00\x00", "another"),
        (b"Sender address\nnobody\n", "no_sender"),
        (b"x" * 20_000_001, "too_long"),
    ],
)  # fmt: skip
def test_another_file_is_refused_in_words(content: bytes, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_sender_list(content, COLUMNS)
    assert caught.value.code == f"input.auth_report.{fault}"
    assert in_words(caught.value).fix


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u202f234", 1234), ("1'234", 1234),
        ("12,5 %", 12.5), ("100.00%", 100), ("0.125", 0.125), ("1.234,5", 1234.5), ("", None),
        ("n/a", None), ("-3", None), ("1,234,567", 1234567),
    ],
)  # fmt: skip
def test_numbers_are_read_as_any_country_writes_them(cell: str, number: float | None) -> None:
    assert read_number(cell) == number


@given(st.binary(max_size=300))
def test_no_bytes_bring_it_down(content: bytes) -> None:
    with contextlib.suppress(InputError):
        assert parse_sender_list(content, COLUMNS).senders
