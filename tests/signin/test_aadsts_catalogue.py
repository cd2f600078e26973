"""The table of AADSTS numbers: each leads to one entry that says what to do."""

from __future__ import annotations

from collections import Counter

import pytest

from app.catalogue import Catalogue, FindingText
from app.domain.finding import Actor

PLAYED = ("65001", "53003", "50126", "700016", "50011", "7000218", "90094", "65004", "50076")
"""The practice tenant answers with these."""


@pytest.fixture(scope="module")
def texts() -> dict[str, FindingText]:
    found = Catalogue().findings
    return {code: text for code, text in found.items() if code.startswith("signin.aadsts.")}


def test_every_number_leads_to_one_entry(texts: dict[str, FindingText]) -> None:
    numbers = Counter(
        code for text in texts.values() for match in text.match for code in match.codes
    )
    assert len(numbers) >= 75
    assert [number for number, times in numbers.items() if times > 1] == []


def test_an_entry_is_named_after_its_first_number(texts: dict[str, FindingText]) -> None:
    for code, text in texts.items():
        assert text.match[0].codes[0] == "AADSTS" + code.removeprefix("signin.aadsts.")


def test_every_entry_says_who_acts_and_what_to_do(texts: dict[str, FindingText]) -> None:
    for text in texts.values():
        assert text.who_acts is not Actor.NOBODY
        assert text.cause.endswith(".")
        assert text.fix
        assert all(step.endswith(".") for step in text.fix)


@pytest.mark.parametrize("number", PLAYED)
def test_the_practice_tenant_has_a_wording_to_speak(
    number: str, texts: dict[str, FindingText]
) -> None:
    literals = [match.literal for text in texts.values() for match in text.match]
    assert any(literal.startswith(f"AADSTS{number}: ") for literal in literals)
