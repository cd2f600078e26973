"""All clients are looked at again from the first step, with the practice tenant as their cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.organisation.client import Client
from app.domain.organisation.draft import Draft
from app.flow.journey import Step
from app.gui.pages.client.recheck import ClientRow
from app.gui.start import Wizard
from app.practice import PracticeTenant
from app.services.clients import draft_client
from app.services.engine import Engine
from tests.gui import audit
from tests.gui.driver import Driver
from tests.wording import in_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="module")
def tenant() -> Iterator[PracticeTenant]:
    with PracticeTenant() as running:
        yield running


@pytest.fixture
def clients(engine: Engine, tenant: PracticeTenant) -> tuple[Client, ...]:
    """One whose domain is in order, one whose domain does not exist, one whose cloud is gone."""
    engine.clouds.take(str(tenant.cloud_file))
    saved = []
    for domain in ("contoso.test", "nowhere.test", "gone.test"):
        client = draft_client(Draft(typed=domain), engine.clouds, engine.clients)
        if domain == "gone.test":
            client = replace(client, cloud_file="/nowhere/gone.toml")
        engine.clients.save(client)
        saved.append(client)
    engine.clouds.override = None
    return tuple(saved)


def test_clients_that_need_somebody_are_named(
    clients: tuple[Client, ...], make_wizard: Callable[[], Wizard], qtbot: QtBot
) -> None:
    driver = Driver(make_wizard(), qtbot)
    driver.press("recheck.run")
    driver.settle()
    rows = [row for row in driver.window.findChildren(ClientRow) if row.isVisible()]
    texts = [row.header.accessibleName() for row in rows]
    assert any("gone.test" in text for text in texts)
    assert any("nowhere.test" in text for text in texts)
    verdict = driver.find("recheck.verdict", QLabel).text()
    assert str(len(rows)) in verdict
    assert audit.find_unnamed(driver.window) == []
    driver.press(f"recheck.{clients[1].id}")
    driver.press(f"recheck.{clients[1].id}.go")
    assert driver.wizard.desk.client is not None
    assert driver.wizard.desk.client.id == clients[1].id
    assert driver.step is Step.CLIENT


def test_one_client_alone_is_not_offered_a_round(driver: Driver) -> None:
    assert not driver.has("recheck.run")


def test_what_is_copied_for_an_admin_is_in_the_language_of_the_messages(
    driver: Driver, engine: Engine
) -> None:
    finding = engine.catalogue.finding("smtp.starttls.absent", subject="the server")
    client = replace(
        draft_client(Draft(typed="contoso.test"), engine.clouds, engine.clients),
        message_language="de",
    )
    text = driver.wizard.desk.message_for((finding,), in_words(finding).who_acts, client)
    assert "Der Server bietet keine Verschlüsselung an" in text
