"""What 0.1 kept opens here: its findings keep their words of then, and nothing guesses values."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.catalogue.translation import installed_wording
from app.domain.check import CheckRun
from app.domain.compare import compare
from app.domain.finding import Finding
from app.domain.organisation.client import Client, ClientId
from app.store.clients import ClientStore
from app.store.removed import Removed
from app.store.runs import RunStore

KEPT = Path(__file__).with_name("kept_by_0_1")
"""Written by 0.1 on its practice tenant: all well, without SPF, and all well again."""
ID = ClientId("contoso-kept-by-0-1")
DAY = date(2026, 11, 30)


@pytest.fixture
def client(tmp_path: Path) -> Client:
    shutil.copy(KEPT / f"{ID}.toml", tmp_path)
    return ClientStore(tmp_path).load(ID)


@pytest.fixture
def runs(tmp_path: Path) -> RunStore:
    folder = tmp_path / "runs" / ID
    folder.mkdir(parents=True)
    for kept in KEPT.glob("run-*.json"):
        shutil.copy(kept, folder)
    return RunStore(tmp_path / "runs")


def spf_of(run: CheckRun) -> Finding:
    return next(finding for finding in run.findings if finding.code.startswith("dns.spf"))


def test_a_client_of_0_1_shows_what_was_said_then_and_on_which_day(client: Client) -> None:
    assert client.findings
    for finding in client.findings:
        assert finding.values == {}
        assert finding.legacy is not None
        said = installed_wording("de")(finding)
        assert (said.title, said.title.language) == (finding.legacy.title, "en")
        assert said.said_on == DAY
    assert client.detection is not None
    assert all(finding.legacy for finding in client.detection.findings)


def test_a_plan_of_0_1_is_read_with_its_words(tmp_path: Path) -> None:
    plan = ClientStore(tmp_path).read_file(KEPT / "office.sendwright")
    assert plan.findings
    assert all(finding.legacy for finding in plan.findings)


def test_saving_a_client_of_0_1_loses_nothing(client: Client, tmp_path: Path) -> None:
    store = ClientStore(tmp_path)
    store.save(client)
    assert store.load(ID) == client


def test_runs_of_0_1_are_compared_with_each_other_and_with_new_ones(runs: RunStore) -> None:
    kept = runs.kept(ID)
    assert kept.unread == ()
    well, bad, again = kept.runs
    assert [finding.code for finding in compare(well, bad).appeared] == [
        "dns.spf.absent", "relay.spf.fails",
    ]  # fmt: skip
    assert [finding.code for finding in compare(bad, again).gone] == [
        "dns.spf.absent", "relay.spf.fails",
    ]  # fmt: skip
    absent = spf_of(bad)
    assert absent.legacy is not None
    said = installed_wording("fr")(absent)
    assert (str(said.title), said.said_on) == (absent.legacy.title, DAY)
    assert said.fix == absent.legacy.fix


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"started": 3}', b'{"finished": [3, {"findings": 5}]}']
)
def test_a_run_that_cannot_be_read_is_told_and_hides_no_other(
    runs: RunStore, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "runs" / ID / "run-0.json").write_bytes(content)
    kept = runs.kept(ID)
    assert len(kept.runs) == 3
    assert [finding.code for finding in kept.unread] == ["store.run.unreadable"]
    assert kept.unread[0].values["file"] == "run-0.json"


def test_a_code_that_no_longer_exists_is_shown_and_kept(client: Client, tmp_path: Path) -> None:
    text = (tmp_path / f"{ID}.toml").read_text("utf-8")
    (tmp_path / f"{ID}.toml").write_text(
        text + '\n[[findings]]\ncode = "gone.for.good"\nseverity = "warning"\nsubject = "x"\n'
        '[findings.values]\nhost = "mail.contoso.test"\n'
    )
    store = ClientStore(tmp_path)
    store.save(store.load(ID))
    finding = store.load(ID).findings[-1]
    assert finding.code == "gone.for.good"
    said = installed_wording("en")(finding)
    assert "gone.for.good" in said.title
    assert "mail.contoso.test" in said.cause


def test_files_of_others_cost_no_run(runs: RunStore, tmp_path: Path) -> None:
    folder = tmp_path / "runs" / ID
    for number in range(30):
        (folder / f"zz-{number}.json").write_text("{}")
    (folder / "folder.json").mkdir()
    run = runs.kept(ID).runs[0]
    runs.keep(ID, run)
    assert run.started in [kept.started for kept in runs.kept(ID).runs]
    assert len(list(folder.glob("*T*Z.json"))) == 1
    runs.set_aside(Removed(id=ID, at=datetime.now(UTC)))
