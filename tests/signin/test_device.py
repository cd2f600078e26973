"""Signing in by a device code."""

from __future__ import annotations

import asyncio

import pytest

from app.signin import (
    DeviceCode,
    SignInError,
    SignInRequest,
    sign_in_with_device_code,
)
from tests.signin.service import USER, Identity, as_json


def test_a_device_code_is_shown_and_asked_for_until_typed(
    request_: SignInRequest, identity: Identity
) -> None:
    identity.token_answers = [
        as_json({"error": "authorization_pending"}, 400),
        as_json({"error": "authorization_pending"}, 400),
        as_json({"error": "temporarily_unavailable"}, 503),
        as_json({"error": "too many"}, 429, {"Retry-After": "0"}),
    ]
    shown: list[DeviceCode] = []
    signed_in = asyncio.run(sign_in_with_device_code(request_, shown.append))
    assert signed_in.username == USER
    assert shown[0].user_code == "ABCD1234"
    assert identity.asked.count("token") == 5


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": "authorization_declined"}, "signin.oauth.authorization_declined"),
        ({"error": "expired_token"}, "signin.oauth.expired_token"),
        (
            {"error": "invalid_grant", "error_description": "AADSTS53003: Blocked."},
            "signin.aadsts.53003",
        ),
    ],
)
def test_a_device_code_that_fails_is_explained(
    answer: dict[str, str], code: str, request_: SignInRequest, identity: Identity
) -> None:
    identity.token_answers = [as_json(answer, 400)]
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_device_code(request_, lambda _code: None))
    assert raised.value.code == code
