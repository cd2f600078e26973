"""Kept runs of checks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.check import CheckFinished, CheckRun, Speaker, TranscriptLine
from app.domain.finding import Finding, Severity, State
from app.domain.organisation.client import ClientId
from app.store.removed import KEPT_FOR, Removed
from app.store.runs import MOST, KeptRuns, RunStore

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
                    values={"host": "h\u202e", "port": "587"},
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
    assert store.kept(CLIENT) == KeptRuns(runs=(RUN,))
    assert store.kept(ClientId("other")) == KeptRuns(runs=())


def test_the_oldest_runs_make_room(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    for day in range(MOST + 5):
        store.keep(CLIENT, replace(RUN, started=RUN.started + timedelta(days=day)))
    kept = store.kept(CLIENT).runs
    assert len(kept) == MOST
    assert kept[0].started == RUN.started + timedelta(days=5)


def test_a_damaged_run_hides_no_other(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.keep(CLIENT, RUN)
    damaged = tmp_path / "contoso" / "20250101T000000000000Z.json"
    damaged.write_text("{")
    kept = store.kept(CLIENT)
    assert kept.runs == (RUN,)
    (unread,) = kept.unread
    assert (unread.code, unread.subject) == ("store.run.unreadable", CLIENT)
    assert unread.values == {"file": damaged.name, "folder": str(damaged.parent)}


def test_a_removed_client_leaves_nothing(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.keep(CLIENT, RUN)
    removed = Removed(id=CLIENT, at=datetime.now(UTC))
    store.set_aside(removed)
    assert store.kept(CLIENT).runs == ()
    store.restore(removed, ClientId("contoso-2"))
    assert store.kept(ClientId("contoso-2")).runs == (RUN,)


def test_the_bin_is_emptied_after_its_time(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.keep(CLIENT, RUN)
    long_ago = Removed(id=CLIENT, at=datetime.now(UTC) - KEPT_FOR - timedelta(minutes=1))
    store.set_aside(long_ago)
    store.set_aside(Removed(id=ClientId("other"), at=datetime.now(UTC)))
    assert list((tmp_path / ".removed").iterdir()) == []
