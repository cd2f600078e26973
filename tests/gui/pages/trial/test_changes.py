"""A run of a real client beside the last one in which all was well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.domain.finding import State
from app.domain.organisation.client import Client, ClientId, Detection
from app.domain.path import SendingPath
from app.flow.journey import Step
from app.gui.detected import Part, read_part
from app.practice import PracticeTenant
from app.services.engine import Engine
from app.services.practising.tenant import client_of, start_practice
from tests.gui import audit
from tests.gui.driver import Driver


@pytest.fixture
def tenant() -> Iterator[PracticeTenant]:
    with PracticeTenant("all_well") as tenant:
        yield tenant


@pytest.fixture
def client(engine: Engine, tenant: PracticeTenant) -> Client:
    """A client that is not practice; only its servers are the practice tenant's."""
    practised = client_of(tenant, engine.catalogue.scenarios["all_well"])
    return replace(
        practised,
        id=ClientId("contoso"),
        name="Contoso",
        scenario="",
        cloud_file=str(tenant.cloud_file),
        path=SendingPath.RELAY_IP,
    )


def _run_checks(driver: Driver, client: Client) -> None:
    desk = driver.wizard.desk
    if desk.client is None:
        desk.open_client(client)
        desk.go_to(Step.TEST)
        driver.settle()
    assert driver.step is Step.TEST
    driver.press("test.run")
    driver.settle()


def test_changes_since_the_last_good_run_are_told(
    driver: Driver, client: Client, tenant: PracticeTenant, engine: Engine
) -> None:
    _run_checks(driver, client)
    assert len(engine.runs.kept(client.id).runs) == 1
    assert not driver.has("test.changes")
    _run_checks(driver, client)
    assert "Nothing has changed since the last good run" in driver.text("test.changes")
    tenant.switch("connector_mismatch")
    _run_checks(driver, client)
    assert "Since the last good run of" in driver.text("test.changes")
    assert "New: " in driver.shown_texts()
    assert audit.find_cut_off(driver.window) == []
    assert len(engine.runs.kept(client.id).runs) == 3


def test_practice_is_not_kept(driver: Driver, client: Client, engine: Engine) -> None:
    practice = start_practice("all_well", engine.clouds)
    _run_checks(driver, replace(practice, path=SendingPath.RELAY_IP))
    assert engine.runs.kept(practice.id).runs == ()
    assert not driver.has("test.changes")


def test_removed_client_leaves_no_runs(driver: Driver, client: Client, engine: Engine) -> None:
    _run_checks(driver, client)
    assert engine.runs.kept(client.id).runs
    driver.wizard.desk.close_client()
    driver.settle()
    driver.press("client.remove")
    driver.wait(lambda: driver.has("client.remove.yes"))
    driver.press("client.remove.yes")
    driver.settle()
    assert engine.clients.list().clients == ()
    assert engine.runs.kept(client.id).runs == ()


def test_run_that_cannot_be_kept_is_told(driver: Driver, client: Client, engine: Engine) -> None:
    engine.folders.data.mkdir(parents=True)
    (engine.folders.data / "runs").write_text("in the way", encoding="utf-8")
    _run_checks(driver, client)
    assert "This run could not be kept" in driver.shown_texts()


def test_cloud_is_untold_where_the_sign_in_service_was_not_reached(
    engine: Engine, client: Client
) -> None:
    finding = replace(
        engine.catalogue.finding("detect.tenant.untold", subject="contoso.test"),
        state=State.UNTOLD,
    )
    found = Detection(domain=client.domain, findings=(finding,))
    for part in (Part.TENANT, Part.CLOUD):
        assert read_part(part, found, {}).state is State.UNTOLD
    assert read_part(Part.SPF, found, {}).state is State.ABSENT
