"""The admin center's list on the Sender step: verdicts, choice, and errors in place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView

from app.domain.organisation.client import Client
from app.flow.journey import Step
from tests.gui.driver import Driver
from tests.gui.test_journey import audit_page, practise, save_through_dialog

SENDER_LIST = (
    "Sender address,TLS 1.0,TLS 1.2,Authentication Protocol,Messages sent\r\n"
    "shop@contoso.test,0%,100%,OAuth,20\r\n"
    "scan@contoso.test,0%,100%,Basic,900\r\n"
    "fax@contoso.test,3%,97%,Basic,7\r\n"
    "nobody,0%,0%,Basic,1\r\n"
)


def _client(driver: Driver) -> Client:
    client = driver.wizard.desk.client
    assert client is not None
    return client


def _go_to_sender(driver: Driver) -> None:
    practise(driver)
    assert driver.next() is Step.SENDER


def _read(driver: Driver, path: Path) -> None:
    driver.press("sender.report.read")
    save_through_dialog(driver, path)


def _rows(driver: Driver) -> list[str]:
    model = driver.find("sender.report.list", QListView).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_report_is_read_with_a_verdict_a_sender(driver: Driver, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_bytes(SENDER_LIST.encode("utf-16"))
    _go_to_sender(driver)
    _read(driver, file)
    rows = _rows(driver)
    assert [row.split(" · ")[:2] for row in rows] == [
        ["fax@contoso.test", "Too old"],
        ["scan@contoso.test", "Ends"],
        ["shop@contoso.test", "Goes on"],
    ]
    assert "900" in rows[1]
    assert "2 of them need" in driver.text("sender.report.said")
    assert "Some lines of the report hold no address" in driver.shown_texts()
    audit_page(driver)
    view = driver.focus("sender.report.list")
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Down)
    driver.settle()
    assert "signs in with a password" in driver.shown_texts().replace("\u200b", "")
    assert driver.has("sender.report.source")
    audit_page(driver)


def test_sender_is_left_out_and_the_choice_stays(driver: Driver) -> None:
    _go_to_sender(driver)
    driver.press("sender.report.practise")
    driver.settle()
    view = driver.focus("sender.report.list")
    QTest.keyClick(view, Qt.Key.Key_Home)
    first = _client(driver).reported
    assert len(first) == len(_rows(driver))
    QTest.keyClick(view, Qt.Key.Key_Space)
    driver.settle()
    (left,) = _client(driver).left_out
    assert _rows(driver)[0].startswith(left)
    driver.press("window.back")
    driver.settle()
    driver.next()
    model = driver.find("sender.report.list", QListView).model()
    ticked = [model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in range(4)]
    assert Qt.CheckState(ticked[0]) is Qt.CheckState.Unchecked
    assert Qt.CheckState(ticked[1]) is Qt.CheckState.Checked
    assert _client(driver).reported == first


def test_sender_becomes_the_from_address(driver: Driver) -> None:
    _go_to_sender(driver)
    driver.press("sender.report.practise")
    driver.settle()
    view = driver.focus("sender.report.list")
    QTest.keyClick(view, Qt.Key.Key_End)
    driver.settle()
    address = _rows(driver)[-1].split(" · ")[0]
    driver.press("sender.report.use")
    driver.settle()
    assert str(_client(driver).sender.from_address) == address
    assert driver.find("sender.from", QLineEdit).text() == address


def test_other_files_are_refused_in_place_and_change_nothing(
    driver: Driver, tmp_path: Path
) -> None:
    _go_to_sender(driver)
    driver.press("sender.report.practise")
    driver.settle()
    before = _client(driver)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    _read(driver, other)
    assert "This is not the report of SMTP AUTH clients" in driver.shown_texts()
    assert _client(driver) == before
    assert len(_rows(driver)) == len(before.reported)
    audit_page(driver)


def test_report_is_forgotten(driver: Driver) -> None:
    _go_to_sender(driver)
    assert not driver.has("sender.report.forget")
    driver.press("sender.report.practise")
    driver.settle()
    driver.press("sender.report.forget")
    driver.settle()
    assert _client(driver).reported == ()
    assert not driver.has("sender.report.list")
