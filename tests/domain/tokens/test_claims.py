"""Tokens read without trust, and judged before the mail server does it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.domain.tokens.claims import TokenClaims, read_claims, redact
from app.domain.tokens.judge import (
    TokenExpectation,
    judge_identity,
    judge_token,
)

TELL = Catalogue().teller("printer@contoso.com")
EXPECTED = TokenExpectation(
    username="printer@contoso.com",
    tenant_id="0B5E1F00-1111-4222-8333-444455556666",
    application_id="aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    audiences=frozenset({"https://outlook.office.com"}),
    other_services={"https://graph.microsoft.com": "Microsoft Graph"},
    permission="SMTP.Send",
    app_permission="SMTP.SendAsApp",
)
FITS = TokenClaims(
    audience="https://outlook.office.com",
    scopes=frozenset({"SMTP.Send"}),
    tenant_id="0b5e1f00-1111-4222-8333-444455556666",
    username="Printer@contoso.com",
)


def jwt(claims: object) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{part}.sig"


def test_claims_are_read() -> None:
    claims = read_claims(
        jwt(
            {
                "aud": "https://outlook.office.com",
                "scp": "SMTP.Send IMAP.AccessAsUser.All",
                "roles": ["SMTP.SendAsApp"],
                "tid": "t",
                "upn": "a@contoso.com",
                "appid": "app",
                "exp": 1_700_000_000,
            }
        )
    )
    assert claims == TokenClaims(
        audience="https://outlook.office.com",
        scopes=frozenset({"SMTP.Send", "IMAP.AccessAsUser.All"}),
        roles=frozenset({"SMTP.SendAsApp"}),
        tenant_id="t",
        username="a@contoso.com",
        application_id="app",
        expires_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "token", ["", "opaque", "a.b", "a.b.c", "e30.e3.", jwt([1]), jwt("x"), "é.é.é"]
)
def test_an_opaque_token_tells_nothing(token: str) -> None:
    assert read_claims(token) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(["aud", "scp", "roles", "tid", "upn", "unique_name", "exp", "acct", "azp"])


@given(st.dictionaries(NAMES, JSON))
def test_claims_of_any_shape_are_read_without_an_error(claims: dict[str, object]) -> None:
    read = read_claims(jwt(claims))
    assert read is not None
    list(judge_identity(read, EXPECTED, TELL))
    list(judge_token(read, EXPECTED, TELL))


@given(st.text())
def test_any_text_is_a_token_or_none(text: str) -> None:
    read_claims(text)


def refusals(claims: TokenClaims, expected: TokenExpectation = EXPECTED) -> list[tuple[str, bool]]:
    judgements = [*judge_identity(claims, expected, TELL), *judge_token(claims, expected, TELL)]
    return [(judgement.finding.code, judgement.refuses) for judgement in judgements]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"audience": "https://outlook.office.com/"}, []),
        ({"audience": ""}, []),
        ({"scopes": frozenset({"smtp.send"})}, []),
        ({"scopes": frozenset()}, []),
        ({"username": "b@contoso.com"}, [("signin.other_user", True)]),
        ({"username": ""}, [("signin.user_untold", False)]),
        ({"is_guest": True}, [("signin.guest", True)]),
        ({"tenant_id": "other"}, [("signin.other_tenant", True)]),
        ({"tenant_id": ""}, []),
        ({"audience": "https://graph.microsoft.com/"}, [("signin.wrong_audience", True)]),
        ({"audience": EXPECTED.application_id.upper()}, [("signin.wrong_audience", True)]),
        ({"audience": "urn:mail"}, [("signin.audience_unknown", False)]),
        ({"scopes": frozenset({"Mail.Send"})}, [("signin.missing_permission", True)]),
    ],
)
def test_a_token_is_judged(changes: dict[str, Any], codes: list[tuple[str, bool]]) -> None:
    assert refusals(replace(FITS, **changes)) == codes


def test_an_app_token_is_judged_by_its_roles() -> None:
    app = TokenExpectation(for_app=True, app_permission="SMTP.SendAsApp")
    assert refusals(TokenClaims(roles=frozenset({"SMTP.SendAsApp"})), app) == []
    assert refusals(TokenClaims(), app) == [("signin.missing_role", False)]


def test_a_judgement_names_what_was_seen_and_what_was_expected() -> None:
    other = replace(FITS, username="b@contoso.com")
    (judgement,) = judge_identity(other, EXPECTED, TELL)
    assert judgement.finding.values == {"user": "b@contoso.com", "expected": EXPECTED.username}


@pytest.mark.parametrize(
    "text",
    [
        "eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJodHRwcz.c2ln",
        "http://localhost/?code=SECRET-CODE&state=1",
        "refresh_token=SECRET-TOKEN&scope=x",
        '{"refresh_token": "SECRET-TOKEN"}',
        "client_secret=SECRET~VALUE",
        "0.AXoASECRETSECRETSECRETSECRETSECRETSECRETSECRETSECRET",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str) -> None:
    shown = redact(text)
    assert "SECRET" not in shown
    assert "c2ln" not in shown
    assert "…" in shown


def test_an_error_text_stays_whole() -> None:
    text = "AADSTS65001: The user has not consented. Trace ID: 4f-1 Timestamp: 2026-11-23 10:00:00Z"
    assert redact(text) == text
