"""The net itself: it shows what changes, and hides only what belongs to one run."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.net.grouping import group
from tests.net.merging import merge
from tests.net.parts import Part, write_beside
from tests.net.pieces import pieces
from tests.net.recorded_files import RECORDED, differences, names_in, save
from tests.net.replacing import Replacer, names_of
from tests.net.shell import call
from tests.net.steady import steady

ROOT = Path(__file__).parents[2]
MOST_BYTES = 5_000_000


def replaced(text: str) -> str:
    return Replacer(ports={43169: "submission"}).replace(text)


def test_a_changed_line_is_shown_with_its_file(tmp_path: Path) -> None:
    save({"a/one.txt": "first\nsecond\n", "a/two.txt": "third\n"}, tmp_path)
    fresh = {"a/one.txt": "first\nanother\n", "a/two.txt": "third\n"}
    told = list(differences(fresh, tmp_path))
    assert told[:2] == ["--- recorded/a/one.txt", "+++ fresh/a/one.txt"]
    assert {"-second", "+another"} <= set(told)
    assert list(differences({"a/two.txt": "third\n"}, tmp_path)) == []


def test_a_recording_that_is_missing_is_a_difference(tmp_path: Path) -> None:
    assert "+all of it" in list(differences({"new.txt": "all of it\n"}, tmp_path))


def test_a_recorded_line_that_changes_makes_the_comparison_fail(tmp_path: Path) -> None:
    fresh = pieces()["device_checks"].record()
    save(fresh, tmp_path)
    name = sorted(fresh)[0]
    lines = (tmp_path / name).read_text("utf-8").splitlines(keepends=True)
    lines[1] = lines[1].replace("e", "é", 1)
    (tmp_path / name).write_text("".join(lines), "utf-8")
    assert any(line.startswith(f"+++ fresh/{name}") for line in differences(fresh, tmp_path))


def test_a_long_difference_is_cut_and_says_so(tmp_path: Path) -> None:
    fresh = {"a.txt": "\n".join(map(str, range(500)))}
    told = list(differences(fresh, tmp_path, most=10))
    assert len(told) == 11
    assert "lines more in a.txt" in told[-1]


def test_ports_of_the_catalogue_stay_and_those_of_a_run_go() -> None:
    assert replaced("localhost:587, port 587, localhost:588") == (
        "localhost:587, port 587, localhost:588"
    )
    assert replaced("localhost:43169, port 43169") == (
        "localhost:<port-submission>, port <port-submission>"
    )
    assert replaced("http://localhost:51111 and localhost:51112 and :51111") == (
        "http://localhost:<port-1> and localhost:<port-2> and :51111"
    )
    assert replaced("AADSTS53003, 127.0.0.1:993") == "AADSTS53003, 127.0.0.1:993"


def test_ids_of_the_catalogue_stay_and_those_of_a_run_are_numbered() -> None:
    known, new = "3a6e0d4c-91b2-4f08-8c57-d2e4b6a81f39", "0f1e2d3c-0000-4000-8000-123456789abc"
    assert replaced(f"{known} {new} {new.replace('0f', 'af')} {new}") == (
        f"{known} <id-1> <id-2> <id-1>"
    )


def test_moments_go_and_days_of_facts_stay() -> None:
    today = datetime.now(UTC)
    lasts = today + timedelta(days=90)
    assert replaced(f'"started": "{today.isoformat()}"') == '"started": "<moment>"'
    assert replaced("looked up on 2026-11-23") == "looked up on 2026-11-23"
    assert replaced(f"looked up on {today:%Y-%m-%d}") == f"looked up on {today:%Y-%m-%d}"
    assert replaced(f"stays good until {lasts:%Y-%m-%d}") == "stays good until <day>"
    assert replaced("ends on 2027-12-31, wait 30 s") == "ends on 2027-12-31, wait 30 s"


def test_whether_a_fact_is_a_year_old_depends_on_the_day_and_is_left_out() -> None:
    assert replaced('"older_than_a_year": true') == replaced('"older_than_a_year": false')
    assert replaced("looked up on 2026-11-23, more than a year ago") == "looked up on 2026-11-23"


def test_folders_are_named(tmp_path: Path) -> None:
    told = Replacer(names=names_of(tmp_path)).replace(f"in {tmp_path}/out/a.pdf")
    assert told == "in <folder>/out/a.pdf"


def test_records_of_dns_come_in_one_order_and_texts_as_they_are() -> None:
    assert steady("a.test A: 203.0.113.9; 127.0.0.1\n") == "a.test A: 127.0.0.1; 203.0.113.9\n"
    assert steady("a.test TXT: v=DKIM1; k=rsa; a=b\n") == "a.test TXT: v=DKIM1; k=rsa; a=b\n"


def test_a_part_like_its_base_is_named_and_a_little_difference_shown() -> None:
    base = [Part("one", tuple("abcdefg")), Part("two", ("x", "y"))]
    fresh = [Part("one", tuple("abCdefg")), Part("two", ("x", "y")), Part("three", ("z",))]
    assert write_beside(fresh, base, "it") == (
        "== one\n(as in it, but)\n@@\n- c\n+ C\n\n== two\n(as in it)\n\n== three\nz\n\n"
    )


def test_merged_lists_can_be_read_off_again() -> None:
    lists = {"o": ["a", "b", "c"], "p": ["a", "c", "d"], "r": ["c", "a"]}
    merged = [line.split(maxsplit=1) for line in merge(lists)]
    for mark, lines in lists.items():
        assert [line for marks, line in merged if mark in marks or marks == "*"] == lines


def test_whoever_has_the_same_answer_stands_together() -> None:
    assert group([("one", "yes"), ("two", "no"), ("three", "yes")]) == (
        "yes\nof 2:\n    one\n    three\n\nno\nof 1:\n    two\n"
    )


def test_the_recordings_are_small_and_nobody_is_left_over() -> None:
    files = [RECORDED / name for name in names_in(RECORDED)]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert not [path for path in RECORDED.rglob("*") if path.is_file() and path not in files]


def test_nothing_of_the_computer_is_in_the_recordings() -> None:
    home = str(Path.home())
    for name in names_in(RECORDED):
        text = (RECORDED / name).read_text("utf-8")
        assert home not in text or len(home) < 4
        assert str(ROOT) not in text


def test_what_is_called_in_this_process_is_what_the_program_says() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "targets"], capture_output=True, check=False, cwd=ROOT
    )
    said = call("targets")
    assert (said.code, said.out, said.err) == (
        done.returncode,
        done.stdout.decode(),
        done.stderr.decode(),
    )


@pytest.mark.parametrize("name", sorted(pieces()))
def test_each_piece_is_named_once(name: str) -> None:
    assert pieces()[name].name == name
