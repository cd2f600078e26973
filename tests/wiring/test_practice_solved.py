"""Each situation of the practice tenant is solved by following only what is said about it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.domain.client import Client
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.message import message_for
from app.domain.path import SendingPath
from app.store.folders import Folders
from app.wiring.engine import Engine

SCENARIOS = Catalogue().scenarios
TROUBLES = sorted(id_ for id_, facts in SCENARIOS.items() if facts.expect)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(Folders.under(tmp_path))
    yield engine
    engine.close()


async def walk(engine: Engine, client: Client) -> tuple[Client, tuple[Finding, ...]]:
    """Sign in where the path asks for it, run all checks and send, as the wizard does."""
    client = await engine.with_detection(client)
    client = client if client.path else replace(client, path=SendingPath.SMTP_AUTH_OAUTH)
    if client.path is not None and client.path.uses_oauth:
        assert engine.practice is not None
        try:
            signed_in = await engine.sign_in(
                client, open_browser=engine.practice.browser(), show_code=lambda _: None
            )
        except AppError as exc:
            return client, (exc.as_finding(str(client.login)),)
        client = signed_in.client
    run = await engine.check(client, lambda _: None, send_to=client.test_recipients)
    return replace(client, findings=run.findings), run.findings


def tells(client: Client, finding: Finding) -> str:
    return message_for(finding.who_acts, (finding,), client=client.name, domain=client.domain.ascii)


@pytest.mark.parametrize("scenario", TROUBLES)
def test_following_what_is_said_ends_with_mail_that_arrives(engine: Engine, scenario: str) -> None:
    expected = set(SCENARIOS[scenario].expect)
    client, findings = asyncio.run(walk(engine, engine.start_practice(scenario)))
    troubles = [finding for finding in findings if finding.code in expected]
    assert {finding.code for finding in troubles} == expected
    for finding in troubles:
        text = tells(client, finding)
        assert text
        assert all(step in text for step in finding.fix)
    assert client.path is not None
    advice = engine.advise(client)
    if advice.option(client.path).fit == "impossible":  # what is said is: take another path
        best = advice.recommended
        assert best is not None
        assert best.path is not client.path
        client = replace(client, path=best.path, findings=())
        if best.path.uses_mx:  # its steps say: make a connector
            assert "relay.connector_ip" in {step.id for step in engine.admin_steps(client)}
            engine.start_practice("all_well")
    else:  # what is said is done by whoever must act, and the tenant is as it should be
        engine.start_practice("all_well")
    client, after = asyncio.run(walk(engine, replace(client, findings=(), detection=None)))
    assert expected.isdisjoint({finding.code for finding in after})
    assert [finding.code for finding in after if finding.severity == "error"] == []
    assert engine.practice is not None
    assert engine.practice.messages()
