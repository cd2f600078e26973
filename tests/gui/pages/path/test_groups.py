"""A mixed office sees one way for each group of senders, and walks through one after the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.path import SendingPath
from app.flow.journey import Step
from app.gui.pages.path.groups import gist_of
from app.services.devices.inventory import inventory_of
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page, practise


def _go_to_path(driver: Driver, *, listed: bool) -> None:
    practise(driver)
    assert driver.next() is Step.SENDER
    if listed:
        driver.press("sender.report.practise")
        driver.settle()
    assert driver.next() is Step.PATH
    driver.settle()


def test_each_group_has_its_way_and_can_be_taken(driver: Driver) -> None:
    _go_to_path(driver, listed=True)
    client = driver.wizard.desk.client
    assert client is not None
    groups = inventory_of(client, driver.wizard.engine.catalogue).groups
    best = [group.advice.recommended for group in groups]
    paths = [option.path for option in best if option]
    assert set(paths) == {SendingPath.RELAY_IP, SendingPath.SMTP_AUTH_OAUTH}
    at = paths.index(SendingPath.SMTP_AUTH_OAUTH)
    assert groups[at].names == ("scan@contoso.test",)
    relay = paths.index(SendingPath.RELAY_IP)
    for one, path in ((relay, SendingPath.RELAY_IP), (at, SendingPath.SMTP_AUTH_OAUTH)):
        driver.press(f"path.group{one}")
        driver.press(f"path.group{one}.use")
        driver.settle()
        client = driver.wizard.desk.client
        assert client is not None
        assert client.path is path
    audit_page(driver)
    assert driver.next() is Step.PREPARE


def test_an_office_that_is_all_alike_sees_no_groups(driver: Driver) -> None:
    _go_to_path(driver, listed=False)
    assert not driver.has("path.group0")


def test_a_sender_that_was_left_out_is_in_no_group(driver: Driver) -> None:
    _go_to_path(driver, listed=True)
    assert "fax@contoso.test" in driver.shown_texts().replace("\u200b", "")
    driver.press("window.back")
    driver.settle()
    view = driver.focus("sender.report.list")
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Space)
    driver.settle()
    driver.next()
    driver.settle()
    assert "fax@contoso.test" not in driver.shown_texts().replace("\u200b", "")


def test_many_names_are_counted() -> None:
    names = tuple(f"s{number}@contoso.test" for number in range(5))
    assert gist_of(names) == "s0@contoso.test, s1@contoso.test, s2@contoso.test and 2 more"
    assert gist_of(names[:4]).endswith("and one more")
    assert gist_of(names[:1]) == "s0@contoso.test"
