"""`clients set` and `rename` change what was named alone; `undo` takes the last change back."""

from __future__ import annotations

import json

import click
import pytest

from app.cli.commands.clients.changing import set_
from app.domain.organisation.answers import PLACES, name_of
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.fields import set_field
from app.services.engine import Engine
from tests.cli.clients_scene import Run, add, codes, ids, own_keyring, sendwright, shown

__all__ = ["own_keyring", "sendwright"]


def undone(sendwright: Run, *words: str) -> list[str]:
    code, out, err = sendwright("clients", "undo", *words, "--json")
    assert code == 0, err
    return codes(out)


def edit(name: str, field: str, value: object) -> Client:
    """Change a client as another window does."""
    return Engine.of_user().clients.update(ClientId(name), lambda now: set_field(now, field, value))


def test_only_what_was_given_changes(sendwright: Run) -> None:
    words = ("--per-day", "7", "--relay-ip", "198.51.100.7", "--sender", "device")
    name = add(sendwright, "scan@contoso.com", *words)
    before = shown(sendwright, name)
    code, out, _ = sendwright("clients", "set", name, "--path", "relay_ip", "--per-day", "100")
    assert code == 0
    assert out.splitlines() == ["per-day: 7 → 100", "path: - → relay_ip"]
    after = shown(sendwright, name)
    assert (after.pop("path"), before.pop("path")) == ("relay_ip", None)
    assert after["sender"].pop("messages_per_day") == 100
    before["sender"].pop("messages_per_day")
    assert after == before


def test_an_answer_is_emptied_by_the_name_of_its_option(sendwright: Run) -> None:
    words = ("--relay-ip", "198.51.100.7", "--to", "me@contoso.com", "--name", "Office")
    name = add(sendwright, "scan@contoso.com", *words)
    cleared = ("--clear", "relay-ip", "--clear", "--to", "--clear", "name")
    assert sendwright("clients", "set", name, *cleared)[0] == 0
    after = shown(sendwright, name)
    assert (after["sender"]["fixed_ips"], after["test_recipients"]) == ([], [])
    assert after["name"] == "contoso.com"


@pytest.mark.parametrize(
    "words",
    [(), ("--clear", "colour"), ("--clear", "path", "--path", "relay_ip"), ("--per-day", "x")],
)
def test_wrong_usage_changes_nothing(sendwright: Run, words: tuple[str, ...]) -> None:
    name = add(sendwright, "contoso.com")
    before = shown(sendwright, name)
    assert sendwright("clients", "set", name, *words)[0] == 2
    assert shown(sendwright, name) == before


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (("--device", "kyocera-taskalfa-2552"), "input.device.misspelt"),
        (("--device", "nosuch"), "input.device.unknown"),
        (("--relay-ip", "10.0.0.1"), "input.relay_ip.private"),
        (("--relay-ip", "2001:db8::1"), "input.relay_ip.ipv6"),
        (("--application-id", "x"), "input.application_id.invalid"),
        (("--from", "x"), "input.address"),
    ],
)
def test_what_the_window_would_refuse_is_refused(
    sendwright: Run, words: tuple[str, ...], refused: str
) -> None:
    name = add(sendwright, "contoso.com")
    code, out, _ = sendwright("clients", "set", name, *words, "--json")
    assert code == 2
    assert codes(out)[0].startswith(refused)


def test_an_environment_variable_changes_no_saved_client(
    sendwright: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = add(sendwright, "contoso.com")
    monkeypatch.setenv("SENDWRIGHT_APPLICATION_ID", "11111111-1111-4111-8111-111111111111")
    assert sendwright("clients", "set", name, "--per-day", "7")[0] == 0
    assert shown(sendwright, name)["sign_in"]["application_id"] == ""


def test_every_option_can_be_named_in_words() -> None:
    flags = {param.name: param.opts[0] for param in set_.params if isinstance(param, click.Option)}
    assert {name: f"--{name_of(place)}" for name, place in PLACES.items()} == {
        name: flags[name] for name in PLACES
    }


def test_a_new_name_leaves_the_id(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com")
    assert sendwright("clients", "rename", name, " Contoso, head office ")[0] == 0
    assert shown(sendwright, "contoso, head office")["id"] == name
    code, out, _ = sendwright("clients", "rename", name, " ", "--json")
    assert (code, codes(out)) == (2, ["input.client.no_name"])
    assert undone(sendwright, name) == ["client.undone.rename"]
    assert shown(sendwright, name)["name"] == "contoso.com"


def test_undo_takes_back_the_last_change_once(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com", "--per-day", "7")
    sendwright("clients", "set", name, "--per-day", "8")
    sendwright("clients", "set", name, "--per-day", "9")
    assert undone(sendwright) == ["client.undone.set"]
    assert shown(sendwright, name)["sender"]["messages_per_day"] == 8
    code, out, _ = sendwright("clients", "undo", name, "--json")
    assert (code, codes(out)) == (1, ["client.undo.nothing_of"])
    code, _, err = sendwright("clients", "undo")
    assert code == 1
    assert "nothing to take back" in err


def test_undo_keeps_what_others_changed_since(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com", "--per-day", "7")
    sendwright("clients", "set", name, "--per-day", "8", "--per-minute", "2")
    edit(name, "sender.from_name", "Copier")
    edit(name, "sender.messages_per_day", 50)
    code, out, _ = sendwright("clients", "undo", name)
    assert code == 0
    assert "As before again: per-minute." in out
    assert "kept: per-day." in out
    sender = shown(sendwright, name)["sender"]
    assert (sender["messages_per_day"], sender["busiest_minute"]) == (50, 1)
    assert sender["from_name"] == "Copier"


def test_undo_that_could_take_nothing_back_says_so(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com", "--per-day", "7")
    sendwright("clients", "set", name, "--per-day", "8")
    edit(name, "sender.messages_per_day", 50)
    code, out, _ = sendwright("clients", "undo", name, "--json")
    assert (code, codes(out)) == (1, ["client.undone.kept"])


def test_ticked_steps_are_taken_back(sendwright: Run) -> None:
    name = add(sendwright, "scan@contoso.com", "--path", "relay_ip", "--relay-ip", "198.51.100.7")
    steps = json.loads(sendwright("steps", name, "--json")[1])["result"]["items"]
    assert sendwright("steps", name, "--done", steps[0]["id"])[0] == 0
    assert shown(sendwright, name)["prepared"] == [steps[0]["id"]]
    assert undone(sendwright, "contoso.com") == ["client.undone.steps"]
    assert shown(sendwright, name)["prepared"] == []


@pytest.mark.parametrize("word", ["contoso-com", "contoso.com", "Contoso.com", ""])
def test_a_removed_client_comes_back(sendwright: Run, word: str) -> None:
    name = add(sendwright, "contoso.com", "--per-day", "7")
    sendwright("clients", "remove", name, "--yes")
    assert ids(sendwright) == []
    assert undone(sendwright, *filter(None, (word,))) == ["client.undone.remove"]
    assert shown(sendwright, name)["sender"]["messages_per_day"] == 7
    assert json.loads(sendwright("clients", "list", "--removed", "--json")[1])["result"] == {
        "items": []
    }


def test_a_client_comes_back_beside_the_one_that_has_its_id(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com", "--per-day", "7")
    sendwright("clients", "remove", name, "--yes")
    assert add(sendwright, "contoso.com") == name
    assert undone(sendwright) == ["client.undone.remove_other_id"]
    assert ids(sendwright) == [name, f"{name}-2"]
    assert shown(sendwright, f"{name}-2")["sender"]["messages_per_day"] == 7


def test_what_is_gone_for_good_hides_no_older_change(sendwright: Run) -> None:
    kept = add(sendwright, "fabrikam.com")
    sendwright("clients", "rename", kept, "Fabrikam")
    gone = add(sendwright, "contoso.com")
    sendwright("clients", "remove", gone, "--yes")
    folder = Engine.of_user().folders.data / "clients" / ".removed"
    for path in folder.glob("*.toml"):
        path.unlink()
    assert Engine.of_user().clients.journal.all()[0].did is Did.REMOVE
    assert undone(sendwright) == ["client.undone.rename"]
