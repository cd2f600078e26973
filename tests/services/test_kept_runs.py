"""A run of checks is kept, and nothing else of the client with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.check import CheckFinished, CheckRun
from app.domain.finding import Finding, Severity
from app.domain.organisation.client import Client
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.services.checking.comparing import compare_with_kept
from app.services.clients import draft_client, keep_run
from app.services.engine import Engine
from app.store.folders import Folders

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(Folders.under(tmp_path))


@pytest.fixture
def client(engine: Engine) -> Client:
    draft = Draft(typed="scan@contoso.com", path=SendingPath.RELAY_IP.value)
    return engine.clients.add(draft_client(draft, engine.clouds, engine.clients))


def run(day: int, *codes: str, **overrides: str) -> CheckRun:
    found = tuple(Finding(code=code, severity=Severity.WARNING, subject="s") for code in codes)
    return CheckRun(
        started=NOW + timedelta(days=day),
        elapsed_s=1.0,
        finished=(CheckFinished(id="c", findings=found, elapsed_s=1.0),),
        overrides=overrides,
    )


def test_what_held_for_one_run_stays_with_it(engine: Engine, client: Client) -> None:
    other = replace(
        client,
        path=SendingPath.RELAY_CERTIFICATE,
        sender=replace(client.sender, fixed_ips=("198.51.100.9",)),
    )
    asked = run(1, "one", path="relay_certificate", relay_ip="198.51.100.9")
    keep_run(other, asked, engine.clients, engine.runs)
    kept = engine.clients.load(client.id)
    assert (kept.path, kept.sender) == (client.path, client.sender)
    assert [finding.code for finding in kept.findings] == ["one"]
    assert engine.runs.kept(client.id).runs == (asked,)


def test_runs_are_measured_by_those_that_were_asked_the_same(
    engine: Engine, client: Client
) -> None:
    for one in (run(1, "one"), run(2, "two", path="relay_certificate")):
        keep_run(client, one, engine.clients, engine.runs)
    changes = compare_with_kept(engine.runs, client.id, run(3, "one")).changes
    assert changes is not None
    assert changes.is_nothing
    assert changes.since.day == 1
