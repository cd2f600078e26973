"""A client's defaults, and the mailbox that it signs in as."""

from __future__ import annotations

from app.domain.address import DomainName, EmailAddress
from app.domain.organisation.client import (
    Audience,
    Client,
    ClientId,
    OAuthAbility,
    SenderAnswers,
    SignInAnswers,
    SignInMethod,
)
from app.domain.path import SendingPath

DOMAIN = DomainName("contoso.com")
SCAN, ADMIN = EmailAddress("scan", DOMAIN), EmailAddress("admin", DOMAIN)


def new(sender: SenderAnswers | None = None, sign_in: SignInAnswers | None = None) -> Client:
    return Client(
        id=ClientId("contoso"),
        name="Contoso",
        domain=DOMAIN,
        sender=sender or SenderAnswers(),
        sign_in=sign_in or SignInAnswers(),
    )


def test_a_new_client_claims_nothing_that_nobody_said() -> None:
    client = Client(id=ClientId("contoso"), name="Contoso", domain=DOMAIN)
    assert client.cloud == "worldwide"
    assert client.detection is None
    assert client.path is None
    assert client.sender == SenderAnswers()
    assert client.sender.oauth is OAuthAbility.UNKNOWN
    assert client.sender.audience is Audience.BOTH
    assert client.sender.fixed_ips == ()
    assert client.sign_in.method is SignInMethod.BROWSER
    assert client.sign_in.signed_in_at is None
    assert client.step == "client"
    assert (client.findings, client.prepared, client.targets) == ((), (), ())


def test_clients_share_no_state() -> None:
    assert new().sender == new().sender
    assert new() == new()


def test_login_is_the_from_address_unless_another_is_named() -> None:
    assert new().login is None
    assert new(SenderAnswers(from_address=SCAN)).login == SCAN
    both = new(SenderAnswers(from_address=SCAN), SignInAnswers(sign_in_as=ADMIN))
    assert both.login == ADMIN
    assert new(sign_in=SignInAnswers(sign_in_as=ADMIN)).login == ADMIN


def test_paths_know_what_proves_the_sender() -> None:
    by_connection = {path for path in SendingPath if path.uses_mx}
    assert by_connection == {
        SendingPath.RELAY_IP,
        SendingPath.RELAY_CERTIFICATE,
        SendingPath.DIRECT_SEND,
    }
    assert {path for path in SendingPath if path.signs_in} == set(SendingPath) - by_connection
    assert all(path.signs_in for path in SendingPath if path.uses_oauth)
