"""Hand-over: messages in their reader's language, the report as a page, and the plan as a file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel

from app.catalogue.message_words import load_message_words
from app.domain.errors import AppError
from app.domain.organisation.client import Client
from app.domain.path import SendingPath
from app.flow.journey import Step
from app.services.plans import open_plan
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page, save_through_dialog
from tests.gui.test_late_pages import _go_to_prepare, go_to_export
from tests.wording import in_words


def _client(driver: Driver) -> Client:
    client = driver.wizard.desk.client
    assert client is not None
    return client


def _go_to_hand_over(driver: Driver) -> None:
    _go_to_prepare(driver, "connector_mismatch", SendingPath.RELAY_IP)
    driver.next()
    driver.press("test.run")
    driver.settle()
    driver.next()
    assert driver.next() is Step.HAND_OVER


def _copied(driver: Driver) -> str:
    driver.press("hand_over.copy.tenant_admin")
    return QGuiApplication.clipboard().text()


def test_messages_are_in_the_chosen_language_and_the_page_stays(driver: Driver) -> None:
    _go_to_hand_over(driver)
    english, shown = _copied(driver), driver.shown_texts()
    driver.choose("hand_over.language", "de")
    driver.settle()
    german = _copied(driver)
    words = load_message_words("de")
    assert words.to_do in german
    assert words.to_do not in english
    assert words.about.partition("{")[0] in german
    assert ("InboundConnector" in german) is ("InboundConnector" in english)
    assert driver.shown_texts().replace("Copied", "") == shown.replace("Copied", "")
    assert driver.find("hand_over.language", QComboBox).currentData() == "de"
    assert _client(driver).message_language == "de"
    audit_page(driver)


def test_report_is_saved_as_a_web_page(driver: Driver, tmp_path: Path) -> None:
    go_to_export(driver)
    driver.next()
    driver.choose("hand_over.language", "es")
    driver.settle()
    driver.press("hand_over.save_page")
    save_through_dialog(driver, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "contoso.test" in page
    assert "Entrega: enviar correo por Microsoft 365" in page
    assert str(tmp_path) in driver.text("hand_over.said").replace("\u200b", "")


def test_plan_is_saved_and_opened_again_from_the_first_step(driver: Driver, tmp_path: Path) -> None:
    _go_to_hand_over(driver)
    before = _client(driver)
    driver.press("hand_over.save_plan")
    save_through_dialog(driver, tmp_path / "office.sendwright")
    driver.press("window.next")
    driver.settle()
    assert driver.step is Step.CLIENT
    assert driver.wizard.desk.client is None
    driver.press("client.plan")
    save_through_dialog(driver, tmp_path / "office.sendwright")
    opened = _client(driver)
    assert driver.step is Step.CLIENT  # what was found elsewhere is looked up anew
    assert opened.domain == before.domain
    assert opened.prepared == before.prepared
    assert opened.path is before.path


def test_file_that_is_no_plan_is_told(driver: Driver, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("a = [")
    driver.press("client.plan")
    save_through_dialog(driver, tmp_path / "other.toml")
    assert driver.wizard.desk.client is None
    engine = driver.wizard.engine
    with pytest.raises(AppError) as told:
        asyncio.run(
            open_plan(tmp_path / "other.toml", engine.clouds, engine.signing, engine.clients)
        )
    labels = driver.window.findChildren(QLabel)
    said = {label.text().replace("\u200b", "") for label in labels if label.isVisible()}
    assert in_words(told.value).title in said
