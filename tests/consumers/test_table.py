"""The page that says how exports are proved says what the tests say."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalogue import Catalogue
from tests.consumers.table import PAGE, Claim, find_claims, unproved, write_page

_CLAIM = Claim("msmtp", "token", "tests.consumers.test_scripts::test_msmtp")
_RUN = '<testsuite><testcase classname="tests.consumers.test_scripts" {}</testsuite>'


def test_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == write_page(find_claims()), (
        "write it anew with: python tests/consumers/table.py"
    )


def test_claims_name_targets_and_methods_that_these_serve() -> None:
    targets = Catalogue().targets
    claims = find_claims()
    assert {claim.target for claim in claims} <= set(targets)
    assert len({claim.target for claim in claims}) >= 20
    assert not [
        claim for claim in claims if claim.method == "token" and not serves_token(claim.target)
    ]


def serves_token(target: str) -> bool:
    return Catalogue().targets[target].oauth or target == "email-oauth2-proxy"


@pytest.mark.parametrize(
    ("case", "is_shown"),
    [
        ('name="test_msmtp[a]"/>', True),
        ('name="test_msmtp[a]"><failure/></testcase>', False),
        ('name="test_msmtp"><skipped/></testcase>', False),
        ('name="test_another"/>', False),
    ],
)
def test_claim_counts_only_where_its_test_has_passed(
    case: str, is_shown: bool, tmp_path: Path
) -> None:
    record = tmp_path / "tests.xml"
    record.write_text(_RUN.format(case), "utf-8")
    assert unproved([_CLAIM], record) == (() if is_shown else (_CLAIM,))
