"""Signing in through a browser, with the real msal against our own service."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.secret import Secret
from app.signin import (
    SignInError,
    SignInRequest,
    sign_in_with_browser,
)
from tests.signin.service import TENANT, USER, Identity, codes
from tests.wording import in_words

Browser = Callable[[str], None]


@pytest.mark.usefixtures("ca_variables")
def test_browser_gives_tokens_that_were_judged(
    request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    signed_in = asyncio.run(sign_in_with_browser(request_, browser))
    assert signed_in.username == USER
    assert signed_in.tenant_id == TENANT
    assert signed_in.scopes == ("SMTP.Send",)
    assert len(signed_in.access_token.reveal()) > 1500
    assert signed_in.refresh_token == Secret("refresh-1")
    assert signed_in.expires_at > datetime.now(UTC) + timedelta(minutes=50)
    assert codes(signed_in.findings) == ["signin.completed"]
    assert identity.asked == ["openid-configuration", "authorize", "token"]
    assert identity.forms[0]["code_verifier"]


def test_nothing_secret_is_in_repr_or_logs(
    request_: SignInRequest, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        signed_in = asyncio.run(sign_in_with_browser(request_, browser))
    for secret in (signed_in.access_token.reveal(), "refresh-1", "the-code"):
        assert secret not in repr(signed_in)
        assert secret not in caplog.text


def test_a_browser_that_blocks_does_not_hold_up_the_answer(
    request_: SignInRequest, browser: Browser
) -> None:
    release = []

    async def scene() -> str:
        loop = asyncio.get_running_loop()
        gate = asyncio.Event()
        release.append(gate)

        def visit_and_stay(url: str) -> None:
            browser(url)
            asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(20)

        signed_in = await sign_in_with_browser(request_, visit_and_stay)
        gate.set()
        return signed_in.username

    assert asyncio.run(scene()) == USER


def test_no_browser_is_said(request_: SignInRequest) -> None:
    def none(url: str) -> None:
        raise FileNotFoundError("no browser")

    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(request_, none))
    assert raised.value.code == "signin.no_browser"


def test_a_person_who_does_not_finish_meets_the_deadline(request_: SignInRequest) -> None:
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(replace(request_, deadline_s=0.05), lambda _url: None))
    assert raised.value.code == "signin.person_late"


def test_cancel_ends_the_wait(request_: SignInRequest) -> None:
    async def scene() -> None:
        opened = asyncio.Event()
        loop = asyncio.get_running_loop()

        def visit(_url: str) -> None:
            loop.call_soon_threadsafe(opened.set)

        task = asyncio.create_task(sign_in_with_browser(request_, visit))
        await opened.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scene())


def test_an_answer_with_the_nonce_of_another_sign_in_is_refused(
    request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    def visit(url: str) -> None:
        browser(url.replace("nonce=", "nonce=other"))

    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(request_, visit))
    assert raised.value.code == "signin.stale_answer"


def test_a_page_that_declines_is_explained(
    request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    identity.page_error = {
        "error": "access_denied",
        "error_description": "AADSTS65004: User declined. <b>Trace ID: 1</b>",
    }
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(request_, browser))
    assert raised.value.code == "signin.aadsts.65004"
    assert "AADSTS65004: User declined. <b>" in raised.value.evidence


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"user": "boss@contoso.com"}, "signin.other_user"),
        ({"user": "boss_fabrikam.com#EXT#@contoso.onmicrosoft.com"}, "signin.guest"),
        ({"access_claims": {"aud": "https://graph.microsoft.com"}}, "signin.wrong_audience"),
        (
            {"access_claims": {"aud": "00000003-0000-0000-c000-000000000000"}},
            "signin.wrong_audience",
        ),
        (
            {"access_claims": {"aud": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"}},
            "signin.wrong_audience",
        ),
        ({"access_claims": {"scp": "IMAP.AccessAsUser.All"}}, "signin.missing_permission"),
    ],
)
def test_a_token_that_does_not_fit_is_refused(
    change: dict[str, Any], code: str, request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    for name, value in change.items():
        setattr(identity, name, value)
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(request_, browser))
    assert raised.value.code == code
    assert in_words(raised.value).fix


def test_a_token_of_another_tenant_is_refused(
    request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    elsewhere = replace(request_, tenant="99999999-1111-4222-8333-444455556666")
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(elsewhere, browser))
    assert raised.value.code == "signin.other_tenant"


def test_the_case_of_the_address_does_not_matter(
    request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    identity.user = "Printer@Contoso.com"
    assert asyncio.run(sign_in_with_browser(request_, browser)).username == "Printer@Contoso.com"


def test_an_opaque_token_is_taken_as_it_is(
    request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    identity.opaque = True
    signed_in = asyncio.run(sign_in_with_browser(request_, browser))
    assert signed_in.username == USER
    assert codes(signed_in.findings) == ["signin.completed"]


def test_a_service_that_names_nobody_is_said(
    request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    identity.opaque, identity.gives_id_token = True, False
    signed_in = asyncio.run(sign_in_with_browser(request_, browser))
    assert "signin.user_untold" in codes(signed_in.findings)


def test_what_is_worth_knowing_does_not_stop_the_sign_in(
    request_: SignInRequest, browser: Browser, identity: Identity
) -> None:
    identity.gives_refresh_token = False
    identity.date_offset_s = -3600
    identity.access_claims = {"aud": "urn:some-mail"}
    signed_in = asyncio.run(sign_in_with_browser(request_, browser))
    assert signed_in.refresh_token is None
    assert codes(signed_in.findings) == [
        "signin.completed",
        "signin.audience_unknown",
        "signin.no_refresh_token",
        "signin.clock",
    ]
