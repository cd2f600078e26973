"""Kept runs of checks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.check import CheckFinished, CheckRun, Speaker, TranscriptLine
from app.domain.finding import Finding, Severity, State
from app.domain.organisation.client import ClientId
from app.store.runs import MOST, RunStore

CLIENT = ClientId("contoso")
RUN = CheckRun(
    started=datetime(2026, 1, 1, tzinfo=UTC),
    elapsed_s=1.5,
    finished=(
        CheckFinished(
            id="smtp.connect",
            findings=(
                Finding(
                    code="smtp.connect.ok",
                    severity=Severity.OK,
                    state=State.FOUND,
                    subject="h:587",
                    title="h answers",
                    evidence="220 h\u202e \x1b[31m",
                ),
            ),
            elapsed_s=0.5,
            transcript=(TranscriptLine(at_s=0.1, speaker=Speaker.SERVER, text="220 h"),),
        ),
    ),
)


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.keep(CLIENT, RUN)
    assert store.kept(CLIENT) == (RUN,)
    assert store.kept(ClientId("other")) == ()


def test_the_oldest_runs_make_room(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    for day in range(MOST + 5):
        store.keep(CLIENT, replace(RUN, started=RUN.started + timedelta(days=day)))
    kept = store.kept(CLIENT)
    assert len(kept) == MOST
    assert kept[0].started == RUN.started + timedelta(days=5)


def test_a_damaged_run_hides_no_other(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.keep(CLIENT, RUN)
    (tmp_path / "contoso" / "20250101T000000000000Z.json").write_text("{")
    assert store.kept(CLIENT) == (RUN,)


def test_a_removed_client_leaves_nothing(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.keep(CLIENT, RUN)
    store.remove(CLIENT)
    assert list(tmp_path.iterdir()) == []
