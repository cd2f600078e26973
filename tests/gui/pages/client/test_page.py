"""The first page: what people type, what is found, and what they are told when it is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.gui.pages.client.page import ClientPage
from app.practice import PracticeTenant
from app.services.engine import Engine
from tests.gui.driver import Driver


@pytest.fixture
def tenant() -> Iterator[PracticeTenant]:
    with PracticeTenant("all_well") as tenant:
        yield tenant


@pytest.fixture
def in_cloud(engine: Engine, tenant: PracticeTenant) -> Engine:
    """Let typed domains be looked up in the practice zones, as `--cloud FILE` does."""
    engine.clouds.take(str(tenant.cloud_file))
    return engine


def _type_and_wait(driver: Driver, text: str) -> None:
    driver.type("client.domain", text)
    page = driver.window.page
    assert isinstance(page, ClientPage)
    driver.wait(lambda: not page._timer.isActive())
    driver.settle()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("192.0.2.7", "This is an IP address, not a domain"),
        ("contoso", "This domain has no ending"),
        ("printer.local", "exists only inside an office network"),
        ("con toso.com", "This is more than one domain"),
        ("a" * 260 + ".com", "too long"),
    ],
)
def test_what_cannot_be_used_gets_its_sentence(driver: Driver, typed: str, sentence: str) -> None:
    _type_and_wait(driver, typed)
    assert sentence in driver.shown_texts().replace("\u200b", "")
    assert not driver.wizard.window._footer._next.isEnabled()
    assert driver.find("client.domain", QLineEdit).text() == typed


@pytest.mark.parametrize(
    "typed",
    ["contoso.test", "  Anna@Contoso.test ", "https://contoso.test/mail?x=1", "contoso.test."],
)
def test_domain_is_found_in_what_people_paste(in_cloud: Engine, driver: Driver, typed: str) -> None:
    _type_and_wait(driver, typed)
    shown = driver.shown_texts().replace("\u200b", "")
    assert "contoso-test.mail.protection.outlook.test" in shown
    assert "selector1, selector2" in shown
    driver.next()
    client = driver.wizard.desk.client
    assert client is not None
    assert str(client.domain) == "contoso.test"
    assert client.detection is not None


def test_address_that_was_typed_is_the_from_address(in_cloud: Engine, driver: Driver) -> None:
    _type_and_wait(driver, "anna@contoso.test")
    driver.next()
    client = driver.wizard.desk.client
    assert client is not None
    assert str(client.sender.from_address) == "anna@contoso.test"


def test_half_a_domain_never_becomes_a_client(
    in_cloud: Engine, driver: Driver, engine: Engine
) -> None:
    _type_and_wait(driver, "conto.test")
    _type_and_wait(driver, "contoso.test")
    driver.next()
    driver.window.close()
    assert [str(client.domain) for client in engine.clients.list().clients] == ["contoso.test"]


def test_cloud_file_is_said_at_the_side(tenant: PracticeTenant, driver: Driver) -> None:
    driver.press("client.advanced")
    driver.type("client.cloud_file", str(tenant.cloud_file))
    driver.focus("client.domain")
    driver.settle()
    _type_and_wait(driver, "contoso.test")
    driver.next()
    badge = driver.find("badge", QWidget)
    assert "A private cloud." in "".join(label.text() for label in badge.findChildren(QLabel))


def test_wrong_cloud_file_is_told_and_kept(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("nothing = 1")
    driver.press("client.advanced")
    driver.type("client.cloud_file", str(path))
    driver.focus("client.domain")
    driver.settle()
    assert "This is not a cloud file" in driver.shown_texts()
