"""The checks: live, cancelled, worst first, kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.domain.finding import Actor, Severity
from app.domain.path import SendingPath
from app.flow.journey import Step
from app.gui.pages.trial.page import TestPage
from tests.gui.driver import Driver
from tests.gui.test_journey import practise, sign_in, take_path
from tests.wording import in_words


def _go_to_test(
    driver: Driver, scenario: str, path: SendingPath = SendingPath.SMTP_AUTH_OAUTH
) -> TestPage:
    practise(driver, scenario)
    driver.next()
    driver.next()
    take_path(driver, path)
    driver.next()
    if driver.next() is Step.SIGN_IN:
        sign_in(driver)
        driver.next()
    page = driver.window.page
    assert isinstance(page, TestPage)
    return page


def _run(driver: Driver) -> None:
    driver.press("test.run")
    driver.settle()


def test_refusal_is_first_open_and_ready_to_be_sent_on(driver: Driver) -> None:
    page = _go_to_test(driver, "smtp_auth_off_for_tenant")
    _run(driver)
    worst = page._rows.rows[0]
    assert worst.content.finding.severity is Severity.ERROR
    assert in_words(worst.content.finding).who_acts is Actor.TENANT_ADMIN
    assert worst.header.isChecked()
    assert "535 5.7.139" in driver.quoted()
    assert driver.text("test.verdict") == "One thing must be fixed"
    copies = [name for name in driver.names() if name.endswith(".copy")]
    driver.press(copies[0])
    assert "SMTP AUTH" in QGuiApplication.clipboard().text()


def test_count_and_time_are_told(driver: Driver) -> None:
    _go_to_test(driver, "all_well")
    _run(driver)
    count = driver.text("test.count")
    done, _, total = count.partition(" · ")[0].partition(" of ")
    assert done == total
    assert int(total) > 10


def test_escape_cancels_a_run_and_what_was_found_stays(driver: Driver) -> None:
    page = _go_to_test(driver, "silent_server")
    driver.press("test.run")
    driver.wait(lambda: bool(page._rows.rows))
    driver.key(Qt.Key.Key_Escape)
    driver.settle()
    assert page._rows.rows
    assert "Cancelled." in driver.shown_texts()
    assert driver.text("window.why") == "Run the checks first."
    assert driver.find("test.run", QPushButton).hasFocus()


def test_back_is_shut_while_checks_run(driver: Driver) -> None:
    page = _go_to_test(driver, "silent_server")
    driver.press("test.run")
    driver.wait(lambda: bool(page._rows.rows))
    assert not driver.wizard.window._footer._back.isEnabled()
    assert "Checks are running" in driver.text("window.why")
    driver.press("test.cancel")
    driver.settle()
    assert driver.wizard.window._footer._back.isEnabled()


def test_closing_while_checks_run_ends_them(driver: Driver) -> None:
    page = _go_to_test(driver, "silent_server")
    driver.press("test.run")
    driver.wait(lambda: bool(page._rows.rows))
    driver.window.close()
    driver.settle()
    assert not driver.wizard.runner.is_busy


def test_findings_are_there_again_after_coming_back(driver: Driver) -> None:
    page = _go_to_test(driver, "smtp_auth_off_for_tenant")
    _run(driver)
    before = [row.content.finding.code for row in page._rows.rows]
    driver.next()
    driver.press("window.back")
    driver.settle()
    assert [row.content.finding.code for row in page._rows.rows] == before
    client = driver.wizard.desk.client
    assert client is not None
    assert [finding.code for finding in client.findings] == before


def test_wrong_recipient_is_told(driver: Driver) -> None:
    _go_to_test(driver, "all_well")
    driver.type("test.recipients", "nobody")
    assert "not an e-mail address" in driver.text("window.why")
    driver.type("test.recipients", "")
    client = driver.wizard.desk.client
    assert client is not None
    assert client.test_recipients == ()


def test_password_is_asked_for_where_the_path_needs_one(driver: Driver) -> None:
    page = _go_to_test(driver, "basic_retired", SendingPath.SMTP_AUTH_BASIC)
    assert driver.has("test.password")
    _run(driver)
    codes = [row.content.finding.code for row in page._rows.rows]
    assert page._rows.rows[0].content.finding.severity is Severity.ERROR, codes


def test_connector_mismatch_names_the_admin(driver: Driver) -> None:
    page = _go_to_test(driver, "connector_mismatch", SendingPath.RELAY_IP)
    _run(driver)
    assert in_words(page._rows.rows[0].content.finding).who_acts is Actor.TENANT_ADMIN


def test_send_as_is_tried_with_another_address(driver: Driver) -> None:
    page = _go_to_test(driver, "all_well")
    driver.press("test.more")
    driver.type("test.send_as", "nobody")
    assert "not an e-mail address" in driver.text("window.why")
    driver.type("test.send_as", "shop@contoso.test")
    _run(driver)
    findings = [row.content.finding for row in page._rows.rows]
    codes = [finding.code for finding in findings]
    assert any(code.startswith("smtp.send_as") for code in codes), codes
    done, _, total = driver.text("test.count").partition(" · ")[0].partition(" of ")
    assert done == total
    told = [(finding.code, finding.subject) for finding in findings]
    assert len(set(told)) == len(told)
