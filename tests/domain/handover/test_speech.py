"""Findings said in another language, and what is left in English."""

from __future__ import annotations

from app.domain.finding import Finding, Severity
from app.domain.handover.message import ENGLISH, MessageWords
from app.domain.handover.speech import Speech
from app.domain.worded import Said, Worded
from tests.wording import ENGLISH as ENGLISH_WORDS
from tests.wording import in_words

GERMAN = MessageWords(language="de", rest_in_english="Der Rest ist Englisch.")
FOUND = Finding(code="dns.spf.seen", severity=Severity.OK, subject="contoso.com")
OTHER = Finding(code="dns.spf.not_seen", severity=Severity.WARNING, subject="contoso.com")


def say_in_german(finding: Finding) -> Worded:
    """German has words for one of the two alone."""
    if finding.code != FOUND.code:
        return in_words(finding)
    said = Said(f"{finding.subject} hat SPF", "de")
    return Worded(finding=finding, title=said, cause=Said("", "de"))


def test_english_is_named_only_where_some_is_left() -> None:
    speech = Speech(words=GERMAN, word=say_in_german, step=ENGLISH_WORDS.step)
    said, left = speech.say((FOUND, OTHER))
    assert [item.finding for item in said] == [FOUND, OTHER]
    assert said[0].title == "contoso.com hat SPF"
    assert said[1] == in_words(OTHER)
    assert left == {OTHER.code}
    assert speech.frame(has_english=True).rest_in_english
    assert not speech.frame(has_english=False).rest_in_english


def test_one_sentence_in_english_is_enough_to_be_named() -> None:
    def say_in_part(finding: Finding) -> Worded:
        title = Said(f"{finding.subject} hat SPF", "de")
        return Worded(finding=finding, title=title, cause=in_words(finding).cause)

    _, left = Speech(words=GERMAN, word=say_in_part, step=ENGLISH_WORDS.step).say((FOUND,))
    assert left == {FOUND.code}


def test_nothing_is_left_over_where_english_is_spoken() -> None:
    speech = Speech(word=in_words, step=ENGLISH_WORDS.step)
    assert speech.words is ENGLISH
    assert speech.say((FOUND, OTHER)) == ((in_words(FOUND), in_words(OTHER)), frozenset())
