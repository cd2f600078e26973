"""Findings that were saved in English, said in another language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.finding import Finding, Severity, State
from app.domain.handover.message import MessageWords
from app.domain.handover.translation import PLAIN, Speech, Wording, read_values, translate_finding

ENGLISH = Wording(
    title="SPF of {domain} does not cover {address}",
    cause="It answers {result}.",
    fix=("Add ip4:{address} to {domain}.",),
)
GERMAN = Wording(
    title="{address} steht nicht in SPF von {domain}",
    cause="Er antwortet {result}.",
    fix=("Ergänzen Sie ip4:{address} bei {domain}.",),
)
VALUES = {"domain": "contoso.com", "address": "203.0.113.9", "result": "softfail"}
FOUND = Finding(
    code="relay.spf.fails",
    severity=Severity.WARNING,
    state=State.FOUND,
    subject="contoso.com",
    evidence="v=spf1 -all",
    title=ENGLISH.title.format_map(VALUES),
    cause=ENGLISH.cause.format_map(VALUES),
    fix=tuple(step.format_map(VALUES) for step in ENGLISH.fix),
)


def test_a_finding_is_worded_anew_with_its_values() -> None:
    said = translate_finding(FOUND, ENGLISH, GERMAN)
    assert said is not None
    assert said.title == "203.0.113.9 steht nicht in SPF von contoso.com"
    assert said.cause == "Er antwortet softfail."
    assert said.fix == ("Ergänzen Sie ip4:203.0.113.9 bei contoso.com.",)
    assert replace(said, title=FOUND.title, cause=FOUND.cause, fix=FOUND.fix) == FOUND


@pytest.mark.parametrize(
    "changed",
    [
        replace(FOUND, title="SPF is missing"),
        replace(FOUND, cause="An earlier version said something else."),
        replace(FOUND, fix=()),
        replace(FOUND, fix=(*FOUND.fix, "And more.")),
    ],
)
def test_a_finding_that_says_something_else_is_left_alone(changed: Finding) -> None:
    assert translate_finding(changed, ENGLISH, GERMAN) is None


def test_a_place_that_stands_twice_must_hold_the_same() -> None:
    assert read_values("{a} is {b}, and {b} is {a}", "x is y, and y is x") == {"a": "x", "b": "y"}
    assert read_values("{a} is {b}, and {b} is {a}", "x is y, and y is z") is None


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("", "", {}),
        ("", "x", None),
        ("Plain.", "Plain.", {}),
        ("Plain.", "Plain. ", None),
        ("{a}", "", {"a": ""}),
        ("At {a}: {b}", "At x: v=spf1 a:b", {"a": "x", "b": "v=spf1 a:b"}),
        ("{a}.", "one. two.", {"a": "one. two"}),
        ("{a}.", "one", None),
    ],
)
def test_values_are_read_back(template: str, text: str, values: dict[str, str] | None) -> None:
    assert read_values(template, text) == values


@given(st.text(), st.text())
def test_what_is_read_back_fills_the_same_sentence(first: str, second: str) -> None:
    template = "Publish this at {a}: {b} ({a})."
    text = template.format(a=first, b=second)
    read = read_values(template, text)
    assert read is None or template.format_map(read) == text


def test_english_is_named_only_where_some_is_left() -> None:
    words = MessageWords(language="de", rest_in_english="Der Rest ist Englisch.")
    speech = Speech(words=words, finding=lambda item: translate_finding(item, ENGLISH, GERMAN))
    other = replace(FOUND, code="dns.spf.absent", title="None")
    said, left = speech.say((FOUND, other))
    assert [item.code for item in said] == [FOUND.code, other.code]
    assert said[0].title.startswith("203")
    assert said[1] == other
    assert left == {"dns.spf.absent"}
    assert speech.frame(has_english=True).rest_in_english
    assert not speech.frame(has_english=False).rest_in_english
    assert PLAIN.say((FOUND,)) == ((FOUND,), frozenset())
