"""Devices are found though misspelt, and say what becomes of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView

from app.catalogue.devices.index import DeviceIndex
from app.domain.organisation.client import DeviceId, Purpose
from app.domain.paths.inventory import DeviceVerdict
from app.flow.journey import Step
from app.gui.pages.sender.verdicts import judge_chosen
from app.gui.words import remark
from app.services.engine import Engine
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page, practise


def _go_to_sender(driver: Driver) -> QListView:
    practise(driver)
    assert driver.next() is Step.SENDER
    return driver.find("sender.devices", QListView)


def _shown(view: QListView) -> list[str]:
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def _tick_first(driver: Driver) -> None:
    view = driver.focus("sender.devices")
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Space)
    driver.settle()


def test_misspelt_vendor_is_found_best_first(driver: Driver, engine: Engine) -> None:
    view = _go_to_sender(driver)
    everything = _shown(view)
    driver.type("sender.search", "kyocerra")
    found = _shown(view)
    best = DeviceIndex(engine.catalogue.devices).find("kyocerra")
    assert found == [f"{device.vendor} {device.family}" for device in best]
    assert found[0].startswith("Kyocera")
    driver.type("sender.search", "")
    QTest.keyClick(driver.focus("sender.search"), Qt.Key.Key_A)
    QTest.keyClick(driver.focus("sender.search"), Qt.Key.Key_Backspace)
    assert _shown(view) == everything


def test_copiers_stand_before_what_few_people_have(driver: Driver, engine: Engine) -> None:
    kinds = {
        f"{device.vendor} {device.family}": device.kind
        for device in engine.catalogue.devices.values()
    }
    shown = [kinds[text] for text in _shown(_go_to_sender(driver))]
    office = {"mfp", "printer", "scanner"}
    machines = sum(kind in office for kind in kinds.values())
    assert set(shown[:machines]) == office
    assert office.isdisjoint(shown[machines:])


def test_nothing_found_is_said(driver: Driver) -> None:
    _go_to_sender(driver)
    driver.type("sender.search", "qqqqqqqq")
    assert "Nothing matches." in driver.shown_texts()


def test_verdict_stands_under_the_chosen_device(driver: Driver, engine: Engine) -> None:
    _go_to_sender(driver)
    driver.type("sender.search", "ricoh")
    _tick_first(driver)
    client = driver.wizard.desk.client
    assert client is not None
    (judged,) = judge_chosen(engine.catalogue, client.sender.devices)
    driver.press("sender.verdict0")
    assert remark(judged.remark).text in driver.shown_texts().replace("\u200b", "")
    assert driver.has("sender.verdict0.source0")
    audit_page(driver)
    _tick_first(driver)
    assert not driver.has("sender.verdict0")


def test_most_urgent_verdict_stands_first(driver: Driver, engine: Engine) -> None:
    _go_to_sender(driver)
    judged = judge_chosen(engine.catalogue, tuple(map(DeviceId, engine.catalogue.devices)))
    order = [list(DeviceVerdict).index(one.verdict) for one in judged]
    assert order == sorted(order)
    assert len(set(order)) > 1


def test_purpose_is_asked_for_and_decides(driver: Driver) -> None:
    _go_to_sender(driver)
    driver.press("sender.purpose.cold_outreach")
    driver.settle()
    client = driver.wizard.desk.client
    assert client is not None
    assert client.sender.purpose is Purpose.COLD_OUTREACH
    audit_page(driver)
    driver.next()
    driver.settle()
    assert driver.has("path.beyond.cold_outreach")
