"""Lists of devices as Excel, LibreOffice and people write them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.render.devices_csv import COLUMNS, parse_devices_csv
from tests.wording import in_words

PLAIN = "name,vendor,model,location\nCopier,Ricoh,IM C3000,2nd floor\nScanner,HP,M428,Cellar\n"


def names(content: bytes) -> list[str]:
    return [row.place.name for row in parse_devices_csv(content).rows]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("name,vendor", " Name ,VENDOR").encode(),
        ("\n".join(f'"{line}"'.replace(",", '","') for line in PLAIN.split("\n") if line)).encode(),
        PLAIN.rstrip("\n").encode(),
        (PLAIN + ",,,\n\n  \n").encode(),
    ],
)
def test_every_way_of_saving_gives_the_same_rows(content: bytes) -> None:
    table = parse_devices_csv(content)
    assert [(row.place.vendor, row.place.model) for row in table.rows] == [
        ("Ricoh", "IM C3000"), ("HP", "M428"),
    ]  # fmt: skip
    assert not table.faults
    assert not table.unknown_columns


def test_unknown_columns_are_reported_and_left_out() -> None:
    table = parse_devices_csv(b"Name,Serial No,From-Address,\nCopier,4711,a@contoso.com,\n")
    assert table.unknown_columns == ("Serial No",)
    assert table.rows[0].place.from_address == "a@contoso.com"


def test_bad_row_names_line_and_column_and_stops_nothing_else() -> None:
    content = (
        b"name,from_address,address,notes\n"
        b'One,one@contoso.com,10.0.0.1,"a note\nwith two lines"\n'
        b"Two,not an address,10.0.0.2,\n"
        b"Three,three@contoso.com,ftp://10.0.0.3,\n"
        b"Four,four@contoso.com,10.0.0.4,fine\n"
        b"Five,,,,too,many\n"
        b",a@contoso.com,,\n"
    )
    table = parse_devices_csv(content)
    assert [row.place.name for row in table.rows] == ["One", "Four"]
    assert [row.line for row in table.rows] == [2, 6]
    assert table.rows[0].place.notes == "a note with two lines"
    assert [(fault.line, fault.column, fault.finding.code) for fault in table.faults] == [
        (4, "from_address", "input.address.invalid"), (5, "address", "input.device_page.scheme"),
        (7, "", "sheets.row.cells"), (8, "name", "sheets.row.no_name"),
    ]  # fmt: skip
    assert all(in_words(fault.finding).in_one.endswith(".") for fault in table.faults)


def test_a_password_in_an_address_reaches_no_sheet_and_the_line_is_named() -> None:
    content = (
        b"name,address\nCopier,https://admin:hunter2@192.0.2.60/\nScanner,javascript:alert(1)\n"
    )
    table = parse_devices_csv(content)
    assert [row.place.web_address for row in table.rows] == ["https://192.0.2.60/"]
    (note,) = table.notes
    assert (note.code, note.values["line"]) == ("sheets.address.credentials", "2")
    assert in_words(note).title
    assert [(fault.line, fault.column) for fault in table.faults] == [(3, "address")]
    assert "hunter2" not in repr(table)


def test_formula_stays_the_text_it_is() -> None:
    (row,) = parse_devices_csv(b'name,notes\n"=HYPERLINK(""http://x"")",@SUM(A1)\n').rows
    assert row.place.name == '=HYPERLINK("http://x")'
    assert row.place.notes == "@SUM(A1)"


def test_windows_text_is_read_and_said() -> None:
    table = parse_devices_csv("name,vendor\nKopierer Süd,Ricoh\n".encode("cp1252"))
    assert table.rows[0].place.name == "Kopierer Süd"
    (note,) = table.notes
    assert note.code == "sheets.list.not_utf8"
    assert in_words(note).title


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"), (b"\xef\xbb\xbf", "empty"), (b"\n", "empty"),
        (b"a,b\n1,2\n", "unreadable"), (b"Ricoh,IM C3000\n", "unreadable"),
        (b"name,name\nx,y\n", "column_twice"), (b"x" * 20_000_001, "too_long"),
    ],
)  # fmt: skip
def test_file_without_a_header_is_refused_with_the_columns(content: bytes, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_devices_csv(content)
    assert caught.value.code == f"input.devices.{fault}"
    assert "from_address" in " ".join(in_words(caught.value).fix)


def test_ten_thousand_rows_are_read_and_the_next_is_said() -> None:
    content = b"name\n" + b"".join(b"Device %d\n" % number for number in range(10_001))
    table = parse_devices_csv(content)
    assert len(table.rows) == 10_000
    (fault,) = table.faults
    assert (fault.line, fault.finding.code) == (10_002, "sheets.row.too_many")
    assert "10000" in in_words(fault.finding).cause


def test_long_and_control_cells_are_named() -> None:
    content = ("name,notes\nA," + "x" * 501 + "\nB,a\x07b\nC," + "y" * 140_000 + "\nD,\n").encode()
    table = parse_devices_csv(content)
    assert [row.place.name for row in table.rows] == ["D"]
    assert [(fault.line, fault.finding.code) for fault in table.faults] == [
        (2, "sheets.cell.too_long"), (3, "sheets.cell.control_character"),
        (4, "sheets.row.unreadable"),
    ]  # fmt: skip
    assert all(in_words(fault.finding).cause for fault in table.faults)


@given(content=st.binary(max_size=400))
def test_no_bytes_make_it_fail_in_another_way(content: bytes) -> None:
    for table in (b"name,vendor,address\n" + content, content):
        with contextlib.suppress(InputError):
            parse_devices_csv(table)


@given(cells=st.lists(st.text(max_size=30), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_no_text_makes_it_fail(cells: list[str]) -> None:
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    text = f"{','.join(COLUMNS)}\n{line}\n"
    parse_devices_csv(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "content",
    [
        b"Printer,HP,M404,http://admin:hunter2@192.0.2.60\n",
        b"name,notes,http://admin:hunter2@192.0.2.60\nCopier,x,y\n",
        b"name,recipient\nCopier,http://admin:hunter2@192.0.2.60\n",
        b"name,from_address\nCopier,admin:hunter2@192.0.2.60\n",
    ],
    ids=["no header row", "an unknown column", "another column", "an address"],
)
def test_no_password_in_a_list_is_told_in_what_is_wrong_with_it(content: bytes) -> None:
    try:
        told = repr(parse_devices_csv(content))
    except InputError as exc:
        told = repr(exc.finding)
    assert "hunter2" not in told
