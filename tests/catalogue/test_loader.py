"""The loader is strict, and says where a data file is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.catalogue import Catalogue, CatalogueError
from app.catalogue.resources import CATALOGUE as FOLDER
from app.catalogue.translation import Translation
from app.domain.finding import Severity, State
from tests.wording import all_of, in_words

FINDING = """
[[finding]]
code = "a.b"
severity = "error"
title = "{subject} is not {what}"
cause = "Braces {{stay}}."
fix = ["Do {what}."]
sources = ["https://example.com"]
checked = 2026-11-23
"""


def catalogue(folder: Path, text: str | bytes) -> Catalogue:
    section = folder / "findings"
    section.mkdir()
    content = text.encode() if isinstance(text, str) else text
    (section / "a.toml").write_bytes(content)
    return Catalogue(folder)


def test_finding_fills_names_and_keeps_braces(tmp_path: Path) -> None:
    texts = catalogue(tmp_path, FINDING)
    made = texts.finding(
        "a.b", subject="x{y}", evidence="raw {z}", state=State.ABSENT, values={"what": "{here}"}
    )
    said = Translation(texts, "en").word(made)
    assert said.title == "x{y} is not {here}"
    assert said.cause == "Braces {stay}."
    assert said.fix == ("Do {here}.",)
    assert made.values == {"what": "{here}"}
    assert made.evidence == "raw {z}"
    assert (made.severity, made.state) == (Severity.ERROR, State.ABSENT)


def test_finding_quotes_a_value_for_powershell(tmp_path: Path) -> None:
    text = FINDING.replace("Do {what}.", "Run: Set-X {what_quoted}")
    texts = catalogue(tmp_path, text)
    made = texts.finding("a.b", subject="x", values={"what": "o'b@x.y; \x1b Remove-Y"})
    assert Translation(texts, "en").word(made).fix == ("Run: Set-X 'o''b@x.y; \\u001b Remove-Y'",)


@pytest.mark.parametrize(("code", "values"), [("a.c", {"what": "x"}), ("a.b", {})])
def test_finding_of_an_unknown_code_or_name_is_a_bug(
    tmp_path: Path, code: str, values: dict[str, str]
) -> None:
    with pytest.raises(KeyError):
        catalogue(tmp_path, FINDING).finding(code, subject="x", values=values)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (FINDING.replace("cause =", "colour ="), "colour"),
        (FINDING.replace('"error"', '"dreadful"'), "$[...][0].severity"),
        (FINDING.replace("2026-11-23", "2026-13-23"), "a.toml"),
        (FINDING.replace("[[finding]]", "[[findings]]"), "finding"),
        (FINDING.replace('code = "a.b"', ""), "code"),
        ("[[finding", "a.toml"),
        ("", "finding"),
        (b"\xff\xfe", "a.toml"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, text: str | bytes, word: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        _ = catalogue(tmp_path, text).findings
    assert word in all_of(caught.value)
    assert caught.value.code == "app.catalogue.damaged"
    assert in_words(caught.value).fix


def test_a_damaged_section_leaves_the_others_alone(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "catalogue")
    (tmp_path / "catalogue" / "paths" / "relay.toml").write_text("broken")
    damaged = Catalogue(tmp_path / "catalogue")
    assert damaged.findings
    with pytest.raises(CatalogueError):
        _ = damaged.paths


def test_sections_are_read_once() -> None:
    whole = Catalogue()
    assert whole.findings is whole.findings
    assert whole.admin_steps is whole.admin_steps
