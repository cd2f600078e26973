"""`clients remove` asks, says what goes and what cannot be told; the bin keeps the rest."""

from __future__ import annotations

import json

import pytest

from app.domain.organisation.client import ClientId
from app.services.engine import Engine
from tests.cli.clients_scene import OwnKeyring, Run, add, codes, ids, own_keyring, sendwright
from tests.cli.terminal import at_terminal

__all__ = ["own_keyring", "sendwright"]


def test_a_script_must_say_that_it_is_sure(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com")
    code, out, err = sendwright("clients", "remove", name)
    assert (code, out) == (2, "")
    assert "--yes" in err
    code, out, _ = sendwright("clients", "remove", name, "--json")
    assert (code, codes(out)) == (2, ["input.client.unconfirmed"])
    assert ids(sendwright) == [name]


def test_what_was_removed_is_said_and_lies_in_the_bin(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com")
    code, out, err = sendwright("clients", "remove", name, "--yes")
    assert code == 0
    assert "The client contoso-com was removed" in out
    assert "Nothing was kept for contoso-com" in out
    assert "30 days" in err
    code, out, _ = sendwright("clients", "list", "--removed")
    assert code == 0
    assert out.split()[:3] == ["contoso-com", "contoso.com", "until"]
    (item,) = json.loads(sendwright("clients", "list", "--removed", "--json")[1])["result"]["items"]
    assert (item["id"], item["domain"]) == ("contoso-com", "contoso.com")
    assert item["until"] > item["removed_at"]


def test_without_a_keyring_it_is_told_that_nobody_can_tell() -> None:
    code, _, _ = at_terminal("clients", "add", "contoso.com", "--offline")
    assert code == 0
    code, out, _ = at_terminal("clients", "remove", "contoso-com", "--yes", "--json")
    assert code == 3
    assert codes(out) == ["client.removed", "keyring.untold", "keyring.fail"]


@pytest.mark.parametrize("typed", ["\n", "n\n"])
def test_a_person_is_asked_and_enter_removes_nothing(typed: str) -> None:
    at_terminal("clients", "add", "contoso.com", "--offline")
    said, _, err = at_terminal("clients", "remove", "contoso-com", typed=typed)
    assert said == 130
    assert "Remove contoso-com? [y/N]" in err
    assert Engine.of_user().clients.list().clients != ()


def test_a_person_who_says_yes_is_obeyed() -> None:
    at_terminal("clients", "add", "contoso.com", "--offline")
    assert at_terminal("clients", "remove", "contoso-com", typed="y\n")[0] == 3  # no keyring
    assert Engine.of_user().clients.list().clients == ()


@pytest.mark.parametrize("word", ["contoso.com", "Office"])
def test_a_word_that_two_clients_share_removes_none(sendwright: Run, word: str) -> None:
    first = add(sendwright, "contoso.com", "--name", "Office")
    clients = Engine.of_user().clients
    second = clients.add(clients.load(ClientId(first))).id
    code, _, err = sendwright("clients", "remove", word, "--yes")
    assert code == 2
    assert first in err
    assert second in err
    assert ids(sendwright) == [first, second]
    assert sendwright("clients", "remove", second, "--yes")[0] == 0
    assert ids(sendwright) == [first]


def test_everything_in_the_keyring_goes(sendwright: Run, own_keyring: OwnKeyring) -> None:
    name = add(sendwright, "printer@contoso.com")
    own_keyring.set_password(f"Sendwright/{name}", name, '["app_certificate"]')
    own_keyring.set_password(f"Sendwright/{name}/app_certificate", name, "key")
    code, out, err = sendwright("clients", "remove", name, "--yes", "--json")
    assert (code, codes(out)) == (0, ["client.removed", "keyring.forgotten_certificate"])
    assert "must be made and uploaded" in err
    assert own_keyring.entries == {}


def test_forget_says_only_what_it_knows(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com")
    code, out, _ = sendwright("forget", name)
    assert code == 0
    assert out.startswith("Nothing was kept for contoso-com")
    code, out, _ = at_terminal("forget", name, "--json")  # where there is no keyring
    assert (code, codes(out)) == (3, ["keyring.untold", "keyring.fail"])


@pytest.mark.parametrize("content", ["schema = 99\n", "schema = [\n"])
def test_a_file_that_cannot_be_read_is_told_when_it_is_named(sendwright: Run, content: str) -> None:
    name = add(sendwright, "contoso.com")
    path = Engine.of_user().folders.data / "clients" / f"{name}.toml"
    path.write_text(f'{content}domain = "contoso.com"\n', "utf-8")
    kind = "newer" if "99" in content else "damaged"
    for word in (name, "contoso.com"):
        code, out, _ = sendwright("clients", "show", word, "--json")
        assert code == 1
        assert codes(out)[0].startswith(f"store.client.{kind}")


def test_a_mistyped_client_is_guessed(sendwright: Run) -> None:
    add(sendwright, "contoso.com")
    code, _, err = sendwright("clients", "show", "contso.com")
    assert code == 2
    assert "Did you mean: contoso-com" in err
