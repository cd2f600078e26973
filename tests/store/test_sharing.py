"""Several processes work on the same clients, and nothing that any of them saved is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.address import DomainName
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, ClientId
from app.store.client_errors import ClientBusyError, ClientChangedError
from app.store.clients import ClientFileError, ClientStore
from tests.wording import in_words

CONTOSO = Client(id=ClientId("contoso"), name="Contoso", domain=DomainName.parse("contoso.com"))
TIMES = 25


@contextmanager
def process(folder: Path, how: str, mark: str = "") -> Iterator[subprocess.Popen[str]]:
    words = (str(folder), CONTOSO.id, how, mark, str(TIMES))
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.changing_process", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        try:
            yield running
        finally:
            running.kill()


def all_at_once(folder: Path, how: str, marks: Sequence[str]) -> list[str]:
    """Let a process for each mark work at the same time; return what they printed."""
    with ExitStack() as stack:
        running = [stack.enter_context(process(folder, how, mark)) for mark in marks]
        for one in running:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        said = [one.communicate()[0] for one in running]
        assert [one.returncode for one in running] == [0] * len(marks)
    return [line for text in said for line in text.splitlines()]


@pytest.fixture
def store(tmp_path: Path) -> ClientStore:
    return ClientStore(tmp_path, deadline_s=0.3)


def test_every_change_of_one_field_is_kept(store: ClientStore, tmp_path: Path) -> None:
    store.save(CONTOSO)
    all_at_once(tmp_path, "same", "abcd")
    marks = {f"{mark}{number}" for mark in "abcd" for number in range(TIMES)}
    assert set(store.load(CONTOSO.id).prepared) == marks


def test_versions_held_in_memory_overwrite_nothing_of_others(
    store: ClientStore, tmp_path: Path
) -> None:
    store.save(CONTOSO)
    all_at_once(tmp_path, "own", "abcd")
    now = store.load(CONTOSO.id)
    last = TIMES - 1
    assert (now.name, now.certificate_name) == (f"a{last}", f"b{last}")
    assert (now.message_language, now.cloud_file) == (f"c{last}", f"d{last}")
    own = {f"from_name_{mark}_{number}" for mark in "abcd" for number in range(TIMES)}
    assert set(now.targets) == own


def test_everybody_who_adds_gets_an_id_of_their_own(store: ClientStore, tmp_path: Path) -> None:
    made = all_at_once(tmp_path, "add", "abcd")
    assert len(made) == len(set(made)) == 4 * TIMES
    names = {client.name for client in store.list().clients}
    assert names == {f"{mark}{number}" for mark in "abcd" for number in range(TIMES)}


def test_a_holder_that_hangs_is_named_and_nothing_is_written(
    store: ClientStore, tmp_path: Path
) -> None:
    store.save(CONTOSO)
    with process(tmp_path, "hang") as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write("go\n")
        running.stdin.flush()
        assert running.stdout.readline() == "held\n"
        with pytest.raises(ClientBusyError) as caught:
            store.save(replace(CONTOSO, name="Other"), base=CONTOSO)
        assert str(running.pid) in in_words(caught.value).cause
        assert caught.value.exit_code == 3
        assert store.load(CONTOSO.id) == CONTOSO
    store.save(replace(CONTOSO, name="Other"), base=CONTOSO)
    assert store.load(CONTOSO.id).name == "Other"


def test_two_values_for_one_field_are_a_matter_of_asking(store: ClientStore) -> None:
    store.save(CONTOSO)
    theirs = store.update(CONTOSO.id, lambda now: replace(now, name="Theirs", cloud_file="/x"))
    with pytest.raises(ClientChangedError) as caught:
        store.save(replace(CONTOSO, name="Mine"), base=CONTOSO)
    assert (caught.value.fields, caught.value.theirs) == (("name",), theirs)
    assert "name" in in_words(caught.value).cause
    assert store.load(CONTOSO.id) == theirs


def test_an_update_that_changes_nothing_writes_nothing(store: ClientStore, tmp_path: Path) -> None:
    store.save(CONTOSO)
    before = (tmp_path / "contoso.toml").stat().st_ino
    store.update(CONTOSO.id, lambda now: now, did=Did.STEPS)
    store.save(CONTOSO, base=CONTOSO, did=Did.SET)
    assert (tmp_path / "contoso.toml").stat().st_ino == before
    assert store.journal.last() is None


def test_a_removed_client_lies_in_the_bin_and_comes_back(store: ClientStore) -> None:
    store.save(CONTOSO)
    removed = store.remove(CONTOSO.id)
    assert removed is not None
    assert store.removed() == (removed,)
    assert store.list().clients == ()
    assert (removed.until - datetime.now(UTC)).days == 29
    store.save(replace(CONTOSO, name="Another"))
    assert store.restore(removed) == replace(CONTOSO, id=ClientId("contoso-2"))
    assert store.removed() == ()
    assert {client.name for client in store.list().clients} == {"Another", "Contoso"}
    assert store.remove(ClientId("nobody")) is None


def test_what_was_done_last_is_known_with_both_versions(store: ClientStore) -> None:
    store.save(CONTOSO)
    after = store.update(CONTOSO.id, lambda now: replace(now, name="New"), did=Did.RENAME)
    change = store.journal.last(CONTOSO.id)
    assert change is not None
    assert (change.did, change.before, change.after) == (Did.RENAME, CONTOSO, after)
    store.remove(CONTOSO.id)
    last = store.journal.last()
    assert last is not None
    assert (last.did, last.before, last.after) == (Did.REMOVE, None, None)  # the bin has it
    store.journal.forget(CONTOSO.id)
    assert store.journal.last() is None


def test_damage_is_told_with_the_version_before_only_where_there_is_one(
    store: ClientStore, tmp_path: Path
) -> None:
    store.save(CONTOSO)
    store.save(replace(CONTOSO, name="Second"))
    (tmp_path / "contoso.toml").write_text("[")
    with pytest.raises(ClientFileError) as caught:
        store.load(CONTOSO.id)
    assert caught.value.code == "store.client.damaged"
    (tmp_path / "contoso.toml.previous").unlink()
    with pytest.raises(ClientFileError) as caught:
        store.load(CONTOSO.id)
    assert caught.value.code == "store.client.damaged_alone"
    assert ".previous" not in " ".join(in_words(caught.value).fix)
