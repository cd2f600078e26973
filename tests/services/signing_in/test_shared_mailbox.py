"""A shared mailbox, signed in to as one of its people, with the real engine and real sign-in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.address import EmailAddress
from app.domain.organisation.client import Client
from app.domain.path import SendingPath
from app.services.checking.checks import check
from app.services.engine import Engine
from app.services.practising.tenant import start_practice
from app.store.folders import Folders


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(Folders.under(tmp_path))
    yield engine
    engine.close()


async def codes_for(engine: Engine, client: Client) -> set[str]:
    assert engine.clouds.practice is not None
    signed_in = await engine.signing.sign_in(
        client, open_browser=engine.clouds.practice.browser(), show_code=lambda _: None
    )
    run = await check(signed_in.client, engine.clouds, engine.signing, lambda _: None)
    return {finding.code for finding in run.findings}


def of_shared_mailbox(engine: Engine, address: str) -> Client:
    client = replace(start_practice("all_well", engine.clouds), path=SendingPath.SMTP_AUTH_OAUTH)
    person = client.login
    return replace(
        client,
        sender=replace(client.sender, from_address=EmailAddress.parse(address)),
        sign_in=replace(client.sign_in, sign_in_as=person),
    )


@pytest.mark.parametrize(
    ("address", "code"),
    [("scan@contoso.test", "smtp.shared.ok"), ("admin@contoso.test", "smtp.shared.refused")],
)
def test_both_names_of_a_shared_mailbox_are_tried(engine: Engine, address: str, code: str) -> None:
    client = of_shared_mailbox(engine, address)
    assert {"smtp.auth.ok", code} <= asyncio.run(codes_for(engine, client))
