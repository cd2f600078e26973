"""All known replies, in the words in which they were seen, and as people paste them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.catalogue.replies import explain_text, read_reply
from app.domain.finding import Severity, State

KNOWN = Path(__file__).parent / "known_replies.tsv"
ROWS = [line.split("\t") for line in KNOWN.read_text("utf-8").splitlines()]
"""Number in the list of facts, finding code, words."""
LISTED = 105
"""How many the list had when it was first written down."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.mark.parametrize(("code", "text"), [row[1:] for row in ROWS])
def test_reply_is_told_by_phrase_in_any_case_and_wrapping(
    catalogue: Catalogue, code: str, text: str
) -> None:
    assert read_reply(catalogue, text).code == code
    assert read_reply(catalogue, text.upper()).code == code
    assert read_reply(catalogue, f"<<< {text[:30]}\n    {text[30:]}").code == code
    found = explain_text(catalogue, f"Server response: {text}")
    assert [finding.code for finding in found] == [code]
    assert text in found[0].evidence


def test_no_row_of_the_list_is_left_out() -> None:
    numbers = {int(row[0]) for row in ROWS}
    assert numbers == set(range(1, max(numbers) + 1))
    assert len(numbers) >= LISTED


def test_every_literal_is_read_as_its_own_finding(catalogue: Catalogue) -> None:
    literals = {
        match.literal: text.code
        for text in catalogue.findings.values()
        for match in text.match
        if match.literal
    }
    assert {text: read_reply(catalogue, text).code for text in literals} == literals


def test_codes_are_read_where_the_phrase_is_unknown(catalogue: Catalogue) -> None:
    found = read_reply(catalogue, "550 5.7.233 neue Worte")
    assert found.code == "bounce.external_rate_limit"
    assert not found.is_generic


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("550 5.1.99 odd", "reply.generic.address"),
        ("451 4.2.77 odd", "reply.generic.mailbox_for_now"),
        ("554 5.6.99 odd", "reply.generic.content"),
        ("550 no enhanced code", "reply.generic.recipient"),
        ("535 wrong", "reply.generic.sign_in"),
        ("421 closing", "reply.generic.temporary"),
        ("250 2.1.5 fine", "reply.generic.success"),
        ("the copier does not work", "reply.generic.unknown"),
        ("", "reply.generic.unknown"),
    ],
)
def test_unknown_reply_gets_the_best_generic_reading(
    catalogue: Catalogue, text: str, code: str
) -> None:
    (finding,) = explain_text(catalogue, text)
    assert finding.code == code
    assert read_reply(catalogue, text).is_generic
    assert (finding.state is State.UNTOLD) == (code == "reply.generic.unknown")


def test_sign_in_code_is_found_within_longer_text(catalogue: Catalogue) -> None:
    text = (
        "Sorry, but we’re having trouble signing you in.\nAADSTS65001: The user or administrator "
        "has not consented. Trace ID: 0a1b2c3d-0000-4444-8888-0123456789ab Correlation ID: "
        "99999999-0000-4444-8888-0123456789ab Timestamp: 2026-11-23 09:00:00Z"
    )
    found = read_reply(catalogue, text)
    assert found.code == "signin.aadsts.65001"
    assert found.support.id == "0a1b2c3d-0000-4444-8888-0123456789ab"
    assert found.support.time == "2026-11-23 09:00:00Z"


def test_many_lines_of_one_reply_are_one(catalogue: Catalogue) -> None:
    text = (
        "<<< 535-5.7.139 Authentication unsuccessful, SmtpClientAuthentication is\r\n"
        "<<< 535 5.7.139 disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled\r\n"
    )
    found = read_reply(catalogue, text)
    assert found.code == "smtp.auth.disabled_for_tenant"
    assert found.reply_codes == ("535 5.7.139",)


def test_whole_log_lets_the_worst_win_and_lists_the_others(catalogue: Catalogue) -> None:
    log = """
    2026-11-23 09:00:01 S: 220 AM6PR.outlook.office365.com Microsoft ESMTP MAIL Service ready
    2026-11-23 09:00:01 C: EHLO scanner
    2026-11-23 09:00:02 S: 235 2.7.0 Authentication successful
    2026-11-23 09:00:02 S: 432 4.3.2 Concurrent connections limit exceeded.
    2026-11-23 09:00:03 S: 554 5.2.252 SendAsDenied; a@b.c not allowed to send as d@b.c
    """
    found = read_reply(catalogue, log)
    assert found.code == "smtp.send_as.denied_by_store"
    assert found.others == ("smtp.throttled.concurrent_connections", "smtp.auth.ok")


def test_html_entities_and_quoted_printable_are_undone(catalogue: Catalogue) -> None:
    html = "535 5.7.139 user is locked by your organization&#39;s security defaults=\n policy"
    assert read_reply(catalogue, html).code == "smtp.auth.security_defaults"


def test_tail_for_support_is_kept(catalogue: Catalogue) -> None:
    text = catalogue.findings["smtp.auth.unsuccessful"].match[0].literal
    support = read_reply(catalogue, text).support
    assert support.server == "AM6PR0202CA0042.eurprd02.prod.outlook.com"
    assert support.time == "2026-11-23T09:00:00.000Z"
    assert support.id == "08DE2A3B4C5D6E7F"


def test_no_reply_rule_is_a_success_but_those_of_success(catalogue: Catalogue) -> None:
    well = {rule.code for rule in catalogue.reply_rules if rule.severity is Severity.OK}
    assert well == {"smtp.auth.ok", "reply.generic.success", "reply.generic.agreed"}
