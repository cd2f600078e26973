"""Each situation of the practice tenant is solved by following only what is said about it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.domain.handover.message import message_for
from app.domain.organisation.client import Client
from app.domain.worded import Worded
from app.services.advising import advise_client
from app.services.engine import Engine
from app.services.practising.tenant import start_practice
from app.services.preparing import steps_of
from app.store.folders import Folders
from tests.services.practising.walking import is_solved_by_signing_in, walk
from tests.wording import in_words

SCENARIOS = Catalogue().scenarios
TROUBLES = sorted(id_ for id_, facts in SCENARIOS.items() if facts.expect)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(Folders.under(tmp_path))
    yield engine
    engine.close()


def tells(client: Client, finding: Worded) -> str:
    return message_for(finding.who_acts, (finding,), client=client.name, domain=client.domain.ascii)


@pytest.mark.parametrize("scenario", TROUBLES)
def test_following_what_is_said_ends_with_mail_that_arrives(engine: Engine, scenario: str) -> None:
    facts = SCENARIOS[scenario]
    expected = set(facts.expect)
    client = start_practice(scenario, engine.clouds)
    client, findings = asyncio.run(walk(engine, client, by=facts.sign_in_by))
    troubles = [finding for finding in findings if finding.code in expected]
    assert {finding.code for finding in troubles} == expected
    for finding in troubles:
        said = in_words(finding)
        text = tells(client, said)
        assert text
        assert all(step in text for step in said.fix)
    assert client.path is not None
    advice = advise_client(client, engine.catalogue)
    if advice.option(client.path).fit == "impossible":  # what is said is: take another path
        best = advice.recommended
        assert best is not None
        assert best.path is not client.path
        client = replace(client, path=best.path, findings=())
        if best.path.uses_mx:  # its steps say: make a connector
            assert "relay.connector_ip" in {step.id for step in steps_of(client, engine.clouds)}
            start_practice("all_well", engine.clouds)
    elif not is_solved_by_signing_in(
        facts
    ):  # what is said is done by whoever must act, and the tenant is as it should be
        start_practice("all_well", engine.clouds)
    anew = replace(client, findings=(), detection=None)
    client, after = asyncio.run(walk(engine, anew, as_user=str(client.login)))
    assert expected.isdisjoint({finding.code for finding in after})
    assert [finding.code for finding in after if finding.severity == "error"] == []
    assert engine.clouds.practice is not None
    assert engine.clouds.practice.messages()
