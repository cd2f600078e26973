"""What the far side can answer to a sign-in: each named, and nothing secret shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.signin import SignInRequest
from tests.signin.service import Identity
from tests.signin.wire import fail
from tests.wording import in_words

HTML = b"<html><title>Log in to the hotel</title><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((200, {}, HTML), "signin.unexpected_answer"),
        ((403, {}, HTML), "signin.unexpected_answer"),
        ((200, {}, b""), "signin.unexpected_answer"),
        ((200, {}, b"[1]"), "signin.unexpected_answer"),
        ((200, {}, b"{}"), "signin.refused"),
        ((200, {}, b"[" * 100_000), "signin.unexpected_answer"),
        ((200, {}, b'{"x":"' + b"x" * 2_000_000), "signin.too_long"),
        ((500, {}, HTML), "signin.service_failed"),
        ((503, {}, b'{"error_description":"AADSTS90033: transient"}'), "signin.aadsts.90033"),
        ((429, {"Retry-After": "17"}, b"{}"), "signin.throttled"),
        ((302, {"Location": "http://elsewhere.example/"}, b""), "signin.redirected"),
        ((407, {}, HTML), "signin.proxy_password"),
        ((400, {}, b'{"error":"invalid_grant"}'), "signin.oauth.invalid_grant"),
        ((400, {}, b'{"error":"something_new"}'), "signin.refused"),
        ((400, {}, b'{"error":{"a":1},"error_codes":"x"}'), "signin.refused"),
        ((400, {}, b'{"error":"x","error_codes":[700082]}'), "signin.aadsts.700082"),
        ((200, {"Content-Encoding": "gzip"}, b"not gzip"), "signin.unexpected_answer"),
    ],
)
def test_an_answer_that_is_no_token_is_named(
    reply: Any, code: str, request_: SignInRequest, identity: Identity
) -> None:
    identity.token_answers = [reply]
    assert fail(request_).code == code


def test_a_service_that_asks_to_wait_says_how_long(
    request_: SignInRequest, identity: Identity
) -> None:
    identity.token_answers = [(429, {"Retry-After": "17"}, b"{}")]
    error = fail(request_)
    assert error.retry_after_s == 17
    assert "17 seconds" in in_words(error).cause


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (
            (400, {}, b'{"error":"invalid_tenant","error_description":"AADSTS90002: Not found."}'),
            "signin.aadsts.90002",
        ),
        ((404, {}, HTML), "signin.unexpected_answer"),
        ((404, {}, b"{}"), "signin.unexpected_answer"),
        ((200, {}, HTML), "signin.unexpected_answer"),
        ((200, {}, b"{}"), "signin.unexpected_answer"),
        (
            (
                200,
                {},
                b'{"authorization_endpoint":"http://x/a","token_endpoint":"http://x/contoso/t"}',
            ),
            "signin.unexpected_answer",
        ),
    ],
)
def test_addresses_of_the_service_that_cannot_be_used_are_named(
    reply: Any, code: str, request_: SignInRequest, identity: Identity
) -> None:
    identity.discovery = reply
    assert fail(request_).code == code
    assert "token" not in identity.asked


def test_the_raw_text_of_the_service_is_kept(request_: SignInRequest, identity: Identity) -> None:
    identity.token_answers = [
        (
            400,
            {},
            b'{"error":"invalid_grant","suberror":"basic_action","error_description":'
            b'"AADSTS53003: Blocked.","correlation_id":"c-1","trace_id":"t-1",'
            b'"timestamp":"2026-11-23 10:00:00Z"}',
        )
    ]
    raw = fail(request_).evidence
    for part in ("AADSTS53003: Blocked.", "basic_action", "c-1", "t-1", "2026-11-23 10:00:00Z"):
        assert part in raw


@pytest.mark.parametrize(
    "authority", ["https://localhost:99999", "https://[::", "https://", "https:// x"]
)
def test_an_authority_that_is_no_address_is_said(request_: SignInRequest, authority: str) -> None:
    wrong = replace(request_, authority=authority)
    assert fail(wrong).code in ("signin.no_such_host", "signin.unexpected_answer")


def test_an_authority_without_tls_is_refused(request_: SignInRequest) -> None:
    plain = replace(request_, authority="http://localhost:1")
    assert fail(plain).code == "signin.not_https"
