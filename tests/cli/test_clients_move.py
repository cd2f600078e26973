"""`clients export` and `import`: every client and every row is accounted for, none trusted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.organisation.client import ClientId
from app.domain.organisation.fields import set_field
from app.services.engine import Engine
from tests.cli.clients_scene import Run, add, codes, ids, own_keyring, sendwright, shown

__all__ = ["own_keyring", "sendwright"]

ROWS = """Customer;E-Mail;Path;Relay IP;Device
Contoso;scan@contoso.com;relay_ip;198.51.100.7;
Fabrikam;scan@fabrikam.com;relay_ip;10.0.0.1;
Northwind;scan@northwind.com;;;nosuch
Adventure;not an address;;;
Tailspin;alerts@tailspin.com;smtp_auth_oauth;;
"""


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "clients.csv"
    path.write_text(ROWS, "utf-8")
    return str(path)


def imported(sendwright: Run, *words: str) -> tuple[int, list[dict[str, Any]], list[str]]:
    code, out, _ = sendwright("clients", "import", *words, "--offline", "--json")
    return code, json.loads(out)["result"]["items"], codes(out)


def test_each_row_is_accounted_for(sendwright: Run, rows: str) -> None:
    code, items, _ = imported(sendwright, rows)
    assert code == 1
    assert [(item["line"], item["became"], item["column"]) for item in items] == [
        (2, "made", ""),
        (3, "refused", "Relay IP"),
        (4, "refused", "Device"),
        (5, "refused", "E-Mail"),
        (6, "made", ""),
    ]
    assert items[1]["codes"] == ["input.relay_ip.private"]
    assert items[2]["codes"] == ["input.device.unknown"]
    assert ids(sendwright) == ["contoso", "tailspin"]
    assert shown(sendwright, "contoso")["sender"]["fixed_ips"] == ["198.51.100.7"]


def test_what_the_list_brought_is_shown_with_line_and_column(sendwright: Run, rows: str) -> None:
    code, out, err = sendwright("clients", "import", rows, "--offline")
    assert code == 1
    assert "clients.csv:3:Relay IP" in out
    assert "From address: scan@contoso.com" in err
    assert "Compare what came with this list" in err


def test_a_second_import_finds_all_of_it_there(sendwright: Run, rows: str) -> None:
    imported(sendwright, rows)
    _, items, _ = imported(sendwright, rows)
    assert [item["became"] for item in items] == ["there", "refused", "refused", "refused", "there"]
    assert items[0]["client"]["id"] == "contoso"
    assert ids(sendwright) == ["contoso", "tailspin"]
    _, items, _ = imported(sendwright, rows, "--another")
    assert items[0]["client"]["id"] == "contoso-2"


def test_the_whole_import_is_taken_back_but_for_who_was_worked_with(
    sendwright: Run, rows: str
) -> None:
    imported(sendwright, rows)
    Engine.of_user().clients.update(
        ClientId("tailspin"), lambda now: set_field(now, "sender.from_name", "Copier")
    )
    code, out, _ = sendwright("clients", "undo", "--json")
    assert code == 0
    assert sorted(codes(out)) == ["client.removed", "client.undone.worked_on"]
    assert ids(sendwright) == ["tailspin"]
    assert sendwright("clients", "undo", "contoso")[0] == 0  # out of the bin
    assert ids(sendwright) == ["contoso", "tailspin"]


def test_a_client_whose_file_is_damaged_gets_no_second(sendwright: Run, tmp_path: Path) -> None:
    name = add(sendwright, "contoso.com")
    path = Engine.of_user().folders.data / "clients" / f"{name}.toml"
    path.write_text(path.read_text("utf-8") + "[", "utf-8")
    listed = tmp_path / "list.csv"
    listed.write_text("domain\ncontoso.com\nfabrikam.com\n", "utf-8")
    code, items, _ = imported(sendwright, str(listed))
    assert code == 1
    assert [item["became"] for item in items] == ["refused", "made"]
    assert items[0]["codes"] == ["store.client.damaged_alone"]


def test_all_clients_move_to_another_computer(
    sendwright: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add(sendwright, "scan@contoso.com", "--name", "Copier", "--per-day", "7")
    second = add(sendwright, "shop@contoso.com", "--name", "Shop", "--another")
    code, out, _ = sendwright("clients", "export", "--out", str(tmp_path / "plans"))
    assert code == 0
    assert "Sign-ins and keys of certificates are not in these files" in out
    plans = sorted(str(path) for path in (tmp_path / "plans").glob("*.sendwright"))
    assert [Path(path).stem for path in plans] == [first, second]
    monkeypatch.setenv("SENDWRIGHT_HOME", str(tmp_path / "other"))
    code, items, told = imported(sendwright, *plans)
    assert code == 0
    assert [item["became"] for item in items] == ["made", "made"]
    assert "plan.brought.from_address" in told
    assert ids(sendwright) == [first, second]
    assert shown(sendwright, first)["sender"]["messages_per_day"] == 7
    _, items, _ = imported(sendwright, *plans)
    assert [item["became"] for item in items] == ["there", "there"]


def test_export_overwrites_nothing(sendwright: Run, tmp_path: Path) -> None:
    name = add(sendwright, "contoso.com")
    path = tmp_path / f"{name}.sendwright"
    path.write_text("mine", "utf-8")
    code, _, err = sendwright("clients", "export", "--out", str(tmp_path))
    assert code == 0
    assert f"{name}.sendwright.bak" in err
    assert (tmp_path / f"{name}.sendwright.bak").read_text("utf-8") == "mine"


def test_nothing_to_export_is_no_success(sendwright: Run, tmp_path: Path) -> None:
    code, out, _ = sendwright("clients", "export", "--out", str(tmp_path / "x"), "--json")
    assert (code, codes(out)) == (1, ["client.export.nothing"])
    assert not (tmp_path / "x").exists()


def test_a_client_that_cannot_be_read_is_no_silent_gap(sendwright: Run, tmp_path: Path) -> None:
    good, bad = add(sendwright, "contoso.com"), add(sendwright, "fabrikam.com")
    (Engine.of_user().folders.data / "clients" / f"{bad}.toml").write_text("[", "utf-8")
    code, out, _ = sendwright("clients", "export", "--out", str(tmp_path / "x"), "--json")
    assert code == 1
    assert codes(out)[0] == "store.client.damaged_alone"
    assert [path.stem for path in (tmp_path / "x").iterdir()] == [good]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("evil.sendwright", 'schema = 1\nid = "x"\n', "store.client.damaged_alone"),
        ("list.csv", "colour\nred\n", "input.clients.unreadable"),
        ("list.xlsx", "PK\x03\x04", "input.clients.workbook"),
        ("list.csv", None, "input.file.unreadable"),
    ],
)
def test_a_file_that_cannot_be_used_stops_no_other(
    sendwright: Run, tmp_path: Path, rows: str, name: str, content: str | None, told: str
) -> None:
    path = tmp_path / "given" / name
    path.parent.mkdir()
    if content is not None:
        path.write_text(content, "utf-8")
    code, items, said = imported(sendwright, str(path))
    assert (code, said) == (2, [told])
    code, items, said = imported(sendwright, str(path), rows)
    assert code == 1
    assert told in said
    assert [item["became"] for item in items][:2] == ["refused", "made"]


def test_a_client_file_brings_no_cloud_of_its_own(sendwright: Run, tmp_path: Path) -> None:
    name = add(sendwright, "contoso.com")
    saved = Engine.of_user().clients.load(ClientId(name))
    evil = set_field(set_field(saved, "cloud_file", str(tmp_path / "cloud.toml")), "name", "Evil")
    path = tmp_path / "evil.toml"
    path.write_bytes(Engine.of_user().clients.to_bytes(evil))
    code, items, told = imported(sendwright, str(path))
    assert code == 0
    assert "plan.left_out.cloud_file" in told
    taken = Engine.of_user().clients.load(ClientId(items[0]["client"]["id"]))
    assert (taken.cloud_file, taken.name) == ("", "Evil")
