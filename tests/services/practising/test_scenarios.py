"""Each situation of the practice tenant, walked through as a person would, with the real engine."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.domain.finding import Finding, Severity
from app.domain.organisation.client import Client, DeviceId
from app.domain.path import SendingPath
from app.services.checking.checks import send_test
from app.services.engine import Engine
from app.services.practising.tenant import start_practice
from app.store.folders import Folders
from tests.services.practising.walking import walk
from tests.wording import in_words

SCENARIOS = Catalogue().scenarios


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(Folders.under(tmp_path))
    yield engine
    engine.close()


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS.values() if s.expect], ids=lambda s: s.id
)
def test_the_checks_find_what_the_scenario_teaches(engine: Engine, scenario: object) -> None:
    facts = SCENARIOS[str(getattr(scenario, "id"))]  # noqa: B009  # the parameter is typed as object
    client = start_practice(facts.id, engine.clouds)
    _, findings = asyncio.run(walk(engine, client, by=facts.sign_in_by))
    assert set(facts.expect) <= {finding.code for finding in findings}
    for finding in findings:
        if finding.code in facts.expect:
            assert finding.severity is not Severity.OK
            assert in_words(finding).fix


@pytest.mark.parametrize("path", [SendingPath.SMTP_AUTH_OAUTH, SendingPath.RELAY_IP])
def test_a_tenant_that_is_set_up_leaves_nothing_open(engine: Engine, path: SendingPath) -> None:
    client = replace(start_practice("all_well", engine.clouds), path=path)
    _, findings = asyncio.run(walk(engine, client))
    assert [finding.code for finding in findings if not finding.is_well] == []
    assert engine.clouds.practice is not None
    assert len(engine.clouds.practice.messages()) == len(client.test_recipients)


def test_a_chosen_device_is_held_against_what_the_session_saw(engine: Engine) -> None:
    client = start_practice("all_well", engine.clouds)
    old = DeviceId("xerox-workcentre-6015-class")
    client = replace(
        client, path=SendingPath.SMTP_AUTH_OAUTH, sender=replace(client.sender, devices=(old,))
    )
    codes = {finding.code for finding in asyncio.run(walk(engine, client))[1]}
    assert any(code.startswith("device.") for code in codes)


def test_another_from_address_is_tried_on_request(engine: Engine) -> None:
    async def send(client: Client) -> tuple[Finding, ...]:
        assert engine.clouds.practice is not None
        signed_in = await engine.signing.sign_in(
            client, open_browser=engine.clouds.practice.browser(), show_code=lambda _: None
        )
        run = await send_test(
            signed_in.client,
            client.test_recipients[:1],
            engine.clouds,
            engine.signing,
            lambda _: None,
            send_as="admin@contoso.test",
        )
        return run.findings

    client = replace(start_practice("all_well", engine.clouds), path=SendingPath.SMTP_AUTH_OAUTH)
    codes = {finding.code for finding in asyncio.run(send(client))}
    assert "smtp.message.accepted" in codes
    assert "smtp.send_as.denied" in codes
