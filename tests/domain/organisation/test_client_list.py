"""Lists of clients as spreadsheets and people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.domain.organisation.client_list import parse_client_list
from app.domain.organisation.draft import Draft

PLAIN = "Domain,Name,Path\ncontoso.com,Contoso,relay_ip\nfabrikam.com,Fabrikam,\n"


def drafts(content: bytes) -> list[Draft | None]:
    return [row.draft for row in parse_client_list(content).rows]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").replace("\n", "\r\n").encode(),
        PLAIN.replace(",", "\t").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("Domain,Name", "Mail-Domain , Kunde").encode(),
        PLAIN.replace("Name", "Empresa").replace("relay_ip", "Relay IP").encode(),
        (PLAIN + ",,\n\n").encode(),
    ],
)
def test_every_way_of_saving_gives_the_same_clients(content: bytes) -> None:
    assert drafts(content) == [
        Draft(typed="contoso.com", name="Contoso", path="relay_ip"),
        Draft(typed="fabrikam.com", name="Fabrikam"),
    ]


def test_an_address_is_domain_and_from_address() -> None:
    (row,) = parse_client_list(b"E-Mail\nscan@contoso.com\n").rows
    assert row.draft == Draft(typed="scan@contoso.com", from_address="scan@contoso.com")
    (row,) = parse_client_list(b"domain;email\ncontoso.com;scan@mail.contoso.com\n").rows
    assert row.draft == Draft(typed="contoso.com", from_address="scan@mail.contoso.com")


def test_every_answer_can_stand_in_a_row() -> None:
    header = "domain|sender|device|relay ip|sign in as|to|per day|licenses|oauth|from name"
    row = 'contoso.com|"device; server"|hp-laserjet|"198.51.100.7 198.51.100.8"|a@contoso.com'
    text = f"{header}\n{row}|b@contoso.com|4000|25|yes|Copier\n".replace("|", ",")
    assert drafts(text.encode()) == [
        Draft(
            typed="contoso.com", kinds=("device", "server"), devices=("hp-laserjet",),
            fixed_ips=("198.51.100.7", "198.51.100.8"), sign_in_as="a@contoso.com",
            recipients=("b@contoso.com",), per_day=4000, licences=25, oauth="yes",
            from_name="Copier",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ("not a domain at all,,", "Domain", "input.domain"),
        ("192.0.2.7,,", "Domain", "input.domain.is_address"),
        ("contoso.com,pigeon,", "Path", "input.clients.cell_choice"),
        ("contoso.com,,many", "Per day", "input.clients.cell_number"),
        ("contoso.com,,0", "Per day", "input.clients.cell_number"),
        ("contoso.com,,1,more", "", "input.clients.row_cells"),
        (",relay_ip,", "", "input.clients.row_no_domain"),
        (f"{'x' * 600},,", "Domain", "input.clients.cell_too_long"),
    ],
)
def test_a_bad_row_is_named_and_stops_nothing(cells: str, column: str, code: str) -> None:
    text = f"Domain,Path,Per day\ncontoso.com,,\n{cells}\nfabrikam.com,,\n"
    first, bad, last = parse_client_list(text.encode()).rows
    assert first.draft
    assert last.draft
    assert (bad.draft, bad.line, bad.column) == (None, 3, column)
    assert bad.fault is not None
    assert bad.fault.code.startswith(code)
    assert bad.fault.evidence == ""


def test_lines_are_counted_as_a_spreadsheet_does() -> None:
    text = b'sep=;\ndomain;name\n"contoso.com";"two\nlines"\n\nx y;\n'
    good, bad = parse_client_list(text).rows
    assert good.draft == Draft(typed="contoso.com", name="two lines")
    assert bad.line == 6


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"name,path\nx,y\n", "unreadable"),
        (b"contoso.com\n", "unreadable"),
        (b"domain,domain\nx,y\n", "column_twice"),
        (b"PK\x03\x04 a workbook", "workbook"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_client_list(content)
    assert caught.value.code == f"input.clients.{fault}"


def test_a_column_that_is_not_known_is_named_and_a_guess_is_said() -> None:
    listed = parse_client_list("domain,Farbe,name\ncontoso.com,rot,Süd\n".encode("cp1252"))
    assert listed.unknown_columns == ("Farbe",)
    assert listed.is_guessed
    assert listed.rows[0].draft == Draft(typed="contoso.com", name="Süd")


@given(st.binary(max_size=300))
def test_anything_is_a_list_or_is_refused(content: bytes) -> None:
    for text in (content, b"domain,path\n" + content):
        try:
            listed = parse_client_list(text)
        except InputError:
            continue
        assert all((row.draft is None) != (row.fault is None) for row in listed.rows)
