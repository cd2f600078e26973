"""`sendwright inventory`: a verdict a device and a sender, and one path a group."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.main import run

Run = Callable[..., tuple[int, str, str]]
SENDER_LIST = (
    "Sender address,Domain,TLS 1.0,TLS 1.2,Authentication Protocol,Messages sent\r\n"
    "scan@contoso.com,contoso.com,0%,100%,Basic,900\r\n"
    "shop@contoso.com,contoso.com,0%,100%,OAuth,20\r\n"
    "fax@contoso.com,contoso.com,3%,97%,Basic,7\r\n"
)


@pytest.fixture
def sendwright(capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = run(words, open_wizard=lambda: 7)
        out, err = capfd.readouterr()
        return code, out, err

    assert call("clients", "add", "contoso.com", "--offline", "--relay-ip", "203.0.113.10")[0] == 0
    return call


@pytest.fixture
def sender_list(tmp_path: Path) -> str:
    path = tmp_path / "report.csv"
    path.write_bytes(SENDER_LIST.encode("utf-16"))
    return str(path)


def test_inventory_judges_each_sender_and_gives_each_group_a_path(
    sendwright: Run, sender_list: str
) -> None:
    code, out, _ = sendwright("inventory", "contoso.com", "--import", sender_list, "--json")
    result = json.loads(out)
    assert code == 0
    assert result["schema"] == "sendwright.inventory/1"
    judged = {item["name"]: item for item in result["result"]["senders"]}
    assert {name: (item["verdict"], item["path"]) for name, item in judged.items()} == {
        "scan@contoso.com": ("ends", "relay_ip"),
        "shop@contoso.com": ("goes_on", "smtp_auth_oauth"),
        "fax@contoso.com": ("too_old", "relay_ip"),
    }
    for item in judged.values():
        assert item["remark"]["sources"]
        assert item["remark"]["checked"]
        assert item["older_than_a_year"] in (True, False)
    assert len(result["result"]["groups"]) == 3
    assert {finding["code"] for finding in result["findings"]} >= {
        "inventory.report.read", "inventory.senders.end", "inventory.senders.old_tls",
    }  # fmt: skip


def test_inventory_remembers_the_report_and_the_devices(sendwright: Run, sender_list: str) -> None:
    assert sendwright("inventory", "contoso.com", "--import", sender_list)[0] == 0
    device = json.loads(sendwright("devices", "--search", "ricoh", "--json")[1])
    known = device["result"]["items"][0]
    assert sendwright("inventory", "contoso.com", "--device", known["id"])[0] == 0
    again = json.loads(sendwright("inventory", "contoso.com", "--json")[1])["result"]
    assert len(again["senders"]) == 3
    assert again["reported_at"]
    (item,) = again["devices"]
    assert item["name"].startswith("Ricoh")
    assert item["told"] == known["oauth_words"]
    assert item["sources"]


def test_inventory_as_text_says_what_stops_and_where_that_stands(
    sendwright: Run, sender_list: str
) -> None:
    code, out, _ = sendwright("inventory", "contoso.com", "--import", sender_list)
    assert code == 0
    assert "stops          scan@contoso.com signs in with a password." in out
    assert "end of December 2026" in out
    assert "Path: Relay by IP address" in out
    assert "] https://techcommunity.microsoft.com/" in out
    assert "looked up on " in out


def test_inventory_of_nothing_says_what_to_do(sendwright: Run) -> None:
    code, out, _ = sendwright("inventory", "contoso.com")
    assert code == 0
    assert "No device and no sender is known yet" in out


def test_inventory_of_another_file_or_device_is_wrong_usage(
    sendwright: Run, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    assert sendwright("inventory", "contoso.com", "--import", str(other))[0] == 2
    assert sendwright("inventory", "contoso.com", "--import", str(tmp_path / "none"))[0] == 2
    assert sendwright("inventory", "contoso.com", "--device", "no-such-thing")[0] == 2


def test_a_second_report_says_how_far_it_has_come(
    sendwright: Run, sender_list: str, tmp_path: Path
) -> None:
    sendwright("inventory", "contoso.com", "--import", sender_list)
    later = tmp_path / "later.csv"
    later.write_text(SENDER_LIST.replace("100%,Basic", "100%,OAuth").replace("fax@", "new@"))
    _, out, _ = sendwright("inventory", "contoso.com", "--import", str(later), "--json")
    found = {finding["code"]: finding for finding in json.loads(out)["findings"]}
    compared = found["inventory.senders.compared"]
    assert compared["title"] == "Senders with a password: 1 before, 0 now"
    assert "No longer there: 1." in compared["cause"]


def test_a_sender_that_is_left_out_gets_no_path_until_it_is_taken_in(
    sendwright: Run, sender_list: str
) -> None:
    def names(*words: str) -> set[str]:
        result = json.loads(sendwright("inventory", "contoso.com", "--json", *words)[1])["result"]
        grouped = {name for group in result["groups"] for name in group["names"]}
        assert grouped == {item["name"] for item in result["senders"]}
        return grouped

    every = names("--import", sender_list)
    assert names("--leave-out", "FAX@contoso.com") == every - {"fax@contoso.com"}
    assert names() == every - {"fax@contoso.com"}
    assert names("--take-in", "fax@contoso.com") == every
    assert sendwright("inventory", "contoso.com", "--leave-out", "no@contoso.com")[0] == 2
