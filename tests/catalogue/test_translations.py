"""Walks every translation: of what, as fresh as it should be, with every place and list item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from app.catalogue import Catalogue, CatalogueError
from app.catalogue.files import read_named
from app.catalogue.message_words import message_languages
from app.catalogue.resources import CATALOGUE as FOLDER
from app.catalogue.resources import I18N
from app.catalogue.schema.words import (
    ChecklistWords,
    FindingWords,
    PathWords,
    ReasonWords,
    StepWords,
    Words,
)
from app.catalogue.translation import Translation, digest
from app.domain.finding import Actor

CATALOGUE = Catalogue()
LANGUAGES = tuple(language for language in message_languages() if language != "en")
KINDS: Mapping[str, type[Words]] = {
    "findings": FindingWords,
    "steps": StepWords,
    "checklist": ChecklistWords,
    "paths": PathWords,
    "advice": ReasonWords,
}
ORIGINALS: Mapping[str, Mapping[str, Struct]] = {
    "findings": CATALOGUE.findings,
    "steps": {step.id: step for step in CATALOGUE.admin_steps},
    "checklist": {item.id: item for item in CATALOGUE.checklist},
    "paths": {str(id_): path for id_, path in CATALOGUE.paths.items()},
    "advice": CATALOGUE.reasons,
}
EVERYTHING = [(language, section) for language in LANGUAGES for section in KINDS]
PLACE = re.compile(r"\{\w+\}|<<\w+>>")
TO_KEEP = re.compile(
    r"https?://[^\s,;)”»“]+[\w/]|\b(?:v|p|sp|t|s|pct|adkim|rua|user)=[^\s,;:.”)]+|\b\d\.\d\.\d+\b|\bAADSTS\d+\b"
    r"|\b(?:Get|Set|New|Add|Remove|Enable|Disable|Test|Connect)-[A-Z]\w+"
)
"""What a reader copies or compares letter by letter."""


def words_of(language: str, section: str) -> Mapping[str, Words]:
    return read_named(I18N / language / section, KINDS[section])


def pairs(language: str, section: str) -> Iterator[tuple[str, str, str]]:
    """Every sentence: where it stands, in English and translated."""
    for id_, words in words_of(language, section).items():
        for name in (one for one in type(words).__struct_fields__ if one != "of"):
            english, said = (
                (texts,) if isinstance(texts, str) else texts
                for texts in (getattr(ORIGINALS[section][id_], name), getattr(words, name))
            )
            assert len(said) == len(english), (id_, name)
            yield from ((f"{id_} {name}", *both) for both in zip(english, said, strict=True))


@pytest.mark.parametrize(("language", "section"), EVERYTHING)
def test_a_translation_is_of_an_entry_as_it_stands_today(language: str, section: str) -> None:
    stale = {
        id_: f'of = "{digest(ORIGINALS[section][id_], KINDS[section])}" once it is translated anew'
        for id_, words in words_of(language, section).items()
        if words.of != digest(ORIGINALS[section][id_], KINDS[section])
    }
    assert stale == {}


@pytest.mark.parametrize(("language", "section"), EVERYTHING)
def test_files_are_split_and_ordered_like_the_catalogue(language: str, section: str) -> None:
    for path in (I18N / language / section).glob("*.toml"):
        english = (FOLDER / section / path.name).read_text("utf-8")
        ids = list(msgspec.toml.decode(path.read_bytes(), type=dict[str, dict[str, object]]))
        places = [english.index(f'"{id_}"') for id_ in ids]
        assert places == sorted(places), path.name


@pytest.mark.parametrize(("language", "section"), EVERYTHING)
def test_places_and_what_is_copied_stay_what_they_are(language: str, section: str) -> None:
    for where, english, said in pairs(language, section):
        assert sorted(set(PLACE.findall(said))) == sorted(set(PLACE.findall(english))), where
        assert bool(said) == bool(english), where
        lost = [text for text in TO_KEEP.findall(english) if text not in said]
        assert lost == [], where


@pytest.mark.parametrize(("language", "section"), EVERYTHING)
def test_typography_is_that_of_the_language(language: str, section: str) -> None:
    for where, english, said in pairs(language, section):
        assert "  " not in said, where
        assert said == said.strip(), where
        assert said.endswith((".", ".”", ".“", ".»", ".)")) == ends_with_stop(english), where
        if english.endswith((":", "?")):
            assert said[-1] == english[-1], where
        if language == "fr":
            assert not re.search(r"\w [:;?!»]|« \w", said), (where, "a space that breaks lines")
        if ends_with_stop(english):
            assert said != english, where


def ends_with_stop(text: str) -> bool:
    return text.endswith((".", ".”", ".)"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_must_act_reads_no_english(language: str) -> None:
    said = Translation(CATALOGUE, language)
    here = (Actor.YOU, Actor.NOBODY)
    others = {code for code, text in CATALOGUE.findings.items() if text.who_acts not in here}
    assert others - said.findings.keys() == set()
    assert {step.id for step in CATALOGUE.admin_steps} - said.admin_steps.keys() == set()
    assert said.speech.left_in_english == frozenset()


def test_nothing_is_read_for_english_or_before_it_is_asked_for() -> None:
    english = Translation(CATALOGUE, "en")
    assert english.findings == {}
    assert english.speech.left_in_english == frozenset()
    assert "findings" not in vars(Translation(CATALOGUE, "de"))


def test_changed_english_is_shown_rather_than_an_old_translation(tmp_path: Path) -> None:
    folder = tmp_path / "de" / "findings"
    folder.mkdir(parents=True)
    entry = '["relay.refused"]\nof = "{}"\ntitle = "An {{recipient}}"\ncause = "."\nfix = ["."]\n'
    fresh = digest(CATALOGUE.findings["relay.refused"], FindingWords)
    (folder / "a.toml").write_text(entry.format("00000000"))
    assert Translation(CATALOGUE, "de", tmp_path).findings == {}
    (folder / "a.toml").write_text(entry.format(fresh))
    said = Translation(CATALOGUE, "de", tmp_path)
    values = {"recipient": "a@contoso.com"}
    english = CATALOGUE.finding("relay.refused", subject="x", values=values)
    worded = said.word(english)
    assert worded.title == "An a@contoso.com"
    assert worded.title.language == "de"
    assert worded.finding == english


@pytest.mark.parametrize("line", ['titel = "x"', "title = 3", "= ", '[["x"]]'])
def test_a_damaged_file_is_named(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "de" / "findings"
    folder.mkdir(parents=True)
    (folder / "a.toml").write_text(f'["relay.refused"]\nof = "x"\n{line}\n')
    with pytest.raises(CatalogueError, match="damaged") as caught:
        _ = Translation(CATALOGUE, "de", tmp_path).findings
    assert caught.value.values["file"].endswith("de/findings/a.toml")


@pytest.mark.parametrize("section", [name for name in KINDS if name != "findings"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_language_is_left_out(language: str, section: str) -> None:
    """A language without a section, too; of findings only some are read by others than the user."""
    missing = ORIGINALS[section].keys() - words_of(language, section).keys()
    assert not missing, f"resources/i18n/{language}/{section} lacks {sorted(missing)}"
