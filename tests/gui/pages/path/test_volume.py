"""The volume on the Path page: what is typed, and which limit it breaks."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from app.catalogue.advice import plan_client_volume
from app.domain.path import SendingPath
from app.flow.journey import Step
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page, practise, take_path


def _go_to_path(driver: Driver) -> None:
    practise(driver)
    driver.next()
    assert driver.next() is Step.PATH
    take_path(driver, SendingPath.SMTP_AUTH_OAUTH)
    driver.settle()
    driver.press("path.volume")


def _type_amount(driver: Driver, name: str, text: str) -> None:
    box = driver.focus(f"path.volume.{name}")
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    driver.settle()


def test_what_fits_and_what_breaks_is_told(driver: Driver) -> None:
    _go_to_path(driver)
    assert "fits" in driver.shown_texts()
    assert "too many" not in driver.shown_texts()
    _type_amount(driver, "busiest_minute", "5000")
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sender.busiest_minute == 5000
    plans = plan_client_volume(client, driver.wizard.engine.catalogue)
    plan = next(one for one in plans if one.path is client.path)
    assert plan.broken
    asked = QLocale().toString(5000)
    assert f"Messages in a minute: {asked} of" in driver.shown_texts()
    assert "too many" in driver.shown_texts()
    assert driver.has("path.volume.source0")
    audit_page(driver)


def test_another_way_has_its_own_limits(driver: Driver) -> None:
    _go_to_path(driver)
    _type_amount(driver, "licences", "3")
    before = driver.shown_texts()
    take_path(driver, SendingPath.RELAY_IP)
    driver.settle()
    assert driver.shown_texts() != before
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sender.licences == 3
    _type_amount(driver, "licences", "0")
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sender.licences is None
    audit_page(driver)


def test_other_ways_are_named_with_what_they_take_when_it_is_too_much(driver: Driver) -> None:
    _go_to_path(driver)
    assert not driver.has("path.beyond.amazon_ses")
    _type_amount(driver, "messages_per_day", "60000")
    driver.press("path.beyond.amazon_ses")
    shown = driver.shown_texts().replace("\u200b", "")
    assert "200 messages in 24 hours" in shown
    assert driver.has("path.beyond.amazon_ses.source1")
    audit_page(driver)
