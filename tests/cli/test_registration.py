"""An app registration looked at from outside, and its approval, on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.cli.signing_scene import Run, add, own_keyring, sendwright, tenant

if TYPE_CHECKING:
    from app.practice import PracticeTenant

__all__ = ["own_keyring", "sendwright", "tenant"]


def test_a_registration_that_fits_is_known(sendwright: Run, tenant: PracticeTenant) -> None:
    client = add(sendwright, tenant, tenant.application_id)
    code, out, _ = sendwright("registration", client, "--json")
    result = json.loads(out)
    assert code == 0
    assert [finding["code"] for finding in result["findings"]] == [
        "signin.registration_known",
        "signin.return_address_known",
    ]
    link = parse_qs(urlsplit(result["result"]["consent_link"]).query)
    assert link == {"client_id": [tenant.application_id], "redirect_uri": ["http://localhost"]}


def test_a_wrong_id_is_told_and_the_right_one_is_kept(
    sendwright: Run, tenant: PracticeTenant
) -> None:
    client = add(sendwright, tenant, "99999999-0000-4000-8000-000000000000")
    code, out, err = sendwright("registration", client)
    assert code == 1
    assert "AADSTS700016" in out
    assert "adminconsent" in err
    right = ("--application-id", tenant.application_id)
    assert sendwright("registration", client, *right)[0] == 0
    assert sendwright("registration", client)[0] == 0


def test_another_organisation_is_told_apart(sendwright: Run, tenant: PracticeTenant) -> None:
    words = ("--offline", "--path", "smtp_auth_oauth", "--application-id", tenant.application_id)
    client = sendwright("clients", "add", "printer@nobody.test", *words)[1].strip()
    code, out, _ = sendwright("registration", client, "--json")
    assert code == 1
    assert json.loads(out)["findings"][0]["code"] == "signin.aadsts.90002"


@pytest.mark.parametrize(
    ("fields", "exit_code", "found"),
    [
        ({"admin_consent": "True", "tenant": "x"}, 0, "signin.consent_given"),
        (
            {"error": "access_denied", "error_description": "AADSTS65004: no"},
            1,
            "signin.aadsts.65004",
        ),
        ({"code": "x"}, 2, "signin.consent_untold"),
    ],
)
def test_where_an_admins_browser_ended_is_judged(
    sendwright: Run, tenant: PracticeTenant, fields: dict[str, str], exit_code: int, found: str
) -> None:
    client = add(sendwright, tenant, tenant.application_id)
    address = f"http://localhost/?{urlencode(fields)}"
    code, out, _ = sendwright("registration", client, "--approved", address, "--json")
    assert code == exit_code
    assert [finding["code"] for finding in json.loads(out)["findings"]] == [found]


def test_without_an_app_the_way_to_one_is_said(sendwright: Run, tenant: PracticeTenant) -> None:
    client = add(sendwright, tenant, "")
    code, out, _ = sendwright("registration", client, "--cloud", "worldwide", "--json")
    assert code == 2
    assert json.loads(out)["findings"][0]["code"] == "client.application.missing"
