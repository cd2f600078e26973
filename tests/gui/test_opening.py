"""A plan that is double-clicked opens in the window, whichever way the system hands it over."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.organisation.client import Client, Detection
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.gui.main import cloud_of, plan_of
from app.services.clients import draft_client
from app.services.engine import Engine
from app.services.plans import save_plan
from app.services.practising.tenant import start_practice
from tests.gui.driver import Driver

if TYPE_CHECKING:
    from app.gui.start import Wizard


@pytest.fixture(autouse=True)
def _at_home(engine: Engine) -> Iterator[None]:
    """This computer belongs to the practice tenant's cloud, so that look-ups stay on it."""
    start_practice("all_well", engine.clouds)
    practice = engine.clouds.practice
    assert practice is not None
    engine.clouds.override = practice.cloud
    yield
    engine.close()


def _draft(engine: Engine) -> Client:
    drafted = draft_client(
        Draft(typed="printer@contoso.test", name="Contoso", kinds=("device",)),
        engine.clouds,
        engine.clients,
    )
    detection = Detection(domain=drafted.domain)
    return replace(drafted, detection=detection, path=SendingPath.RELAY_IP, step="path")


@pytest.fixture
def plan(engine: Engine, tmp_path: Path) -> Path:
    """A plan from another computer: nothing of it is known here."""
    return save_plan(_draft(engine), engine.clients, tmp_path / "from outside").path


def _said(driver: Driver) -> str:
    labels = driver.window.findChildren(QLabel)
    shown = "\n".join(label.text() for label in labels if label.isVisible())
    return shown.replace("\u200b", "")


def _double_click(driver: Driver, plan: Path) -> None:
    application = QApplication.instance()
    assert application is not None
    QApplication.sendEvent(application, QFileOpenEvent(QUrl.fromLocalFile(str(plan))))
    driver.settle()


def test_double_clicked_plan_becomes_the_client_in_hand(
    driver: Driver, engine: Engine, plan: Path
) -> None:
    _double_click(driver, plan)
    client = driver.wizard.desk.client
    assert client is not None
    assert (client.name, client.path) == ("Contoso", SendingPath.RELAY_IP)
    assert driver.step == "client"  # where it is looked up anew
    assert client.detection is not None
    assert "The file, and nobody here, says this of Contoso" in _said(driver)
    driver.press("unconfirmed.later")
    driver.settle()
    driver.next()
    assert driver.has("unconfirmed.look")
    driver.window.close()
    assert [kept.name for kept in engine.clients.list().clients] == ["Contoso"]


def test_what_a_plan_brings_is_confirmed_by_a_person_and_by_nothing_else(
    driver: Driver, engine: Engine, plan: Path
) -> None:
    _double_click(driver, plan)
    driver.press("unconfirmed.from_address")
    driver.press("unconfirmed.right")
    driver.wait(lambda: not driver.has("unconfirmed.right"))
    assert driver.has("unconfirmed.look")
    desk = driver.wizard.desk
    assert desk.client is not None
    assert "from_address" not in desk.client.unconfirmed
    assert {"path", "domain"} <= set(desk.client.unconfirmed)
    driver.press("unconfirmed.look")
    assert not driver.has("unconfirmed.from_address")
    assert not driver.find("unconfirmed.right", QPushButton).isEnabled()
    driver.press("unconfirmed.all")
    driver.press("unconfirmed.right")
    driver.wait(lambda: not driver.has("unconfirmed.look"))
    driver.window.close()
    (kept,) = engine.clients.list().clients
    assert kept.unconfirmed == ()


def test_what_is_typed_here_is_no_longer_the_files(driver: Driver, plan: Path) -> None:
    _double_click(driver, plan)
    driver.press("unconfirmed.later")
    driver.wait(lambda: not driver.has("unconfirmed.later"))
    driver.next()
    driver.type("sender.from", "own@contoso.test")
    desk = driver.wizard.desk
    assert desk.client is not None
    assert "from_address" not in desk.client.unconfirmed
    assert "domain" in desk.client.unconfirmed


def test_same_plan_again_is_the_same_client(driver: Driver, engine: Engine, plan: Path) -> None:
    _double_click(driver, plan)
    _double_click(driver, plan)
    driver.window.close()
    assert len(engine.clients.list().clients) == 1


def test_plan_of_a_client_that_was_worked_on_since_replaces_nothing(
    driver: Driver, engine: Engine, plan: Path
) -> None:
    _double_click(driver, plan)
    changed = replace(_draft(engine), name="Contoso, changed here")
    engine.clients.save(changed)
    driver.wizard.desk.open_client(changed)
    _double_click(driver, plan)
    driver.window.close()
    names = {kept.name for kept in engine.clients.list().clients}
    assert names == {"Contoso", "Contoso, changed here"}


def test_file_that_is_no_plan_is_told_and_changes_nothing(
    driver: Driver, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "holiday.sendwright"
    file.write_bytes(b"\x89PNG\r\n")
    _double_click(driver, file)
    assert "holiday.sendwright" in _said(driver)
    assert driver.wizard.desk.client is None
    assert engine.clients.list().clients == ()


def test_running_work_is_left_in_peace(driver: Driver, plan: Path) -> None:
    driver.wizard.desk.set_busy(busy=True)
    _double_click(driver, plan)
    assert "Something is still running here" in _said(driver)
    assert driver.step == "client"
    driver.wizard.desk.set_busy(busy=False)
    _double_click(driver, plan)
    assert driver.wizard.desk.client is not None
    assert "Something is still running here" not in _said(driver)


def test_plan_waits_for_the_window(wizard: Wizard, driver: Driver, plan: Path) -> None:
    wizard.desk.is_ready = False
    wizard.opener.open(plan)
    assert wizard.desk.client is None
    wizard.desk.set_ready()
    driver.settle()
    assert wizard.desk.client is not None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ([], ""),
        (["--cloud", "lab.toml"], ""),
        (["my plan.sendwright"], "my plan.sendwright"),
        (["--cloud", "lab.toml", "a.sendwright"], "a.sendwright"),
        (["a.sendwright", "--cloud=lab.toml"], "a.sendwright"),
    ],
)
def test_plan_is_told_from_the_cloud(words: list[str], name: str) -> None:
    plan = plan_of(words)
    assert (plan.name if plan else "") == name
    assert cloud_of(words) == ("lab.toml" if any("cloud" in word for word in words) else "")


@pytest.mark.parametrize("name", ["a.sendwright", "B.SENDWRIGHT"])
def test_plan_as_the_only_word_opens_the_wizard(tmp_path: Path, name: str) -> None:
    """As a desktop file calls it; without a display the wizard says why it cannot open."""
    without = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {key: value for key, value in os.environ.items() if key not in without}
    done = subprocess.run(
        [sys.executable, "-m", "app", str(tmp_path / name)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert "There is no display here" in done.stderr
    assert "No such command" not in done.stderr
