"""A kept sign-in is handed out for whom it was made, whoever carries the client's id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.address import DomainName, EmailAddress
from app.domain.errors import AppError
from app.domain.organisation.client import Client, CloudId, Detection
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.services.clients import draft_client
from app.services.engine import Engine
from app.services.signing_in.request import owner_of
from app.signin import SignedIn
from app.store.folders import Folders
from app.store.owner import Bound, Owner
from app.store.secrets import MemorySecrets
from app.store.tokens import (
    AppProof,
    SignInKind,
    StoredSignIn,
    TokenStore,
    fresh_access_token,
)

APP, OTHER = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "12")
NOW = datetime.now(UTC)
TOKENS = SignedIn(
    access_token=Secret("access"),
    refresh_token=Secret("refresh"),
    expires_at=NOW + timedelta(hours=1),
    username="printer@contoso.com",
    tenant_id="tenant",
)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine, memory = Engine(Folders.under(tmp_path)), MemorySecrets()
    monkeypatch.setattr(engine.signing._keyring, "_choose", lambda: memory)
    return engine


@pytest.fixture
def client(engine: Engine) -> Client:
    drafted = draft_client(
        Draft(
            typed="printer@contoso.com",
            application_id=APP,
            path=SendingPath.SMTP_AUTH_OAUTH.value,
        ),
        engine.clouds,
        engine.clients,
    )
    found = Detection(domain=drafted.domain, tenant_id="tenant", cloud=CloudId("worldwide"))
    sign_in = replace(drafted.sign_in, signed_in_at=NOW)
    return replace(drafted, detection=found, sign_in=sign_in)


def keep(engine: Engine, client: Client, *, kind: SignInKind = SignInKind.PERSON) -> TokenStore:
    """Keep a sign-in as signing in does."""
    store, _ = asyncio.run(engine.signing._keyring.open())
    proof = AppProof(kind=kind, value=Secret("refresh"))
    owner = owner_of(client, engine.clouds, for_app=kind is not SignInKind.PERSON)
    store.save(client.id, TOKENS, proof, owner)
    return store


def code_of(engine: Engine, client: Client) -> str:
    """Ask for the token on every way out; the code of the refusal, or "given"."""
    codes = set()
    for ask in (engine.signing.token, engine.signing.renew, engine.signing.kept):
        try:
            asyncio.run(ask(client))
        except AppError as error:
            codes.add(error.code)
        else:
            codes.add("given")
    at_hand = asyncio.run(engine.signing.at_hand(client))
    codes.update({finding.code for finding in at_hand.findings} if not at_hand.token else {"given"})
    (code,) = codes
    return code


def with_app(client: Client, application: str) -> Client:
    return replace(client, sign_in=replace(client.sign_in, application_id=application))


def with_user(client: Client, user: str) -> Client:
    return replace(client, sign_in=replace(client.sign_in, sign_in_as=EmailAddress.parse(user)))


def with_tenant(client: Client, tenant: str) -> Client:
    assert client.detection is not None
    return replace(client, detection=replace(client.detection, tenant_id=tenant))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda client: with_app(client, OTHER), "application"),
        (lambda client: with_user(client, "boss@contoso.com"), "user"),
        (lambda client: with_tenant(client, "other"), "tenant"),
        (lambda client: replace(client, domain=DomainName.parse("fabrikam.com")), "domain"),
        (lambda client: replace(client, cloud=CloudId("gcc_high")), "authority"),
    ],
    ids=["app", "user", "tenant", "domain", "cloud"],
)
def test_whoever_carries_the_id_gets_nothing(
    engine: Engine, client: Client, change: Callable[[Client], Client], refusal: str
) -> None:
    store = keep(engine, client)
    assert code_of(engine, change(client)) == f"store.sign_in_of_other.{refusal}"
    kept = store.load(client.id)
    assert kept is not None
    assert kept.access_token == Secret("access")  # nothing was renewed either


def test_the_one_it_was_made_for_gets_it(engine: Engine, client: Client) -> None:
    keep(engine, client)
    assert asyncio.run(engine.signing.token(client)) == Secret("access")
    undetected = replace(client, detection=None)
    assert asyncio.run(engine.signing.token(undetected)) == Secret("access")


def test_a_private_cloud_is_known_by_its_hosts_and_roots_and_not_by_its_id(
    engine: Engine, client: Client, tmp_path: Path
) -> None:
    def cloud_file(host: str, root: bytes) -> Client:
        (tmp_path / "ca.pem").write_bytes(root)
        (tmp_path / "cloud.toml").write_text(
            f'schema = 1\nid = "worldwide"\nname = "x"\n[smtp]\nhost = "{host}"\nport = 587\n'
            "[relay]\nport = 25\nmx_suffixes = []\n[identity]\n"
            'authority = "https://login.microsoftonline.com"\nscope = "s"\n[dns]\n'
            'spf_include = "a.b"\ndkim_suffixes = []\nautodiscover = "a.b"\n'
            '[trust]\nca_file = "ca.pem"\n'
        )
        return replace(client, cloud_file=str(tmp_path / "cloud.toml"))

    keep(engine, client)
    assert code_of(engine, cloud_file("smtp.office365.com", b"1")).endswith(".cloud")
    lab = cloud_file("mail.lab.test", b"1")
    keep(engine, lab)
    assert asyncio.run(engine.signing.token(lab)) == Secret("access")
    assert code_of(engine, cloud_file("mail.attacker.example", b"1")).endswith(".cloud")
    assert code_of(engine, cloud_file("mail.lab.test", b"2")).endswith(".cloud")


def unbound(store: TokenStore, client: Client) -> None:
    """Leave what 0.1 would have kept."""
    stored = store.load(client.id)
    assert stored is not None
    store.put(client.id, replace(stored, bound=None))


@pytest.mark.parametrize(
    "change",
    [
        lambda client: with_user(client, "boss@contoso.com"),
        lambda client: with_tenant(client, "other"),
        lambda client: replace(client, detection=None),
        lambda client: replace(client, sign_in=replace(client.sign_in, signed_in_at=None)),
    ],
    ids=["user", "tenant", "tenant not known", "its file says nothing of a sign-in"],
)
def test_what_0_1_kept_goes_to_nobody_else(
    engine: Engine, client: Client, change: Callable[[Client], Client]
) -> None:
    unbound(keep(engine, client), client)
    assert code_of(engine, change(client)) == "store.sign_in_of_other.older"


def renewing(store: TokenStore, client: Client, engine: Engine, *, works: bool) -> str:
    """Ask for a token where the service renews, or refuses to."""

    async def refresh(stored: StoredSignIn) -> SignedIn:
        if not works:
            raise AppError("signin.refused")
        return replace(TOKENS, access_token=Secret("renewed"))

    def owner(kind: SignInKind) -> Owner:
        return owner_of(client, engine.clouds, for_app=kind is not SignInKind.PERSON)

    return asyncio.run(fresh_access_token(store, client.id, owner, refresh)).reveal()


def test_what_0_1_kept_is_bound_once_the_service_renews_it(engine: Engine, client: Client) -> None:
    store = keep(engine, client)
    unbound(store, client)
    assert renewing(store, client, engine, works=True) == "renewed"
    stored = store.load(client.id)
    assert stored is not None
    assert isinstance(stored.bound, Bound)
    assert code_of(engine, with_app(client, OTHER)).endswith(".application")


def test_a_wrong_call_binds_nothing_that_0_1_kept(engine: Engine, client: Client) -> None:
    store = keep(engine, client)
    unbound(store, client)
    with pytest.raises(AppError):
        renewing(store, with_app(client, OTHER), engine, works=False)
    assert renewing(store, client, engine, works=True) == "renewed"
    unbound(store, client)
    engine.clouds.take("gcc_high")  # as --cloud does
    assert code_of(engine, client) == "store.sign_in_of_other.older"
