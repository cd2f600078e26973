"""Signing in at the practice tenant, with the real msal and all its scenarios."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.catalogue import Catalogue
from app.domain.address import EmailAddress
from app.domain.organisation.client import SignInMethod
from app.practice import PracticeTenant
from app.signin import (
    DeviceCode,
    SignInError,
    SignInRequest,
    begin_pasted_sign_in,
    check_registration,
    refresh,
    sign_in_as_application,
    sign_in_with_browser,
    sign_in_with_device_code,
)
from tests.signin.service import codes
from tests.wording import in_words


def type_code(tenant: PracticeTenant) -> Callable[[DeviceCode], None]:
    """Be the person who types the code into the page."""

    def show(code: DeviceCode) -> None:
        tenant.approve_device_code(code.user_code)

    return show


@pytest.fixture(scope="module")
def tenant() -> Iterator[PracticeTenant]:
    with PracticeTenant() as running:
        yield running
        assert running.faults == ()


@pytest.fixture
def at_practice(tenant: PracticeTenant) -> Iterator[SignInRequest]:
    cloud = tenant.cloud
    yield SignInRequest(
        authority=cloud.identity.authority,
        tenant=tenant.domain,
        application_id=tenant.application_id,
        scope=cloud.identity.scope,
        tls=ssl.create_default_context(cafile=cloud.trust.ca_file),
        sign_in_as=EmailAddress.parse(tenant.user),
        deadline_s=20,
    )
    tenant.switch("all_well")


def test_browser_then_refresh(tenant: PracticeTenant, at_practice: SignInRequest) -> None:
    first = asyncio.run(sign_in_with_browser(at_practice, tenant.browser()))
    assert (first.username, first.tenant_id) == (tenant.user, tenant.tenant_id)
    assert first.refresh_token is not None
    again = asyncio.run(refresh(at_practice, first.refresh_token))
    assert again.access_token != first.access_token
    assert again.username == tenant.user


def test_two_sign_ins_at_once_do_not_meet(
    tenant: PracticeTenant, at_practice: SignInRequest
) -> None:
    other = replace(at_practice, sign_in_as=tenant.recipients[0])

    async def scene() -> list[str]:
        both = await asyncio.gather(
            sign_in_with_browser(at_practice, tenant.browser()),
            sign_in_with_browser(other, tenant.browser(as_user=str(other.sign_in_as))),
        )
        return [signed_in.username for signed_in in both]

    assert asyncio.run(scene()) == [tenant.user, str(tenant.recipients[0])]


@pytest.mark.parametrize("decline", [False, True])
def test_device_code(tenant: PracticeTenant, at_practice: SignInRequest, *, decline: bool) -> None:
    def type_in(code: DeviceCode) -> None:
        tenant.approve_device_code(code.user_code, decline=decline)

    if not decline:
        signed_in = asyncio.run(sign_in_with_device_code(at_practice, type_in))
        assert signed_in.username == tenant.user
        return
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_device_code(at_practice, type_in))
    assert raised.value.code == "signin.aadsts.65004"


def test_another_account_is_refused(tenant: PracticeTenant, at_practice: SignInRequest) -> None:
    other = str(tenant.recipients[0])
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(at_practice, tenant.browser(as_user=other)))
    assert raised.value.code == "signin.other_user"
    assert other in in_words(raised.value).title


def test_a_declined_page(tenant: PracticeTenant, at_practice: SignInRequest) -> None:
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(at_practice, tenant.browser(decline=True)))
    assert raised.value.code == "signin.aadsts.65004"


def test_a_revoked_sign_in(tenant: PracticeTenant, at_practice: SignInRequest) -> None:
    first = asyncio.run(sign_in_with_browser(at_practice, tenant.browser()))
    tenant.revoke_sign_ins()
    assert first.refresh_token is not None
    with pytest.raises(SignInError) as raised:
        asyncio.run(refresh(at_practice, first.refresh_token))
    assert raised.value.code == "signin.aadsts.50173"


def test_an_unknown_tenant(at_practice: SignInRequest, tenant: PracticeTenant) -> None:
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(replace(at_practice, tenant="nobody.test"), print))
    assert raised.value.code == "signin.aadsts.90002"


def test_an_unknown_application(at_practice: SignInRequest, tenant: PracticeTenant) -> None:
    unknown = replace(at_practice, application_id="99999999-0000-4000-8000-000000000000")
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_device_code(unknown, print))
    assert raised.value.code == "signin.aadsts.700016"


def test_a_registration_is_looked_at_from_outside(at_practice: SignInRequest) -> None:
    assert codes(asyncio.run(check_registration(at_practice))) == [
        "signin.registration_known",
        "signin.return_address_known",
    ]
    unknown = replace(at_practice, application_id="99999999-0000-4000-8000-000000000000")
    assert codes(asyncio.run(check_registration(unknown))) == ["signin.aadsts.700016"]


def test_an_app_without_a_person(tenant: PracticeTenant, at_practice: SignInRequest) -> None:
    application, secret = tenant.server_application
    as_app = replace(
        at_practice,
        application_id=application,
        scope=tenant.cloud.identity.app_scope,
        sign_in_as=None,
    )
    signed_in = asyncio.run(sign_in_as_application(as_app, secret))
    assert signed_in.refresh_token is None
    assert [finding.code for finding in signed_in.findings] == ["signin.completed_as_app"]


SIGN_IN_SCENARIOS = [
    (scenario.id, scenario.sign_in)
    for scenario in Catalogue().scenarios.values()
    if scenario.sign_in
]


@pytest.mark.parametrize(("scenario", "code"), SIGN_IN_SCENARIOS)
def test_each_scenario_is_recognised(
    scenario: str, code: str, tenant: PracticeTenant, at_practice: SignInRequest
) -> None:
    tenant.switch(scenario)
    by_code = Catalogue().scenarios[scenario].sign_in_by is SignInMethod.DEVICE_CODE
    if by_code:
        signing_in = sign_in_with_device_code(at_practice, type_code(tenant))
    else:
        signing_in = sign_in_with_browser(at_practice, tenant.browser())
    with pytest.raises(SignInError) as raised:
        asyncio.run(signing_in)
    assert raised.value.code == code
    assert raised.value.evidence


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ("public_client_off", ["signin.registration_known", "signin.aadsts.7000218"]),
        ("redirect_missing", ["signin.registration_known", "signin.aadsts.50011"]),
        ("consent_missing", ["signin.registration_known"]),
    ],
)
def test_the_usual_mistakes_of_a_registration_are_told_apart(
    scenario: str, told: list[str], tenant: PracticeTenant, at_practice: SignInRequest
) -> None:
    tenant.switch(scenario)
    found = codes(asyncio.run(check_registration(at_practice)))
    assert [code for code in found if code != "signin.return_address_known"] == told


def test_a_missing_return_address_ends_the_wait_for_a_browser_that_never_comes(
    tenant: PracticeTenant, at_practice: SignInRequest
) -> None:
    tenant.switch("redirect_missing")
    began = time.monotonic()
    with pytest.raises(SignInError) as raised:
        asyncio.run(sign_in_with_browser(at_practice, lambda _: None))
    assert raised.value.code == "signin.aadsts.50011"
    assert "http://localhost:" in raised.value.evidence
    assert time.monotonic() - began < at_practice.deadline_s / 2
    with pytest.raises(SignInError) as raised:
        asyncio.run(begin_pasted_sign_in(at_practice))
    assert raised.value.code == "signin.aadsts.50011"
