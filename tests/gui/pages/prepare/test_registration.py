"""The app registration on the page Prepare: looked at from outside, approved, and its mistakes."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.domain.path import SendingPath
from app.flow.journey import Step
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page, practise, take_path

REGISTRATION, PUBLIC, CONSENT = "app.registration", "app.public_client", "app.consent"


def go_to_prepare(driver: Driver, scenario: str = "all_well") -> None:
    practise(driver, scenario)
    driver.next()
    driver.next()
    take_path(driver, SendingPath.SMTP_AUTH_OAUTH)
    assert driver.next() is Step.PREPARE


def show(driver: Driver, step: str) -> None:
    if not driver.find(f"prepare.{step}.open", QPushButton).isChecked():
        driver.press(f"prepare.{step}.open")


def check(driver: Driver, step: str) -> None:
    show(driver, step)
    driver.press(f"prepare.{step}.check")
    driver.settle()


def done(driver: Driver) -> set[str]:
    client = driver.wizard.desk.client
    assert client is not None
    return set(client.prepared)


def test_one_look_ticks_all_that_it_tells_of(driver: Driver) -> None:
    go_to_prepare(driver)
    check(driver, REGISTRATION)
    assert done(driver) == {REGISTRATION, PUBLIC}
    assert "Seen from outside: it is done." in driver.shown_texts()
    audit_page(driver)


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ("public_client_off", "not set up for a desktop program"),
        ("redirect_missing", "does not know Sendwright's return address"),
    ],
)
def test_a_mistake_is_told_at_the_step_that_it_belongs_to(
    driver: Driver, scenario: str, told: str
) -> None:
    go_to_prepare(driver, scenario)
    check(driver, PUBLIC)
    assert done(driver) == {REGISTRATION}
    assert told in driver.shown_texts()
    assert "Open Authentication" in driver.shown_texts()
    audit_page(driver)


def test_a_wrong_id_is_told_with_what_to_copy(driver: Driver) -> None:
    go_to_prepare(driver)
    driver.type("prepare.application", "99999999-0000-4000-8000-000000000000")
    driver.settle()
    check(driver, REGISTRATION)
    assert done(driver) == set()
    assert "The organisation does not know this app" in driver.shown_texts()
    assert "not the object id" in driver.shown_texts()


def test_an_admin_approves_at_this_computer(driver: Driver) -> None:
    go_to_prepare(driver)
    show(driver, CONSENT)
    audit_page(driver)
    driver.press("prepare.consent.approve")
    driver.until_enabled("prepare.approval.approve")
    assert "Press Esc to cancel" in driver.text("window.why")
    audit_page(driver)
    driver.press("prepare.approval.approve")
    driver.settle()
    assert CONSENT in done(driver)
    assert "An admin has approved the app" in driver.text("prepare.consent.said")


def test_an_approval_is_given_up_by_escape(driver: Driver) -> None:
    go_to_prepare(driver)
    show(driver, CONSENT)
    driver.press("prepare.consent.approve")
    driver.until_enabled("prepare.approval.approve")
    driver.key(Qt.Key.Key_Escape)
    driver.settle()
    assert not driver.has("prepare.approval.approve")
    assert CONSENT not in done(driver)
    driver.until_enabled("prepare.consent.approve")


def test_the_link_is_copied_and_where_it_ended_is_judged(driver: Driver) -> None:
    go_to_prepare(driver)
    show(driver, CONSENT)
    driver.press("prepare.consent.copy")
    practice = driver.wizard.engine.clouds.practice
    assert practice is not None
    link = QGuiApplication.clipboard().text()
    assert parse_qs(urlsplit(link).query)["client_id"] == [practice.application_id]
    answers = (
        ({"code": "x"}, "There is no approval in this address"),
        ({"error": "access_denied", "error_description": "AADSTS65004: no"}, "declined"),
        ({"admin_consent": "True", "tenant": "0" * 8 + "-0000-4000-8000-" + "0" * 12}, "another"),
    )
    for fields, told in answers:
        driver.type("prepare.consent.address", f"http://localhost/?{urlencode(fields)}")
        driver.press("prepare.consent.check")
        driver.settle()
        assert told in driver.text("prepare.consent.said")
        assert CONSENT not in done(driver)
    fields = {"admin_consent": "True", "tenant": practice.tenant_id}
    driver.type("prepare.consent.address", f"http://localhost/?{urlencode(fields)}")
    driver.key(Qt.Key.Key_Return)
    driver.settle()
    assert CONSENT in done(driver)
