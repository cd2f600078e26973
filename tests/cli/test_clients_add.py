"""`clients add` takes nothing that cannot be used, and makes no second client unasked."""

from __future__ import annotations

import pytest

from app.domain.organisation.client import ClientId
from app.services.engine import Engine
from tests.cli.clients_scene import Run, add, codes, ids, own_keyring, sendwright
from tests.cli.terminal import at_terminal

__all__ = ["own_keyring", "sendwright"]


def test_a_domain_that_is_a_client_is_no_second_one_for_a_script(sendwright: Run) -> None:
    name = add(sendwright, "scan@contoso.com")
    code, out, err = sendwright("clients", "add", "shop@contoso.com", "--offline")
    assert (code, out) == (2, "")
    assert f"contoso.com is a client already: {name}" in err
    assert f"sendwright clients set {name}" in err
    assert ids(sendwright) == [name]
    assert add(sendwright, "shop@contoso.com", "--another") == f"{name}-2"


def test_a_person_is_asked_for_a_second_one() -> None:
    words = ("clients", "add", "contoso.com", "--offline")
    assert at_terminal(*words)[0] == 0
    code, _, err = at_terminal(*words, typed="\n")
    assert code == 130
    assert "contoso.com is a client already: contoso-com." in err
    assert at_terminal(*words, typed="y\n")[1] == "contoso-com-2\n"


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (("--device", "nosuch"), "input.device.unknown"),
        (("--device", "generic-smtp-devise"), "input.device.misspelt"),
        (("--relay-ip", "10.0.0.1"), "input.relay_ip.private"),
        (("--relay-ip", "198.51.100.0/22"), "input.relay_ip.too_wide"),
        (("--relay-ip", "office"), "input.ip.invalid"),
    ],
)
def test_what_cannot_be_used_is_refused_as_the_window_does(
    sendwright: Run, words: tuple[str, ...], refused: str
) -> None:
    code, out, _ = sendwright("clients", "add", "contoso.com", "--offline", *words, "--json")
    assert (code, codes(out)) == (2, [refused])
    assert ids(sendwright) == []


def test_near_devices_are_named(sendwright: Run) -> None:
    words = ("clients", "add", "contoso.com", "--offline", "--device", "generic-smtp-devise")
    assert "Did you mean: generic-smtp-device" in sendwright(*words)[2]


def test_a_range_is_taken_as_the_window_takes_it(sendwright: Run) -> None:
    name = add(sendwright, "contoso.com", "--relay-ip", "198.51.100.8/29")
    saved = Engine.of_user().clients.load(ClientId(name))
    assert saved.sender.fixed_ips == ("198.51.100.8/29",)


@pytest.mark.parametrize("content", ["schema = 99\n", "["])
@pytest.mark.parametrize("more", [(), ("--another",)])
def test_a_file_that_cannot_be_read_gets_no_second_beside_it(
    sendwright: Run, content: str, more: tuple[str, ...]
) -> None:
    name = add(sendwright, "contoso.com")
    path = Engine.of_user().folders.data / "clients" / f"{name}.toml"
    path.write_text(content, "utf-8")
    code, out, _ = sendwright("clients", "add", "contoso.com", "--offline", "--json", *more)
    assert code == 1
    assert codes(out)[0].startswith("store.client.")
    assert [one.name for one in path.parent.glob("*.toml")] == [path.name]
    assert path.read_text("utf-8") == content
