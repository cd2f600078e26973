"""Every code is filled in every language, with plain and with hostile values."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

import msgspec
import pytest

from app.catalogue import AdminStep, Catalogue
from app.catalogue.advice import mentioning, reason_places
from app.catalogue.message_words import message_languages
from app.catalogue.steps import prepare_step
from app.catalogue.translation import Translation
from app.domain.errors import InputError
from app.domain.finding import Finding
from app.domain.handover.admin_step import PreparedStep, WordedStep, fill_step, quote_powershell
from app.domain.path import SendingPath
from app.domain.paths.remark import Remark
from app.domain.visible import make_visible
from app.domain.worded import Worded

CATALOGUE = Catalogue()
LANGUAGES = message_languages()
MENTION = mentioning(CATALOGUE)
SPOKEN = {language: Translation(CATALOGUE, language) for language in LANGUAGES}
HOSTILE = (
    "{nope}", "{0.__class__}", "{subject!r:>999999999}", "%s%n", "'; Remove-Mailbox *; '",
    "\x1b]0;x\x07", "\u202e", "<script>alert(1)</script>", "a\nb", "", "\\", "#{1+1}", "«host»",
)  # fmt: skip

CONTROLLING = ("\x1b]0;x\x07", "a\nb")
"""What PowerShell takes in no literal."""


def filled(code: str, value: str) -> Finding:
    values = dict.fromkeys(CATALOGUE.places(code), value)
    return CATALOGUE.finding(code, subject=value, values=values)


def mentioned(code: str, value: str) -> Remark:
    """A remark that has everything that a sentence may wait for."""
    names = reason_places(CATALOGUE.reasons[code].text) - {"path", "ends", "seen"}
    seen = filled("direct_send.rejected", value)
    values = dict.fromkeys(names, value)
    return MENTION(code, values, path=SendingPath.SMTP_AUTH_BASIC, seen=seen)


def sentences(said: Worded) -> list[str]:
    return [said.title, said.cause, *said.fix]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_said_with_its_values(language: str) -> None:
    for code, text in CATALOGUE.findings.items():
        said = SPOKEN[language].word(filled(code, "V4LUE"))
        assert len(said.fix) == len(text.fix), code
        assert said.title, code
        template = SPOKEN[language].findings.get(code, text)
        asked = "".join((template.title, template.cause, *template.fix))
        assert "".join(sentences(said)).count("«") == asked.count("«"), code
        if CATALOGUE.places(code):
            assert "V4LUE" in " ".join(sentences(said)), code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_is_obeyed(language: str, value: str) -> None:
    for code in CATALOGUE.findings:
        plain = SPOKEN[language].word(filled(code, "V4LUE"))
        hostile = SPOKEN[language].word(filled(code, value))
        for one, other in zip(sentences(plain), sentences(hostile), strict=True):
            shown = other.count(value) + other.count(make_visible(value))  # as PowerShell's
            assert one.count("V4LUE") <= shown, code
            assert len(other) <= len(one) + one.count("V4LUE") * 3 * max(len(value), 12), code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_of_a_remark_is_obeyed(language: str, value: str) -> None:
    spoken = SPOKEN[language]
    for code in CATALOGUE.reasons:
        plain = spoken.remark(mentioned(code, "V4LUE"))
        names = reason_places(CATALOGUE.reasons[code].text) - {"path", "ends", "seen"}
        assert plain.text.count("V4LUE") >= len(names), code
        assert spoken.remark(mentioned(code, value)).text == plain.text.replace("V4LUE", value)
        assert plain.text.language == (language if code in spoken.reasons else "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_remark_names_is_said_in_the_language_too(language: str) -> None:
    spoken = SPOKEN[language]
    seen = filled("direct_send.rejected", "x")
    shut = spoken.remark(MENTION("advice.shut", path=SendingPath.DIRECT_SEND, seen=seen))
    assert shut.values["seen"] == spoken.word(seen).title
    assert shut.values["path"] == spoken.path(SendingPath.DIRECT_SEND).name
    assert spoken.word(seen).title in shut.text
    assert spoken.word(seen).title.language == language


def filled_step(step: AdminStep, value: str) -> PreparedStep:
    prepared = prepare_step(step)
    return fill_step(prepared, dict.fromkeys(prepared.names, value))


def texts_of(said: WordedStep) -> list[str]:
    return [said.title, said.why, *said.clicks, *said.undo_clicks]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [value for value in HOSTILE if value])
def test_no_value_of_a_step_is_obeyed(language: str, value: str) -> None:
    spoken = SPOKEN[language]
    literal = "" if value in CONTROLLING else quote_powershell(value)
    for step in CATALOGUE.admin_steps:
        plain = spoken.step(filled_step(step, "V4LUE"))
        if prepare_step(step).in_code and value in CONTROLLING:
            with pytest.raises(InputError):
                filled_step(step, value)
            continue
        hostile = spoken.step(filled_step(step, value))
        assert "<<" not in "".join((*texts_of(plain), plain.powershell, plain.undo)), step.id
        assert texts_of(hostile) == [text.replace("V4LUE", value) for text in texts_of(plain)]
        for one, other in ((plain.powershell, hostile.powershell), (plain.undo, hostile.undo)):
            assert one.count("V4LUE") == one.count("'V4LUE'"), step.id
            assert other == one.replace("'V4LUE'", literal), step.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_shows_what_is_missing_in_every_language(language: str) -> None:
    for step in CATALOGUE.admin_steps:
        prepared = prepare_step(step)
        said = SPOKEN[language].step(prepared)
        shown = " ".join((*texts_of(said), said.powershell, said.undo))
        assert said.missing == said.values == prepared.names
        assert all(f"«{name.replace('_', ' ')}»" in shown for name in said.missing), step.id


def test_a_step_without_a_translation_is_said_in_english_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    german = Translation(CATALOGUE, "de")
    first, second = CATALOGUE.admin_steps[:2]
    known = {id_: text for id_, text in german.admin_steps.items() if id_ != first.id}
    monkeypatch.setattr(german, "admin_steps", known)
    assert german.speech.left_in_english == {first.id}
    one, other = filled_step(first, "x"), filled_step(second, "x")
    assert german.step(one) == SPOKEN["en"].step(one)
    assert german.step(other).title != SPOKEN["en"].step(other).title


def test_a_remark_that_lacks_a_value_is_a_bug_where_it_is_made() -> None:
    with pytest.raises(KeyError):
        MENTION("device.ends")
    with pytest.raises(KeyError):
        MENTION("advice.shut", path=SendingPath.DIRECT_SEND)
    with pytest.raises(KeyError):
        MENTION("no.such.code")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_says_its_language(language: str) -> None:
    translated = SPOKEN[language].findings
    for code in CATALOGUE.findings:
        said = SPOKEN[language].word(filled(code, "x"))
        own = language if code in translated else "en"
        assert {sentence.language for sentence in (said.title, *said.fix)} == {own}
        assert said.has_english(language) is (own != language)


def test_a_sentence_without_a_translation_is_said_in_english_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    german = Translation(CATALOGUE, "de")
    code = next(code for code, text in german.findings.items() if text.cause and len(text.fix) > 1)
    text = german.findings[code]
    without = msgspec.structs.replace(text, cause="")
    monkeypatch.setattr(german, "findings", {**german.findings, code: without})
    said = german.word(filled(code, "x"))
    assert (said.title.language, said.cause.language) == ("de", "en")
    assert said.has_english("de")


def test_words_that_wait_for_a_value_are_a_bug_and_not_an_event() -> None:
    code = next(code for code in CATALOGUE.findings if CATALOGUE.places(code))
    with pytest.raises(KeyError):
        CATALOGUE.finding(code, subject="x")
    with pytest.raises(KeyError):
        CATALOGUE.finding("no.such.code", subject="x")


def test_a_value_that_another_version_did_not_keep_stands_as_its_name() -> None:
    code = next(code for code in CATALOGUE.findings if CATALOGUE.places(code))
    name = min(CATALOGUE.places(code))
    values: Mapping[str, str] = dict.fromkeys(CATALOGUE.places(code) - {name}, "x")
    finding = Finding(
        code=code, values=values, severity=CATALOGUE.findings[code].severity, subject="s"
    )
    said = " ".join(sentences(SPOKEN["en"].word(finding)))
    assert f"«{name.replace('_', ' ')}»" in said


def test_places_are_names_and_nothing_else() -> None:
    """A place with an attribute, an index or a format would reach into our own objects."""
    for text in CATALOGUE.findings.values():
        for sentence in (text.title, text.cause, *text.fix):
            for _, name, spec, conversion in Formatter().parse(sentence):
                assert name is None or name.isidentifier(), text.code
                assert not spec, text.code
                assert conversion is None, text.code


def test_a_value_that_calls_itself_quoted_is_quoted_all_the_same() -> None:
    code = "smtp.auth.disabled_for_tenant"
    values = dict.fromkeys(CATALOGUE.places(code), "a@contoso.com")
    evil = {**values, **{f"{name}_quoted": "'a'; iex (irm x) #" for name in values}}
    finding = CATALOGUE.finding(code, subject="x", values=evil)
    assert "iex" not in " ".join(sentences(SPOKEN["en"].word(finding)))
