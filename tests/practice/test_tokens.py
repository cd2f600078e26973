"""The other ways to a token: device codes, applications; and what is told of one afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msal

from app.practice import PracticeTenant

if TYPE_CHECKING:
    import requests

Build = Callable[..., msal.PublicClientApplication]
Claims = Callable[[str], dict[str, Any]]
Flow = dict[str, Any]
HTTP_OK = 200


def scopes_of(tenant: PracticeTenant) -> list[str]:
    return [tenant.cloud.identity.scope]


def test_scopes_of_two_resources_are_refused(tenant: PracticeTenant, public_app: Build) -> None:
    scopes = [*scopes_of(tenant), "https://graph.microsoft.com/User.Read"]
    refused = public_app().initiate_device_flow(scopes)
    assert refused["error_codes"] == [700022]


def test_device_code_is_pending_until_approved(tenant: PracticeTenant, public_app: Build) -> None:
    app = public_app()
    flow = app.initiate_device_flow(scopes_of(tenant))
    assert flow["user_code"] in flow["message"]

    def poll() -> Flow:
        result: Flow = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
        return result

    assert poll()["error"] == "authorization_pending"
    typed = f"{flow['user_code'][:4].lower()}-{flow['user_code'][4:]}"
    assert tenant.approve_device_code(typed).status == HTTP_OK
    # msal answers a repeated question from memory for a minute, so another instance asks.
    app = public_app()
    result = poll()
    assert result["id_token_claims"]["preferred_username"] == tenant.user
    assert public_app().acquire_token_by_device_flow(flow)["error_codes"] == [54005]


def test_declined_device_code_ends_the_flow(tenant: PracticeTenant, public_app: Build) -> None:
    app = public_app()
    flow = app.initiate_device_flow(scopes_of(tenant))
    tenant.approve_device_code(flow["user_code"], decline=True)
    assert app.acquire_token_by_device_flow(flow)["error"] == "authorization_declined"


def test_wrong_device_code_is_told_on_the_page(tenant: PracticeTenant) -> None:
    page = tenant.approve_device_code("BBBBBBBBB")
    assert page.status == 400
    assert "not known" in page.text


def test_application_gets_a_token_by_its_secret(
    tenant: PracticeTenant, web: requests.Session, claims_of: Claims
) -> None:
    identifier, secret = tenant.server_application

    def ask(password: str) -> Flow:
        result: Flow = msal.ConfidentialClientApplication(
            identifier,
            client_credential=password,
            authority=f"{tenant.cloud.identity.authority}/{tenant.tenant_id}",
            instance_discovery=False,
            http_client=web,
        ).acquire_token_for_client([tenant.cloud.identity.app_scope])
        return result

    claims = claims_of(ask(secret.reveal())["access_token"])
    assert claims["roles"] == ["SMTP.SendAsApp"]
    assert "scp" not in claims
    refused = ask("wrong")
    assert refused["error"] == "invalid_client"
    assert refused["error_codes"] == [7000215]


def test_introspection_knows_good_tokens_from_bad(
    tenant: PracticeTenant, web: requests.Session
) -> None:
    good = tenant.issue_token().reveal()

    def ask(token: str) -> dict[str, Any]:
        body: dict[str, Any] = web.post(tenant.introspection_url, data={"token": token}).json()
        return body

    told = ask(good)
    assert told["active"] is True
    assert told["username"] == tenant.user
    assert told["scope"] == "SMTP.Send"
    expired = tenant.issue_token(lifetime_s=-1).reveal()
    for bad in (expired, good[:-4] + "AAAA", good[:100], "", "a.b.c", "é.é.é"):
        assert ask(bad) == {"active": False}
    assert web.get(f"{tenant.introspection_url}?token={good}").json()["active"] is True
    bearer = {"Authorization": f"Bearer {good}"}
    assert web.get(tenant.introspection_url, headers=bearer).json()["active"] is True


def test_token_of_another_run_is_not_ours(tenant: PracticeTenant, web: requests.Session) -> None:
    with PracticeTenant() as other:
        token = other.issue_token().reveal()
    assert web.post(tenant.introspection_url, data={"token": token}).json() == {"active": False}
