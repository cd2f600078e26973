"""Steps, settings, messages, report and plan, as a consultant would go through them by words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalogue.message_words import load_message_words, message_languages
from app.cli.main import run
from app.domain.handover.message import ENGLISH, MessageWords

Run = Callable[..., tuple[int, str, str]]
FIELDS = ENGLISH.__dataclass_fields__
ONLY_ELSEWHERE = ("menus", "rest_in_english")
"""English has nothing to say there."""


@pytest.fixture
def sendwright(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = run(words, open_wizard=lambda: 7)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    added = ("--offline", "--path", "relay_ip", "--relay-ip", "203.0.113.10")
    assert call("clients", "add", "scan@contoso.com", *added)[0] == 0
    return call


def test_steps_are_listed_with_commands_undo_and_proof_and_can_be_ticked(sendwright: Run) -> None:
    code, out, _ = sendwright("steps", "contoso.com", "--done", "relay.connector_ip")
    assert code == 0
    assert "[✓] relay.connector_ip" in out
    assert "$addresses = '203.0.113.10'" in out
    assert "Undo in PowerShell:\n      Remove-InboundConnector" in out
    assert "Nobody can see from outside" in out
    assert "The checks see it from outside: relay.message.accepted" in out
    items = json.loads(sendwright("steps", "contoso.com", "--json")[1])["result"]["items"]
    assert {item["id"] for item in items if item["done"]} == {"relay.connector_ip"}
    assert all(item["sources"] and item["checked"] for item in items)
    code, out, _ = sendwright("steps", "contoso.com", "--not-done", "relay.connector_ip")
    assert "[ ] relay.connector_ip" in out
    assert sendwright("steps", "contoso.com", "--done", "no.such_step")[0] == 2


def test_a_server_asks_for_the_object_id_by_name(sendwright: Run) -> None:
    words = ("clients", "add", "app@fabrikam.com", "--offline", "--path", "smtp_auth_oauth")
    assert sendwright(*words)[0] == 0
    _, out, _ = sendwright("steps", "fabrikam.com")
    assert "app.rbac" in out
    assert "New-ManagementRoleAssignment" in out
    assert "Not known yet: enterprise object id, server application id" in out
    one = ("--enterprise-object-id", "{3F2504E0-4F89-41D3-9A0C-0305E82C3301}")
    _, out, _ = sendwright("steps", "fabrikam.com", *one)
    assert "Not known yet: server application id\n" in out
    assert sendwright("steps", "fabrikam.com", "--enterprise-object-id", "my app")[0] == 2
    assert sendwright("steps", "fabrikam.com", "--value", "no_such=value")[0] == 2
    server = ("--value", "server application id=11111111-2222-3333-4444-555555555555")
    _, out, _ = sendwright("steps", "fabrikam.com", *server)
    assert "$appId = '11111111-2222-3333-4444-555555555555'" in out
    assert "enterprise object id, server" not in out
    ids = ("--application-id", "11111111-2222-3333-4444-555555555555")
    named = ("--enterprise-object-id", "3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    sendwright("clients", "add", "app@northwind.com", *words[3:], *ids, *named)
    _, out, _ = sendwright("steps", "northwind.com")
    assert "$objectId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'" in out
    assert "Not known yet" not in out


def test_settings_have_both_sides_and_their_sources(sendwright: Run) -> None:
    words = ("clients", "add", "me@fabrikam.com", "--offline", "--path", "smtp_auth_oauth")
    assert sendwright(*words, "--sender", "person")[0] == 0
    code, out, _ = sendwright("settings", "fabrikam.com", "--json")
    result = json.loads(out)["result"]
    assert code == 0
    assert result["sending"]["port"] == 587
    assert result["sending"]["security"] == "starttls"
    assert [item["protocol"] for item in result["receiving"]] == ["imap", "pop"]
    assert [item["port"] for item in result["receiving"]] == [993, 995]
    assert result["checked"]
    _, out, _ = sendwright("settings", "fabrikam.com")
    assert "imap" in out
    assert "TLS from the start" in out
    assert "looked up on " in out


@pytest.mark.parametrize("language", message_languages())
def test_messages_are_framed_in_the_readers_language(sendwright: Run, language: str) -> None:
    words = load_message_words(language)
    code, out, _ = sendwright("message", "contoso.com", "--language", language, "--json")
    items = {item["for"]: item for item in json.loads(out)["result"]["items"]}
    assert code == 0
    assert set(items) >= {"tenant_admin", "dns_host", "you"}
    text = items["tenant_admin"]["text"]
    assert words.about.partition("{")[0] in text
    assert words.to_do in text
    assert not words.rest_in_english or words.rest_in_english not in text
    assert ("Go to Mail flow" in text or "go to Mail flow" in text) == (language == "en")
    assert "New-InboundConnector" in text
    assert "ip4:203.0.113.10" in items["dns_host"]["text"]
    assert "«" not in items["dns_host"]["subject"]


@pytest.mark.parametrize("language", message_languages())
def test_every_language_has_every_sentence_with_the_same_places(language: str) -> None:
    words = load_message_words(language)
    assert isinstance(words, MessageWords)
    for name in FIELDS:
        said, english = getattr(words, name), getattr(ENGLISH, name)
        assert said or name in ONLY_ELSEWHERE
        if language != "en":
            assert said != english
            assert places(said) == places(english), name
    told = [bool(getattr(words, name)) for name in ONLY_ELSEWHERE]
    assert told == [language != "en"] * 2


def places(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


def test_a_language_that_is_not_there_is_wrong_usage(sendwright: Run) -> None:
    assert sendwright("message", "contoso.com", "--language", "tlh")[0] == 2


def test_report_is_written_as_pdf_and_page(sendwright: Run, tmp_path: Path) -> None:
    code, out, _ = sendwright("report", "contoso.com", "--out", str(tmp_path), "--paper", "letter")
    assert code == 0
    pdf, page = (Path(line) for line in out.splitlines())
    assert pdf.read_bytes().startswith(b"%PDF")
    text = page.read_text("utf-8")
    assert "Make the connector for your office" in text
    assert "Looked up on 20" in text


def test_report_and_messages_are_in_the_clients_language_where_none_is_given(
    sendwright: Run, tmp_path: Path
) -> None:
    words = ("report", "contoso.com", "--out", str(tmp_path), "--language", "fr")
    code, out, _ = sendwright(*words)
    assert code == 0
    text = Path(out.splitlines()[1]).read_text("utf-8")
    assert "Créer le connecteur pour l’adresse de votre bureau" in text
    assert '<html lang="fr">' in text
    code, out, _ = sendwright("plan", "save", "contoso.com", "--out", str(tmp_path))
    plan = Path(out.strip())
    english, german = (f'message_language = "{language}"' for language in ("en", "de"))
    plan.write_text(plan.read_text("utf-8").replace(english, german), "utf-8")
    client = sendwright("plan", "open", str(plan), "--offline")[1].strip()
    assert "Es geht darum" in sendwright("message", client)[1]
    assert "This is about" in sendwright("message", client, "--language", "en")[1]


def test_a_plan_is_saved_and_opened_again_beside_the_one_that_is_there(
    sendwright: Run, tmp_path: Path
) -> None:
    sendwright("steps", "contoso.com", "--done", "relay.connector_ip")
    code, out, _ = sendwright("plan", "save", "contoso.com", "--out", str(tmp_path))
    assert code == 0
    plan = Path(out.strip())
    assert plan.name == "contoso-com.sendwright"
    assert sendwright("plan", "open", str(plan), "--offline")[1].strip() == "contoso-com"
    sendwright("steps", "contoso.com", "--not-done", "relay.connector_ip")
    code, out, err = sendwright("plan", "open", str(plan), "--offline")
    assert code == 0
    assert out.strip() == "contoso-com-2"
    assert "sign in again" in err
    assert "Addresses of the connector: 203.0.113.10" in err
    one, two = (
        json.loads(sendwright("clients", "show", name, "--json")[1])["result"]
        for name in ("contoso-com", "contoso-com-2")
    )
    assert two.pop("id") != one.pop("id")
    assert (two.pop("prepared"), one.pop("prepared", [])) == (["relay.connector_ip"], [])
    assert one.pop("unconfirmed", []) == []
    assert {"domain", "from_address", "relay_ips", "prepared"} <= set(two.pop("unconfirmed"))
    assert one == two
    for name in ("contoso-com", "contoso-com-2"):
        sendwright("clients", "remove", name, "--yes")
    assert sendwright("plan", "open", str(plan), "--offline")[1].strip() == "contoso-com"


@pytest.mark.parametrize("content", [b"", b"schema = 99\n", b"\xff\xfe", b"a = ["])
def test_a_plan_that_cannot_be_read_changes_nothing(
    sendwright: Run, tmp_path: Path, content: bytes
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_bytes(content)
    assert sendwright("plan", "open", str(broken))[0] != 0
    assert broken.read_bytes() == content
    assert sendwright("plan", "open", str(tmp_path / "none.toml"))[0] != 0
    assert len(json.loads(sendwright("clients", "list", "--json")[1])["result"]["items"]) == 1
