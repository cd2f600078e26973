"""Signing in by a device code."""

from __future__ import annotations

import asyncio

import pytest

from app.signin import (
    DeviceCode,
    SignInError,
    SignInRequest,
    check_registration,
    sign_in_with_device_code,
)
from tests.signin.service import USER, Identity, Reply, as_json, codes
from tests.wording import in_words


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


def test_a_registration_is_known_before_anybody_signs_in(
    request_: SignInRequest, identity: Identity
) -> None:
    identity.token_answers = [as_json({"error": "authorization_pending"}, 400)]
    assert codes(asyncio.run(check_registration(request_))) == [
        "signin.registration_known",
        "signin.return_address_known",
    ]


@pytest.mark.parametrize(
    ("number", "code"),
    [("7000218", "signin.aadsts.7000218"), ("700016", "signin.aadsts.700016")],
)
def test_a_registration_that_does_not_fit_is_explained(
    number: str, code: str, request_: SignInRequest, identity: Identity
) -> None:
    answer = {"error": "invalid_client", "error_description": f"AADSTS{number}: no."}
    identity.token_answers = [as_json(answer, 401)]
    found = [one for one in asyncio.run(check_registration(request_)) if not one.is_well]
    assert codes(found) == [code]
    assert in_words(found[0]).fix


def test_a_tenant_that_is_not_there_is_a_finding(
    request_: SignInRequest, identity: Identity
) -> None:
    answer = {"error": "invalid_tenant", "error_description": "AADSTS90002: not found."}
    identity.discovery = as_json(answer, 400)
    assert codes(asyncio.run(check_registration(request_))) == ["signin.aadsts.90002"]


ERROR_PAGE = """<html><script>$Config={"strServiceExceptionMessage":"AADSTS50011: The redirect URI
\\u0027http://localhost\\u0027 does not match."}</script></html>"""


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ((200, {}, ERROR_PAGE.encode()), "signin.aadsts.50011"),
        ((400, {}, b"<p>AADSTS50011: The redirect URI &#39;x&#39; is wrong.</p>"),
         "signin.aadsts.50011"),
        ((200, {}, b"<html>AADSTS50058: Sign in.</html>"), "signin.return_address_untold"),
        ((200, {}, b"<html>Sign in</html>"), "signin.return_address_untold"),
        ((302, {"Location": "https://elsewhere.test/"}, b""), "signin.return_address_untold"),
        ((500, {}, b""), "signin.return_address_untold"),
        ((200, {}, b"x" * 2_000_000), "signin.return_address_untold"),
    ],
)  # fmt: skip
def test_the_way_back_is_known_refused_or_untold(
    page: Reply, code: str, request_: SignInRequest, identity: Identity
) -> None:
    identity.token_answers = [as_json({"error": "authorization_pending"}, 400)]
    identity.without_person = page
    assert codes(asyncio.run(check_registration(request_))) == ["signin.registration_known", code]
