from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.finding import Severity
from app.domain.replies.match import Pattern
from app.domain.replies.reply import LONGEST_TEXT, Classified, Rule, classify

DENIED = Rule(
    code="a.denied",
    severity=Severity.ERROR,
    patterns=(Pattern(phrases=("not allowed to send",), codes=("554",), enhanced=("5.2.252",)),),
)
THROTTLED = Rule(
    code="a.throttled",
    severity=Severity.WARNING,
    patterns=(Pattern(phrases=("throttled due to",), codes=("550",), enhanced=("5.2.252",)),),
)
BANNED = Rule(
    code="a.banned", severity=Severity.ERROR, patterns=(Pattern(enhanced=("5.7.606-5.7.649",)),)
)
GENERIC = Rule(
    code="reply.generic.policy",
    severity=Severity.ERROR,
    patterns=(Pattern(enhanced=("5.7.0-5.7.999",)),),
)
CONSENT = Rule(
    code="a.consent", severity=Severity.ERROR, patterns=(Pattern(codes=("AADSTS65001",)),)
)
RULES = (DENIED, THROTTLED, BANNED, GENERIC, CONSENT)


def test_phrase_tells_two_replies_of_one_code_apart() -> None:
    assert classify("554 5.2.252 x not allowed to send as y", RULES).code == "a.denied"
    assert classify("550 5.2.252 throttled due to errors", RULES).code == "a.throttled"


def test_phrase_counts_without_any_code() -> None:
    assert classify("it says: Not allowed\n to send as y", RULES).code == "a.denied"


def test_range_of_codes_beats_the_generic_one_and_ends_at_its_ends() -> None:
    assert classify("550 5.7.606 x", RULES).code == "a.banned"
    assert classify("550 5.7.649 x", RULES).code == "a.banned"
    beyond = classify("550 5.7.650 x", RULES)
    assert beyond.code == "reply.generic.policy"
    assert beyond.is_generic


def test_address_or_version_is_no_status_code() -> None:
    assert classify("from 5.7.606.1 by Postfix/3.5.7.606x", RULES).code == ""


@pytest.mark.parametrize(
    "path",
    [
        "/tmp/run-550/send.py",
        r"C:\logs-550\out.txt",
        "x/554/y",
        "/550/1/2",
        "https://x.example/a/550",
    ],
)
def test_a_folder_of_a_path_is_no_status_code(path: str) -> None:
    """Seen where a test's folder had the number 419: a known failure was then read as unknown."""
    text = f"File {path}: Hostname mismatch"
    assert classify(text, RULES) == classify(text.replace(path, "x"), RULES)


def test_nothing_known_has_no_code() -> None:
    assert classify("hello", RULES) == Classified(code="", is_generic=True)


def test_sign_in_code_is_matched_whole() -> None:
    assert classify("aadsts65001: consent", RULES).code == "a.consent"
    assert classify("AADSTS650011: other", RULES).code == ""


@given(st.text(max_size=2000), st.sampled_from(("", "auth", "data")))
@example("535-" * 500, "")
@example("\n".join(["250-x"] * 500), "")
@example("[a.b.c.d.e.f.g.h.i.j " * 50, "")
@example("5.7.606-5.7.649 " * 50, "")
def test_any_text_is_classified_without_an_error(text: str, stage: str) -> None:
    found = classify(text, RULES, stage)
    assert found.code in {"", *(rule.code for rule in RULES)}


@pytest.mark.parametrize(
    "piece",
    [
        "535 5.7.139 ",
        "535-",
        "[a.",
        "AADSTS1",
        "Trace ID: 0",
        "> ",
        " \t",
        "=\n",
        "&#39;",
        "5.7.1-",
    ],
)
def test_longest_text_of_one_repeated_piece_is_read(piece: str) -> None:
    # A quadratic step over 200,000 characters would run into the time limit of the test run.
    found = classify(piece * (LONGEST_TEXT // len(piece) + 1), RULES)
    assert found.code in {"", "reply.generic.policy"}
