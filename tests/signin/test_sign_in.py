"""Signing in with the real msal: browser, pasted address, device code, refresh and app."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import trustme

from app.domain.errors import InputError
from app.domain.secret import Secret
from app.signin import (
    DeviceCode,
    SignInError,
    SignInRequest,
    begin_pasted_sign_in,
    create_certificate,
    finish_with_pasted_url,
    refresh,
    sign_in_as_application,
    sign_in_with_browser,
    sign_in_with_device_code,
)

Browser = Callable[[str], None]
TENANT = "0b5e1f00-1111-4222-8333-444455556666"
USER = "printer@contoso.com"


def codes(findings: Any) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.usefixtures("ca_variables")
def test_browser_gives_tokens_that_were_judged(
    request_: SignInRequest, browser: Browser, identity: Any
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
    request_: SignInRequest, browser: Browser, identity: Any
) -> None:
    def visit(url: str) -> None:
        browser(url.replace("nonce=", "nonce=other"))

    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(request_, visit))
    assert raised.value.code == "signin.stale_answer"


def test_a_page_that_declines_is_explained(
    request_: SignInRequest, browser: Browser, identity: Any
) -> None:
    identity.page_error = {
        "error": "access_denied",
        "error_description": "AADSTS65004: User declined. <b>Trace ID: 1</b>",
    }
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(request_, browser))
    assert raised.value.code == "signin.aadsts.65004"
    assert "AADSTS65004: User declined. <b>" in raised.value.raw


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
    change: dict[str, Any], code: str, request_: SignInRequest, browser: Browser, identity: Any
) -> None:
    for name, value in change.items():
        setattr(identity, name, value)
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(request_, browser))
    assert raised.value.code == code
    assert raised.value.next_steps


def test_a_token_of_another_tenant_is_refused(
    request_: SignInRequest, browser: Browser, identity: Any
) -> None:
    elsewhere = replace(request_, tenant="99999999-1111-4222-8333-444455556666")
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(elsewhere, browser))
    assert raised.value.code == "signin.other_tenant"


def test_the_case_of_the_address_does_not_matter(
    request_: SignInRequest, browser: Browser, identity: Any
) -> None:
    identity.user = "Printer@Contoso.com"
    assert asyncio.run(sign_in_with_browser(request_, browser)).username == "Printer@Contoso.com"


def test_an_opaque_token_is_taken_as_it_is(
    request_: SignInRequest, browser: Browser, identity: Any
) -> None:
    identity.opaque = True
    signed_in = asyncio.run(sign_in_with_browser(request_, browser))
    assert signed_in.username == USER
    assert codes(signed_in.findings) == ["signin.completed"]


def test_a_service_that_names_nobody_is_said(
    request_: SignInRequest, browser: Browser, identity: Any
) -> None:
    identity.opaque, identity.gives_id_token = True, False
    signed_in = asyncio.run(sign_in_with_browser(request_, browser))
    assert "signin.user_untold" in codes(signed_in.findings)


def test_what_is_worth_knowing_does_not_stop_the_sign_in(
    request_: SignInRequest, browser: Browser, identity: Any
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


def answer_url(identity: Any, url: str, **changes: str) -> str:
    """Be the browser that ends at an address which nothing answers."""
    fields = dict(parse_qsl(urlsplit(url).query))
    identity.nonce = fields["nonce"]
    brought = {"code": "the-code", "state": fields["state"], **changes}
    return f"{fields['redirect_uri']}/?{urlencode(brought)}"


@pytest.mark.parametrize(
    "mangle",
    [
        lambda url: url,
        lambda url: f"  <{url}>\n",
        lambda url: url.partition("?")[2],
        lambda url: url[:30] + "\n" + url[30:],
    ],
)
def test_a_pasted_address_signs_in(
    request_: SignInRequest, identity: Any, mangle: Callable[[str], str]
) -> None:
    async def scene() -> str:
        pending = await begin_pasted_sign_in(request_)
        assert "code_verifier" not in repr(pending)
        signed_in = await finish_with_pasted_url(
            request_, pending, mangle(answer_url(identity, pending.url))
        )
        return signed_in.username

    assert asyncio.run(scene()) == USER


@pytest.mark.parametrize("pasted", ["", "http://localhost/", "hello", "http://[", "?code=&state=1"])
def test_a_pasted_text_without_an_answer_can_be_pasted_again(
    request_: SignInRequest, identity: Any, pasted: str
) -> None:
    async def scene() -> str:
        pending = await begin_pasted_sign_in(request_)
        with pytest.raises(InputError) as raised:
            await finish_with_pasted_url(request_, pending, pasted)
        assert raised.value.code == "signin.pasted_no_code"
        signed_in = await finish_with_pasted_url(
            request_, pending, answer_url(identity, pending.url)
        )
        return signed_in.username

    assert asyncio.run(scene()) == USER


def test_a_pasted_address_of_another_sign_in_is_refused(
    request_: SignInRequest, identity: Any
) -> None:
    async def scene() -> None:
        pending = await begin_pasted_sign_in(request_)
        await finish_with_pasted_url(
            request_, pending, answer_url(identity, pending.url, state="other")
        )

    with pytest.raises(SignInError) as raised:
        asyncio.run(scene())
    assert raised.value.code == "signin.stale_answer"


def test_a_device_code_is_shown_and_asked_for_until_typed(
    request_: SignInRequest, identity: Any, as_json: Any
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
    answer: dict[str, str], code: str, request_: SignInRequest, identity: Any, as_json: Any
) -> None:
    identity.token_answers = [as_json(answer, 400)]
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_device_code(request_, lambda _code: None))
    assert raised.value.code == code


def test_refresh_returns_the_rotated_token(request_: SignInRequest, identity: Any) -> None:
    signed_in = asyncio.run(refresh(request_, Secret("refresh-1")))
    assert signed_in.refresh_token == Secret("refresh-2")
    assert signed_in.username == USER


def test_refresh_keeps_the_token_where_the_service_sends_no_other(
    request_: SignInRequest, identity: Any
) -> None:
    identity.gives_refresh_token = False
    assert asyncio.run(refresh(request_, Secret("refresh-1"))).refresh_token == Secret("refresh-1")


def test_a_second_try_asks_again_after_a_refusal(request_: SignInRequest, identity: Any) -> None:
    with pytest.raises(SignInError) as raised:
        asyncio.run(refresh(request_, Secret("refresh-7")))
    assert raised.value.code == "signin.aadsts.50173"
    identity.refresh_token = "refresh-7"
    assert asyncio.run(refresh(request_, Secret("refresh-7"))).refresh_token == Secret("refresh-8")


def as_app(request_: SignInRequest) -> SignInRequest:
    return replace(request_, scope="https://outlook.office365.com/.default", sign_in_as=None)


def test_an_app_signs_in_with_a_secret(request_: SignInRequest, identity: Any) -> None:
    identity.gives_id_token = False
    identity.access_claims = {"scp": None, "upn": None, "roles": ["SMTP.SendAsApp"]}
    signed_in = asyncio.run(sign_in_as_application(as_app(request_), Secret("s3cret")))
    assert codes(signed_in.findings) == ["signin.completed_as_app"]
    assert identity.forms[0]["client_secret"] == "s3cret"


def test_an_app_signs_in_with_a_certificate_and_a_missing_role_is_said(
    request_: SignInRequest, identity: Any
) -> None:
    identity.gives_id_token = False
    identity.access_claims = {"scp": None, "upn": None}
    proof = create_certificate("Sendwright", now=datetime.now(UTC))
    signed_in = asyncio.run(sign_in_as_application(as_app(request_), proof))
    assert codes(signed_in.findings) == ["signin.completed_as_app", "signin.missing_role"]
    assert identity.forms[0]["client_assertion"].count(".") == 2


def test_without_an_app_registration_nobody_is_asked(
    request_: SignInRequest, identity: Any
) -> None:
    with pytest.raises(InputError) as raised:
        asyncio.run(refresh(replace(request_, application_id=""), Secret("x")))
    assert raised.value.code == "signin.no_application_id"
    assert identity.asked == []


def test_an_unknown_issuer_is_refused_before_anything_is_sent(
    request_: SignInRequest, identity: Any
) -> None:
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trustme.CA().configure_trust(stranger)
    with pytest.raises(SignInError) as raised:
        asyncio.run(refresh(replace(request_, tls=stranger), Secret("x")))
    assert raised.value.code == "signin.tls_untrusted"
    assert identity.asked == []
