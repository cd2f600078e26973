"""What came with a file decides nothing that a credential goes by, until a person has said so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.address import EmailAddress
from app.domain.errors import InputError
from app.domain.organisation.client import Client, SenderAnswers, SignInAnswers
from app.domain.organisation.draft import Draft
from app.domain.organisation.unconfirmed import CREDENTIALS, confirm, without_changed
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.services.checking.checks import check, send_test
from app.services.clients import draft_client
from app.services.engine import Engine
from app.services.plans import open_plan, save_plan
from app.services.signing_in.registering import approve_here, check_app, consent_link
from app.store.folders import Folders
from tests.wording import in_words

APP = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
TO = EmailAddress.parse("boss@contoso.com")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(Folders.under(tmp_path / "home"))


@pytest.fixture
def opened(engine: Engine, tmp_path: Path) -> Client:
    """A client of somebody else's, as it comes out of the plan that they sent."""
    draft = draft_client(Draft(typed="printer@contoso.com"), engine.clouds, engine.clients)
    client = replace(
        draft,
        path=SendingPath.SMTP_AUTH_OAUTH,
        sender=SenderAnswers(from_address=EmailAddress.parse("printer@contoso.com")),
        sign_in=SignInAnswers(application_id=APP),
        test_recipients=(TO,),
        prepared=("app.register",),
    )
    plan = save_plan(client, engine.clients, tmp_path).path
    return asyncio.run(open_plan(plan, engine.clouds, engine.signing, engine.clients)).client


def no_browser(_: str) -> None:
    pytest.fail("a browser was opened")


WAYS: dict[str, Callable[[Engine, Client], Coroutine[Any, Any, object]]] = {
    "sign in": lambda e, c: e.signing.sign_in(
        c, open_browser=no_browser, show_code=lambda _: None
    ),
    "paste": lambda e, c: e.signing.begin_pasted(c),
    "app": lambda e, c: e.signing.sign_in_as_app(c, Secret("secret")),
    "password": lambda e, c: send_test(
        replace(c, path=SendingPath.SMTP_AUTH_BASIC), (TO,), e.clouds, e.signing,
        password=Secret("secret"),
    ),
    "send": lambda e, c: send_test(
        replace(c, path=SendingPath.RELAY_IP), (TO,), e.clouds, e.signing
    ),
    "check with password": lambda e, c: check(
        replace(c, path=SendingPath.SMTP_AUTH_BASIC), e.clouds, e.signing,
        password=Secret("secret"),
    ),
    "registration": lambda e, c: check_app(c, e.clouds),
    "approval": lambda e, c: approve_here(c, e.clouds, no_browser),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_credential_goes_by_what_only_a_file_says(
    engine: Engine, opened: Client, way: str
) -> None:
    with pytest.raises(InputError) as caught:
        asyncio.run(WAYS[way](engine, opened))
    assert (caught.value.code, caught.value.exit_code) == ("client.unconfirmed", 2)
    said = in_words(caught.value)
    assert "--confirm" in " ".join(said.fix)
    assert APP in said.cause
    assert "printer@contoso.com" in said.cause


def test_nobody_is_sent_to_approve_an_app_that_a_file_names(engine: Engine, opened: Client) -> None:
    with pytest.raises(InputError):
        consent_link(opened, engine.clouds)
    assert APP in consent_link(confirm(opened), engine.clouds)


def test_each_value_is_open_and_is_kept_open_on_disk(engine: Engine, opened: Client) -> None:
    assert set(opened.unconfirmed) == {
        "domain", "cloud", "path", "from_address", "application_id", "test_recipients", "prepared",
    }  # fmt: skip
    assert engine.clients.load(opened.id).unconfirmed == opened.unconfirmed


def test_values_are_confirmed_one_by_one_or_together(opened: Client) -> None:
    one = confirm(opened, ("from_address",))
    assert set(opened.unconfirmed) - set(one.unconfirmed) == {"from_address"}
    assert confirm(opened).unconfirmed == ()
    with pytest.raises(InputError) as caught:
        confirm(opened, ("nope",))
    assert "from_address" in in_words(caught.value).cause


def test_what_is_typed_here_needs_no_confirming(opened: Client) -> None:
    own = replace(opened.sender, from_address=EmailAddress.parse("own@contoso.com"))
    changed = without_changed(opened, replace(opened, sender=own))
    assert set(opened.unconfirmed) - set(changed.unconfirmed) == {"from_address"}


def test_the_rest_may_stay_open_where_a_credential_goes(engine: Engine, opened: Client) -> None:
    told = confirm(opened, tuple(CREDENTIALS))
    assert set(told.unconfirmed) == {"path", "prepared"}
    assert APP in consent_link(told, engine.clouds)


def test_the_same_plan_again_does_not_open_what_was_confirmed(
    engine: Engine, opened: Client, tmp_path: Path
) -> None:
    engine.clients.save(confirm(opened), base=opened)
    plan = tmp_path / "contoso-com.sendwright"
    again = asyncio.run(open_plan(plan, engine.clouds, engine.signing, engine.clients))
    assert again.client.unconfirmed == ()
    assert len(engine.clients.list().clients) == 1
