"""What the helpers write: well formed at once, refused until it is filled in, and then good."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.consumers.table import find_claims
from tests.skeleton.__main__ import ROOT, main
from tests.skeleton.author import CODE, JUDGED, fill_in
from tests.skeleton.drafts import find_marks
from tests.skeleton.finding import file_of
from tests.skeleton.tree import copy_tree, outcomes, run

TARGET, FILE = "lab-mailer", "mail.ini"
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"
WRITTEN = {
    f"resources/catalogue/targets/{TARGET}.toml", f"resources/templates/apps/{TARGET}.ini.j2",
    "tests/consumers/test_lab_mailer.py", "resources/catalogue/findings/lab.toml",
    "resources/i18n/de/findings/lab.toml", "resources/i18n/es/findings/lab.toml",
    "resources/i18n/fr/findings/lab.toml", "tests/domain/test_lab_age.py",
    "app/gui/pages/client/greeting.py", "tests/gui/pages/client/test_greeting.py",
}  # fmt: skip
CODE_WRITTEN = sorted(path for path in WRITTEN if path.endswith(".py"))
REFUSED = {
    "test_nothing_is_left_to_fill_in", f"test_export[{TARGET}]", "test_lab_age_is_found",
    "test_greeting_is_worked_by_keyboard",
}  # fmt: skip
TESTS = (
    "tests/skeleton/test_marks.py::test_nothing_is_left_to_fill_in",
    *(
        f"tests/render/test_targets.py::{name}[{TARGET}]"
        for name in (
            "test_export",
            "test_hostile_value_is_refused_or_adds_no_line",
            "test_password_stands_only_in_files_that_say_so",
            "test_notes_say_where_how_and_back",
        )
    ),
    f"tests/catalogue/test_targets.py::test_target_is_described[{TARGET}]",
    *(
        f"tests/catalogue/test_translations.py::{name}[{language}-findings]"
        for name in (
            "test_a_translation_is_of_an_entry_as_it_stands_today",
            "test_places_and_what_is_copied_stay_what_they_are",
            "test_typography_is_that_of_the_language",
        )
        for language in ("de", "es", "fr")
    ),
    "tests/domain/test_lab_age.py",
    "tests/gui/pages/client/test_greeting.py",
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which all three helpers were run, as an author runs them."""
    copy = copy_tree(tmp_path_factory.mktemp("tree"))
    wanted = (
        ("target", TARGET, FILE),
        ("finding", CODE, JUDGED, "--who", "dns_host", "--value", "days"),
        ("page", "client", "greeting"),
    )
    said = [run(copy, "-m", "tests.skeleton", *words) for words in wanted]
    assert [one.returncode for one in said] == [0, 0, 0], said
    told = "".join(one.stdout for one in said)
    assert set(re.findall(r"^wrote (\S+)$", told, re.MULTILINE)) == WRITTEN
    assert all((copy / path).is_file() for path in WRITTEN)
    assert "--snapshot-update" in told
    return copy


def test_it_is_well_formed_refused_until_filled_in_and_then_good(tree: Path) -> None:
    assert_style(tree, *CODE_WRITTEN)
    assert ", 0 broken." in run(tree, "-c", LINT_IMPORTS).stdout
    assert {claim.target for claim in find_claims(tree)} >= {TARGET}
    fresh = outcomes(tree, *TESTS)
    assert {name for name, is_well in fresh.items() if not is_well} == REFUSED
    fill_in(tree, WRITTEN)
    filled = outcomes(tree, "--snapshot-update", *TESTS)
    assert {name for name, is_well in filled.items() if not is_well} == set()
    assert len(filled) == len(fresh)
    assert_style(tree, *CODE_WRITTEN)
    golden = tree / f"tests/render/__snapshots__/test_targets/test_export[{TARGET}].txt"
    assert "host = smtp.office365.com\nport = 587\n" in golden.read_text("utf-8")


def assert_style(tree: Path, *paths: str) -> None:
    for words in (("check", "--no-cache"), ("format", "--check", "--no-cache")):
        said = run(tree, "-m", "ruff", *words, *paths)
        assert said.returncode == 0, said.stdout + said.stderr


def test_the_longest_names_are_well_formed_too(tmp_path: Path) -> None:
    copy = copy_tree(tmp_path / "tree")
    code = f"smtp.{'a' * 65}"
    module = "app/services/certificates/relay_files.py"
    values = (f"--value={letter * 30}" for letter in "abcde")
    assert main(["target", "t" * 30, "f" * 30], copy) == 0
    assert main(["finding", code, module, *values], copy) == 0
    assert main(["page", "hand_over", "p" * 20], copy) == 0
    written = {mark.partition(":")[0] for mark in find_marks(copy)}
    assert_style(copy, *(path for path in written if path.endswith(".py")))


@pytest.mark.parametrize(
    ("code", "file"),
    [
        ("dns.dkim.lab", "dns_dkim.toml"),
        ("dns.lookup.lab", "dns_lookup.toml"),
        ("smtp.auth.lab", "replies_auth.toml"),
        ("relay.lab", "relay.toml"),
        ("check.lab", "checks.toml"),
        ("checks.lab", "checks.toml"),
        ("lab.of_its_own", "lab.toml"),
    ],
)
def test_a_finding_joins_those_that_begin_like_it(code: str, file: str) -> None:
    assert file_of(ROOT, code) == file
