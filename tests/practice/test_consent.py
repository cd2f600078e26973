"""An admin approves the application at the practice tenant, and Sendwright sees it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

import pytest

from app.domain.organisation.client import Client
from app.practice import PracticeTenant
from app.services.detecting import with_detection
from app.services.engine import Engine
from app.services.practising.tenant import start_practice
from app.services.signing_in.registering import approve_here, consent_link, judge_consent
from app.store.folders import Folders


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(Folders.under(tmp_path))
    yield engine
    engine.close()


def running(engine: Engine) -> tuple[Client, PracticeTenant]:
    client = start_practice("all_well", engine.clouds)
    assert engine.clouds.practice is not None
    return client, engine.clouds.practice


@pytest.mark.parametrize(
    ("decline", "code"), [(False, "signin.consent_given"), (True, "signin.aadsts.65004")]
)
def test_the_answer_of_the_page_is_seen(engine: Engine, code: str, *, decline: bool) -> None:
    client, practice = running(engine)
    work = approve_here(client, engine.clouds, practice.browser(decline=decline))
    assert asyncio.run(work).code == code


def test_an_approval_elsewhere_is_told_apart(engine: Engine) -> None:
    client, practice = running(engine)
    other = "99999999-1111-4222-8333-444455556666"
    assert client.detection is None or client.detection.tenant_id != other
    client = asyncio.run(with_detection(client, engine.clouds))
    assert client.detection is not None
    address = f"http://localhost/?admin_consent=True&tenant={other}"
    assert judge_consent(client, engine.clouds, address).code == "signin.consent_other_tenant"
    same = f"http://localhost/?admin_consent=True&tenant={practice.tenant_id}"
    assert judge_consent(client, engine.clouds, same).code == "signin.consent_given"


def test_an_application_that_is_not_there_gets_a_page(engine: Engine) -> None:
    client, practice = running(engine)
    unknown = replace(
        client,
        sign_in=replace(client.sign_in, application_id="99999999-0000-4000-8000-000000000000"),
    )
    tls = ssl.create_default_context(cafile=practice.cloud.trust.ca_file)
    opener = build_opener(ProxyHandler({}), HTTPSHandler(context=tls))
    with pytest.raises(HTTPError) as raised:
        opener.open(consent_link(unknown, engine.clouds), timeout=10)
    with raised.value as page:
        assert b"AADSTS700016" in page.read()
