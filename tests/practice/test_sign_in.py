"""The real msal against the practice tenant's OpenID provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msal
import pytest
import requests

from app.practice import PracticeTenant
from app.practice.browser import find_form

Build = Callable[..., msal.PublicClientApplication]
Flow = dict[str, Any]
REDIRECT = "http://localhost:49152"
HTTP_OK = 200


def scopes_of(tenant: PracticeTenant) -> list[str]:
    return [tenant.cloud.identity.scope]


def begin(app: msal.PublicClientApplication, tenant: PracticeTenant, **given: Any) -> Flow:
    flow: Flow = app.initiate_auth_code_flow(
        scopes_of(tenant),
        redirect_uri=given.pop("redirect_uri", REDIRECT),
        response_mode=given.pop("response_mode", "form_post"),
        **given,
    )
    return flow


def press(web: requests.Session, url: str, **changed: str) -> requests.Response:
    """Fill in the page as a browser would, and give what came of it."""
    page = web.get(url)
    form = find_form(page.text)
    assert page.status_code == HTTP_OK
    assert form is not None
    action = requests.compat.urljoin(page.url, form.action)
    values = {**form.values, "choice": "sign_in", **changed}
    return web.post(action, data=values, allow_redirects=False)


def answer_of(response: requests.Response) -> dict[str, str]:
    """Read what the application is sent, by form or by redirect."""
    if "Location" in response.headers:
        return dict(parse_qsl(urlsplit(response.headers["Location"]).query))
    form = find_form(response.text)
    assert form is not None
    assert form.action == REDIRECT
    return form.values


def finish(app: msal.PublicClientApplication, flow: Flow, answer: dict[str, str]) -> Flow:
    result: Flow = app.acquire_token_by_auth_code_flow(flow, answer)
    return result


WITH_QUERY = pytest.mark.filterwarnings("ignore:response_mode='form_post' is recommended")


@WITH_QUERY
@pytest.mark.parametrize("mode", ["form_post", "query"])
def test_browser_sign_in_gives_tokens_of_real_size(
    tenant: PracticeTenant,
    public_app: Build,
    web: requests.Session,
    claims_of: Callable[[str], dict[str, Any]],
    mode: str,
) -> None:
    app = public_app()
    flow = begin(app, tenant, response_mode=mode)
    result = finish(app, flow, answer_of(press(web, flow["auth_uri"])))
    assert len(result["access_token"]) >= 2500
    assert result["id_token_claims"]["preferred_username"] == tenant.user
    assert result["id_token_claims"]["tid"] == tenant.tenant_id
    claims = claims_of(result["access_token"])
    assert claims["scp"] == "SMTP.Send"
    assert claims["upn"] == tenant.user
    assert [token.grant for token in tenant.tokens_issued] == ["authorization_code"]


def test_login_hint_is_chosen_beforehand(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    app = public_app()
    flow = begin(app, tenant, login_hint="admin@contoso.test")
    result = finish(app, flow, answer_of(press(web, flow["auth_uri"])))
    assert result["id_token_claims"]["preferred_username"] == "admin@contoso.test"


def test_refresh_brings_new_tokens_silently(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    app = public_app()
    flow = begin(app, tenant)
    first = finish(app, flow, answer_of(press(web, flow["auth_uri"])))
    account = app.get_accounts()[0]
    second = app.acquire_token_silent_with_error(scopes_of(tenant), account, force_refresh=True)
    assert second["access_token"] != first["access_token"]
    assert [token.grant for token in tenant.tokens_issued] == [
        "authorization_code",
        "refresh_token",
    ]


def test_each_refresh_gives_another_refresh_token(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    app = public_app()
    flow = begin(app, tenant)
    first = finish(app, flow, answer_of(press(web, flow["auth_uri"])))
    second = app.acquire_token_by_refresh_token(first["refresh_token"], scopes_of(tenant))
    assert second["refresh_token"] != first["refresh_token"]


def test_revoked_refresh_token_is_refused_with_50173(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    app = public_app()
    flow = begin(app, tenant)
    first = finish(app, flow, answer_of(press(web, flow["auth_uri"])))
    tenant.revoke_sign_ins()
    refused = app.acquire_token_by_refresh_token(first["refresh_token"], scopes_of(tenant))
    assert refused["error_codes"] == [50173]


def test_code_is_good_only_once(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    app = public_app()
    flow = begin(app, tenant)
    answer = answer_of(press(web, flow["auth_uri"]))
    assert "access_token" in finish(app, flow, dict(answer))
    replayed = finish(public_app(), flow, answer)
    assert replayed["error"] == "invalid_grant"
    assert replayed["error_codes"] == [54005]


def test_wrong_verifier_is_refused(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    app = public_app()
    flow = begin(app, tenant)
    answer = answer_of(press(web, flow["auth_uri"]))
    refused = finish(app, {**flow, "code_verifier": "x" * 43}, answer)
    assert refused["error_codes"] == [501481]
    assert refused["error_description"].startswith("AADSTS501481: ")
    assert refused["correlation_id"]
    assert refused["trace_id"]


def test_unknown_tenant_is_refused_as_the_service_does(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    with pytest.raises(ValueError, match="authority"):
        public_app("nosuch.test")
    url = f"{tenant.cloud.identity.authority}/nosuch.test/v2.0/.well-known/openid-configuration"
    body = web.get(url)
    assert body.status_code == 400
    assert body.json()["error_codes"] == [90002]
    assert "'nosuch.test'" in body.json()["error_description"]


def test_configuration_names_tenant_and_region(
    tenant: PracticeTenant, web: requests.Session
) -> None:
    authority = tenant.cloud.identity.authority
    body = web.get(f"{authority}/{tenant.domain}/v2.0/.well-known/openid-configuration").json()
    assert body["issuer"] == f"{authority}/{tenant.tenant_id}/v2.0"
    assert body["tenant_region_scope"] == "EU"
    keys = web.get(body["jwks_uri"]).json()["keys"]
    assert [key["kty"] for key in keys] == ["EC"]


def test_declining_sends_access_denied_back(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    app = public_app()
    flow = begin(app, tenant)
    answer = answer_of(press(web, flow["auth_uri"], choice="decline"))
    assert answer["error"] == "access_denied"
    assert answer["error_description"].startswith("AADSTS65004")
    assert answer["state"] == flow["state"]


@pytest.mark.parametrize(
    ("account", "number"), [("scan@contoso.test", "50057"), ("nobody@contoso.test", "50034")]
)
def test_account_that_cannot_sign_in_is_told_on_the_page(
    tenant: PracticeTenant, public_app: Build, web: requests.Session, account: str, number: str
) -> None:
    flow = begin(public_app(), tenant)
    page = press(web, flow["auth_uri"], account=account)
    assert page.status_code == 400
    assert f"AADSTS{number}" in page.text


@pytest.mark.parametrize(
    "uri", ["https://evil.test/", "http://localhost.evil.test:1/", "http://[::1", "", "file:///x"]
)
def test_redirect_elsewhere_is_refused_on_the_page(
    tenant: PracticeTenant, public_app: Build, web: requests.Session, uri: str
) -> None:
    flow = begin(public_app(), tenant, redirect_uri=uri or "x")
    page = web.get(flow["auth_uri"], allow_redirects=False)
    assert page.status_code == 400
    assert "AADSTS50011" in page.text


def test_unknown_application_is_refused(tenant: PracticeTenant, public_app: Build) -> None:
    app = public_app(client_id="00000000-0000-4000-8000-000000000000")
    refused = app.acquire_token_by_refresh_token("x", scopes_of(tenant))
    assert refused["error_codes"] == [700016]
    assert refused["error"] == "unauthorized_client"


@WITH_QUERY
def test_prompt_none_asks_for_interaction(
    tenant: PracticeTenant, public_app: Build, web: requests.Session
) -> None:
    flow = begin(public_app(), tenant, response_mode="query", prompt="none")
    answer = answer_of(web.get(flow["auth_uri"], allow_redirects=False))
    assert answer["error"] == "login_required"


@pytest.mark.parametrize(
    ("scenario", "number", "error"),
    [
        ("consent_missing", 65001, "consent_required"),
        ("conditional_access", 53003, "access_denied"),
    ],
)
def test_scenario_refuses_browser_and_refresh_alike(
    tenant: PracticeTenant,
    public_app: Build,
    web: requests.Session,
    scenario: str,
    number: int,
    error: str,
) -> None:
    app = public_app()
    flow = begin(app, tenant)
    first = finish(app, flow, answer_of(press(web, flow["auth_uri"])))
    tenant.switch(scenario)
    flow = begin(app, tenant)
    answer = answer_of(press(web, flow["auth_uri"]))
    assert answer["error"] == error
    assert answer["error_description"].startswith(f"AADSTS{number}: ")
    refused = app.acquire_token_by_refresh_token(first["refresh_token"], scopes_of(tenant))
    assert refused["error_codes"] == [number]
