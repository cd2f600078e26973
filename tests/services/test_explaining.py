"""Replies and bounces as people paste them: logs, HTML, wrapped lines, other languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.services.explaining import explain
from tests.wording import in_words

PASTED = Path(__file__).parent / "pasted"
CATALOGUE = Catalogue()
EXPECTED = {
    "base64_bounce": ["smtp.send_as.denied"],
    "dotnet": ["smtp.not_signed_in"],
    "escaped_json": ["signin.aadsts.50058", "signin.oauth.invalid_grant"],
    "exim_log": ["smtp.not_signed_in"],
    "forwarded_quote": ["relay.unregistered_domain"],
    "french": ["bounce.mailbox_full"],
    "german": ["bounce.spf_violation"],
    "german_html_only": ["bounce.recipient_not_found"],
    "html_entities": ["bounce.ip_not_trusted"],
    "html_tags_inside_words": ["smtp.auth.disabled_for_mailbox"],
    "lines_with_crlf": ["bounce.dmarc_reject"],
    "phpmailer": ["smtp.auth.criteria_not_met"],
    "postfix_log": ["relay.no_matching_connector"],
    "python": ["smtp.auth.basic_blocked"],
    "quoted_printable": ["bounce.tenant_threshold"],
    "several_in_one_log": [
        "smtp.auth.disabled_for_tenant",
        "smtp.send_as.denied",
        "smtp.throttled.concurrent_connections",
    ],
    "two_recipients": ["bounce.bad_destination", "bounce.mailbox_full"],
    "wrapped": ["smtp.auth.credentials_incorrect"],
}


def read(name: str) -> str:
    return (PASTED / f"{name}.txt").read_bytes().decode("utf-8")


def test_every_file_is_expected() -> None:
    assert {path.stem for path in PASTED.glob("*.txt")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_pasted_text_is_recognised(name: str) -> None:
    explained = explain(CATALOGUE, read(name))
    assert explained.recognised
    assert [finding.code for finding in explained.findings] == EXPECTED[name]
    for finding in explained.findings:
        assert in_words(finding).cause
        assert in_words(finding).fix


PROGRAMS = [
    line.split("\t")
    for line in Path(__file__).with_name("programs.tsv").read_text("utf-8").splitlines()
]
"""Finding code, and what a program says by itself; the server's words count more."""


@pytest.mark.parametrize(("code", "text"), PROGRAMS)
def test_what_a_program_says_by_itself_is_recognised(code: str, text: str) -> None:
    assert [finding.code for finding in explain(CATALOGUE, text).findings] == [code]


def test_reply_within_a_programs_words_is_not_read_as_the_programs_own() -> None:
    text = "451 4.4.1 lost connection with the recipient's server: connection refused"
    assert explain(CATALOGUE, text).findings[0].code.startswith(("reply.", "bounce."))


def test_tail_for_support_is_kept() -> None:
    assert explain(CATALOGUE, read("postfix_log")).details["support"] == {
        "server": "AM0PR.eop-EUR01.prod.protection.outlook.com",
        "time": "2026-11-20T10:00:01.123Z",
        "id": "08DD0123456789AB",
    }


def test_address_of_a_machine_is_not_taken_for_the_servers_name() -> None:
    assert explain(CATALOGUE, read("exim_log")).details["support"]["server"] == ""


def test_addresses_in_angle_brackets_survive_where_tags_are_taken_away() -> None:
    text = "<p>550 5.7.60 from <user@contoso.com></p>"
    assert "<user@contoso.com>" in explain(CATALOGUE, text).findings[0].evidence


@given(st.lists(st.sampled_from(["<", ">", "</", "p", "style>", "script", "&lt;", "=\n", "550 "])))
def test_any_markup_is_read(parts: list[str]) -> None:
    explain(CATALOGUE, "".join(parts))
