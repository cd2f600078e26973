"""An admin's approval: what the page brings back, on this computer or by mail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest

from app.catalogue import Catalogue
from app.domain.errors import InputError
from app.domain.finding import Finding
from app.signin import ConsentRequest, SignInError, judge_pasted_consent, wait_for_consent
from tests.signin.service import APP, TENANT

OTHER = "99999999-1111-4222-8333-444455556666"
APPROVED = {"admin_consent": "True", "tenant": TENANT}
DECLINED = {
    "error": "access_denied",
    "error_description": "AADSTS65004: User declined to consent to access the app.",
    "admin_consent": "True",
    "tenant": TENANT,
}


def make_request(deadline_s: float = 20.0) -> ConsentRequest:
    return ConsentRequest(
        link=f"https://login.contoso.test/{TENANT}/adminconsent?client_id={APP}",
        tenant=TENANT,
        catalogue=Catalogue(),
        deadline_s=deadline_s,
    )


def admin(*answers: Mapping[str, str]) -> Callable[[str], None]:
    """An admin's browser that comes back with these fields, one visit after the other."""

    def visit(url: str) -> None:
        asked = parse_qs(urlsplit(url).query)
        assert asked["client_id"] == [APP]
        opener = build_opener(ProxyHandler({}))
        for fields in answers:
            given = {"state": asked["state"][0], **fields}
            try:
                opener.open(f"{asked['redirect_uri'][0]}/?{urlencode(given)}", timeout=5).read()
            except HTTPError as exc:
                exc.close()

    return visit


def wait(*answers: Mapping[str, str]) -> Finding:
    return asyncio.run(wait_for_consent(make_request(), admin(*answers)))


def test_an_approval_is_seen() -> None:
    assert wait(APPROVED).code == "signin.consent_given"


def test_an_approval_in_another_organisation_is_told_apart() -> None:
    found = wait({**APPROVED, "tenant": OTHER})
    assert found.code == "signin.consent_other_tenant"
    assert found.values["tenant"] == OTHER


def test_a_declined_approval_is_explained_with_the_words_of_the_service() -> None:
    found = wait(DECLINED)
    assert found.code == "signin.aadsts.65004"
    assert "User declined" in found.evidence


@pytest.mark.parametrize(
    "stray",
    [{**APPROVED, "state": "another"}, {"admin_consent": "False"}, {"code": "a-code"}, {}],
)
def test_what_is_no_approval_does_not_end_the_wait(stray: Mapping[str, str]) -> None:
    assert wait(stray, DECLINED).code == "signin.aadsts.65004"


def test_an_admin_who_does_not_come_meets_the_deadline() -> None:
    with pytest.raises(SignInError) as raised:
        asyncio.run(wait_for_consent(make_request(0.05), lambda _: None))
    assert raised.value.code == "signin.person_late"


def test_no_browser_is_said() -> None:
    def none(url: str) -> None:
        raise FileNotFoundError("no browser")

    with pytest.raises(SignInError) as raised:
        asyncio.run(wait_for_consent(make_request(), none))
    assert raised.value.code == "signin.no_browser"


@pytest.mark.parametrize("wrapped", ["{}", "<{}>", "  {}\n"])
def test_an_address_that_an_admin_sent_is_judged(wrapped: str) -> None:
    address = wrapped.format(f"http://localhost/?{urlencode(APPROVED)}")
    assert judge_pasted_consent(make_request(), address).code == "signin.consent_given"


def test_an_address_with_another_state_is_refused_where_one_was_given() -> None:
    address = f"http://localhost/?{urlencode({**APPROVED, 'state': 'theirs'})}"
    with pytest.raises(SignInError) as raised:
        judge_pasted_consent(make_request(), address, state="ours")
    assert raised.value.code == "signin.stale_answer"


@pytest.mark.parametrize("text", ["", "http://localhost/", "http://localhost/?code=x", "hello"])
def test_an_address_without_an_approval_can_be_given_again(text: str) -> None:
    with pytest.raises(InputError) as raised:
        judge_pasted_consent(make_request(), text)
    assert raised.value.code == "signin.consent_untold"
