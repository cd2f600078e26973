"""Every reply that the catalogue quotes is read as the finding it stands for."""

from __future__ import annotations

import pytest

from app.catalogue import Catalogue, Match
from app.catalogue.replies import read_reply

CATALOGUE = Catalogue()
QUOTED = [
    (code, match)
    for code, text in CATALOGUE.findings.items()
    for match in text.match
    if match.literal and match.stages != ("tls",)
]
STAGES = {"connect", "auth", "mail", "rcpt", "data", "bounce", "sign_in", "tls", "login"}


@pytest.mark.parametrize(("code", "match"), QUOTED, ids=[code for code, _ in QUOTED])
def test_literal_is_read_as_its_own_finding(code: str, match: Match) -> None:
    for stage in ("", *match.stages):
        assert read_reply(CATALOGUE, match.literal, stage).code == code, stage


@pytest.mark.parametrize(("code", "match"), QUOTED, ids=[code for code, _ in QUOTED])
def test_literal_is_read_whatever_its_case_and_line_breaks(code: str, match: Match) -> None:
    folded = match.literal.replace(" ", "\r\n ", 4) if "AADSTS" in match.literal else match.literal
    assert read_reply(CATALOGUE, folded.upper()).code == code


@pytest.mark.parametrize(("code", "match"), QUOTED, ids=[code for code, _ in QUOTED])
def test_literal_holds_one_of_its_phrases_and_codes(code: str, match: Match) -> None:
    text = match.literal.casefold()
    if match.phrases:
        assert any(phrase.casefold() in text for phrase in match.phrases)
    assert match.phrases or match.codes or match.enhanced, code


def test_matches_name_known_stages_and_plausible_codes() -> None:
    for code, text in CATALOGUE.findings.items():
        for match in text.match:
            assert set(match.stages) <= STAGES, code
            for reply in match.codes:
                assert reply.startswith("AADSTS") or (len(reply) == 3 and reply.isdigit()), code
            for enhanced in match.enhanced:
                for end in enhanced.split("-"):
                    parts = end.split(".")
                    assert len(parts) == 3, code
                    assert parts[0] in "245", code


def test_no_two_findings_share_a_phrase_without_a_code_or_stage_to_tell_them_apart() -> None:
    seen: dict[tuple[object, ...], str] = {}
    for code, text in CATALOGUE.findings.items():
        for match in text.match:
            for phrase in match.phrases:
                key = (phrase.casefold(), match.codes, match.enhanced, match.stages)
                assert seen.setdefault(key, code) == code, phrase
