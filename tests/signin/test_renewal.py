"""Renewing a sign-in, and signing in as an app without a person."""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import trustme

from app.domain.errors import InputError
from app.domain.secret import Secret
from app.signin import (
    SignInError,
    SignInRequest,
    create_app_certificate,
    refresh,
    sign_in_as_application,
)
from tests.signin.service import USER, Identity, codes


def test_refresh_returns_the_rotated_token(request_: SignInRequest, identity: Identity) -> None:
    signed_in = asyncio.run(refresh(request_, Secret("refresh-1")))
    assert signed_in.refresh_token == Secret("refresh-2")
    assert signed_in.username == USER


def test_refresh_keeps_the_token_where_the_service_sends_no_other(
    request_: SignInRequest, identity: Identity
) -> None:
    identity.gives_refresh_token = False
    assert asyncio.run(refresh(request_, Secret("refresh-1"))).refresh_token == Secret("refresh-1")


def test_a_second_try_asks_again_after_a_refusal(
    request_: SignInRequest, identity: Identity
) -> None:
    with pytest.raises(SignInError) as raised:
        asyncio.run(refresh(request_, Secret("refresh-7")))
    assert raised.value.code == "signin.aadsts.50173"
    identity.refresh_token = "refresh-7"
    assert asyncio.run(refresh(request_, Secret("refresh-7"))).refresh_token == Secret("refresh-8")


def as_app(request_: SignInRequest) -> SignInRequest:
    return replace(request_, scope="https://outlook.office365.com/.default", sign_in_as=None)


def test_an_app_signs_in_with_a_secret(request_: SignInRequest, identity: Identity) -> None:
    identity.gives_id_token = False
    identity.access_claims = {"scp": None, "upn": None, "roles": ["SMTP.SendAsApp"]}
    signed_in = asyncio.run(sign_in_as_application(as_app(request_), Secret("s3cret")))
    assert codes(signed_in.findings) == ["signin.completed_as_app"]
    assert identity.forms[0]["client_secret"] == "s3cret"


def test_an_app_signs_in_with_a_certificate_and_a_missing_role_is_said(
    request_: SignInRequest, identity: Identity
) -> None:
    identity.gives_id_token = False
    identity.access_claims = {"scp": None, "upn": None}
    proof = create_app_certificate("Sendwright", now=datetime.now(UTC))
    signed_in = asyncio.run(sign_in_as_application(as_app(request_), proof))
    assert codes(signed_in.findings) == ["signin.completed_as_app", "signin.missing_role"]
    assert identity.forms[0]["client_assertion"].count(".") == 2


def test_without_an_app_registration_nobody_is_asked(
    request_: SignInRequest, identity: Identity
) -> None:
    with pytest.raises(InputError) as raised:
        asyncio.run(refresh(replace(request_, application_id=""), Secret("x")))
    assert raised.value.code == "signin.no_application_id"
    assert identity.asked == []


def test_an_unknown_issuer_is_refused_before_anything_is_sent(
    request_: SignInRequest, identity: Identity
) -> None:
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trustme.CA().configure_trust(stranger)
    with pytest.raises(SignInError) as raised:
        asyncio.run(refresh(replace(request_, tls=stranger), Secret("x")))
    assert raised.value.code == "signin.tls_untrusted"
    assert "trustme" in raised.value.evidence
    assert identity.asked == []


def test_what_msal_logs_is_rid_of_secrets(
    request_: SignInRequest, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.run(refresh(request_, Secret("refresh-1")))
    with caplog.at_level(logging.DEBUG):
        logger = logging.getLogger("msal.oauth2cli.oauth2")
        logger.error("Token response is not in json format: %s", "refresh_token=SECRET&x=1")
        logger.debug("event code=%s", "SECRET")
    assert "not in json format" in caplog.text
    assert "SECRET" not in caplog.text
