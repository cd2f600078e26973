"""The window beside others who change the same client: both are kept, or somebody is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit

from app.domain.address import DomainName
from app.domain.organisation.client import Client, ClientId, Detection, SenderAnswers, SenderKind
from app.flow.journey import Step
from app.gui.start import Wizard
from app.services.engine import Engine
from app.store.clients import ClientStore
from tests.gui.driver import Driver

DOMAIN = DomainName.parse("contoso.test")
CLIENT = Client(
    id=ClientId("contoso"),
    name="Contoso",
    domain=DOMAIN,
    detection=Detection(domain=DOMAIN),
    sender=SenderAnswers(kinds=(SenderKind.DEVICE,)),
    step="sender",
)


@pytest.fixture
def elsewhere(engine: Engine) -> ClientStore:
    """As another process sees the same files."""
    return ClientStore(engine.folders.data / "clients")


@pytest.fixture
def opened(driver: Driver, engine: Engine) -> Driver:
    engine.clients.save(CLIENT)
    driver.wizard.desk.keeper._timer.setInterval(0)
    driver.wizard.desk.open_client(CLIENT)
    driver.wait(lambda: driver.wizard.desk.keeper.is_at_rest)
    driver.settle()
    assert driver.step is Step.SENDER
    return driver


def type_name(driver: Driver, name: str) -> None:
    driver.type("sender.from_name", name)
    driver.wait(lambda: driver.wizard.desk.keeper.is_at_rest)
    driver.settle()


def name_shown(driver: Driver) -> str:
    return driver.find("sender.from_name", QLineEdit).text()


def test_what_others_change_and_what_is_typed_here_are_both_kept(
    opened: Driver, elsewhere: ClientStore
) -> None:
    elsewhere.update(CLIENT.id, lambda now: replace(now, prepared=("relay.connector_ip",)))
    type_name(opened, "Copier")
    kept = elsewhere.load(CLIENT.id)
    assert (kept.prepared, kept.sender.from_name) == (("relay.connector_ip",), "Copier")
    assert opened.wizard.desk.client == kept
    assert name_shown(opened) == "Copier"
    elsewhere.update(CLIENT.id, lambda now: replace(now, prepared=()))
    type_name(opened, "Scanner")
    kept = elsewhere.load(CLIENT.id)
    assert (kept.prepared, kept.sender.from_name) == ((), "Scanner")


@pytest.mark.parametrize(
    ("button", "name"), [("dispute.mine", "Copier"), ("dispute.theirs", "Theirs")]
)
def test_two_values_for_one_field_are_asked_about(
    opened: Driver, elsewhere: ClientStore, button: str, name: str
) -> None:
    elsewhere.update(
        CLIENT.id,
        lambda now: replace(
            now, message_language="de", sender=replace(now.sender, from_name="Theirs")
        ),
    )
    type_name(opened, "Copier")
    assert opened.wizard.window._notice.isVisible()
    assert elsewhere.load(CLIENT.id).sender.from_name == "Theirs"
    assert name_shown(opened) == "Copier"
    opened.press(button)
    opened.wait(lambda: opened.wizard.desk.keeper.is_at_rest)
    kept = elsewhere.load(CLIENT.id)
    assert (kept.sender.from_name, kept.message_language) == (name, "de")
    assert name_shown(opened) == name
    assert not opened.wizard.window._notice.isVisible()
    assert not opened.has(button)
    type_name(opened, "Later")
    assert elsewhere.load(CLIENT.id).sender.from_name == "Later"


def test_what_others_changed_is_shown(opened: Driver, elsewhere: ClientStore) -> None:
    elsewhere.update(
        CLIENT.id, lambda now: replace(now, sender=replace(now.sender, from_name="Theirs"))
    )
    opened.press("sender.kind.server")
    opened.wait(lambda: opened.wizard.desk.keeper.is_at_rest)
    assert name_shown(opened) == "Theirs"


def test_two_windows_that_begin_the_same_client_make_two(
    make_wizard: Callable[[], Wizard], engine: Engine
) -> None:
    desks = [make_wizard().desk, make_wizard().desk]
    for desk, name in zip(desks, ("First", "Second"), strict=True):
        desk.open_client(replace(CLIENT, name=name), is_new=True)
    for desk in desks:
        desk.save_now()
    assert {(one.id, one.name) for one in engine.clients.list().clients} == {
        ("contoso", "First"),
        ("contoso-2", "Second"),
    }
    assert [desk.client.id for desk in desks if desk.client] == ["contoso", "contoso-2"]


def test_a_client_that_is_removed_here_is_not_written_again(opened: Driver, engine: Engine) -> None:
    opened.type("sender.from_name", "Copier")
    opened.wizard.desk.keeper._save()  # is under way
    opened.wizard.desk.drop_client()
    engine.clients.remove(CLIENT.id)
    opened.settle()
    opened.wizard.desk.save_now()
    assert not engine.clients.has(CLIENT.id)
