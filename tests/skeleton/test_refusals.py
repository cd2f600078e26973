"""What cannot be written is refused with its reason, and then nothing is written at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.skeleton.__main__ import main
from tests.skeleton.tree import copy_tree, everything

MODULE = "app/probe/dns/dkim.py"
HOSTILE = (
    "", ".", "..", "../up", "a/b", "/etc/passwd", "UPPER", "a b", "a\nb", "x\n", 'a"b', "a'b", "ä",
    "a\x00b", "$name", "{{x}}", "a--b", "9", "x" * 200,
)  # fmt: skip
EXISTING: tuple[tuple[tuple[str, ...], str], ...] = (
    (("target", "gitea", "app.ini"), "there is a target gitea already"),
    (("target", "ilo", "app.ini"), "there is a target ilo already"),
    (("finding", "dns.dkim.ok", MODULE), "there is a finding dns.dkim.ok already"),
    (("finding", "dns.lab", "app/probe/dns/nowhere.py"), "name the module that will"),
    (("finding", "dns.lab", "app/../tests/conftest.py"), "name the module that will"),
    (("finding", "dns.lab"), "name the module that will"),
    (("finding", "dns.lab", MODULE, "--value=a", "--value=a"), "different names"),
    (("page", "client", "plan"), "exists"),
    (("page", "export", "sheets"), "has a folder sheets already"),
    (("page", "trial", "page"), "exists"),
)
"""What is asked for, and why it cannot be."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_tree(tmp_path_factory.mktemp("tree"), "app/gui", "app/probe", "resources", "tests")


@pytest.fixture
def unchanged(tree: Path) -> Iterator[Path]:
    """The tree, in which nothing may be written."""
    before = everything(tree)
    yield tree
    assert everything(tree) == before


def refused(tree: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Ask for something that is refused; gives the reason."""
    assert main(words, tree) == 2, words
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Nothing was written: ")
    return said.err


def test_hostile_names_of_targets(unchanged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (*HOSTILE, "snake_case"):
        assert "is no name of a target" in refused(unchanged, capsys, "target", name, "app.ini")
    for file in (*HOSTILE[:5], "a\nb", 'a"b', "README.txt", "...", "-x"):
        words = ("target", "lab", "--", file)
        assert "is no name of a file" in refused(unchanged, capsys, *words)


def test_hostile_codes(unchanged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for code in (*HOSTILE, "dns", "dns.", ".dns", "dns..x", "dns.X", "dns.x-y", "dns.../x"):
        assert "is no code" in refused(unchanged, capsys, "finding", code, MODULE)
    for value in ("", "A", "a b", "{x}", "subject", "host_quoted", "a.b", "a\n"):
        words = ("finding", "dns.lab", MODULE, f"--value={value}")
        assert "is no name of a value" in refused(unchanged, capsys, *words)


def test_hostile_parts_of_pages(unchanged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (*HOSTILE, "class", "import", "with-hyphen", "_private", "a__b"):
        assert "is no name of a module" in refused(unchanged, capsys, "page", "client", name)
    for step in ("", "nowhere", "../client", "test", "Client"):
        assert "hand_over" in refused(unchanged, capsys, "page", step, "greeting")


def test_what_exists_stays(unchanged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, reason in EXISTING:
        assert reason in refused(unchanged, capsys, *words), words


def test_one_file_in_the_way_stops_all_of_them(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tree / "tests" / "consumers" / "test_lab_two.py"
    in_the_way.write_text("mine\n", "utf-8")
    before = everything(tree)
    assert "test_lab_two.py exists" in refused(tree, capsys, "target", "lab-two", "app.ini")
    assert everything(tree) == before


def test_what_fails_half_way_is_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last language's folder is a file: what was written before it must go again."""
    spoilt = copy_tree(tmp_path / "spoilt", "resources", "app/probe")
    shutil.rmtree(spoilt / "resources" / "i18n" / "fr" / "findings")
    (spoilt / "resources" / "i18n" / "fr" / "findings").write_text("in the way\n", "utf-8")
    before = everything(spoilt)
    refused(spoilt, capsys, "finding", "lab.age", MODULE, "--who", "dns_host")
    assert everything(spoilt) == before


@pytest.mark.parametrize("words", [(), ("target",), ("nothing",), ("finding", "a.b", "--who=me")])
def test_wrong_usage_shows_how(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: python -m tests.skeleton" in capsys.readouterr().err
