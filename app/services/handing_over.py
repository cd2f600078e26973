"""What is done, what is open and who must act; the plan as a file that can be opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.catalogue.message_words import message_languages
from app.domain.blocking import run_blocking
from app.domain.errors import InputError
from app.domain.finding import Finding
from app.domain.handover.missing_value import with_value
from app.domain.handover.opened_plan import OpenedPlan, take_over
from app.domain.organisation import gains
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.plan_file import PLAN_SUFFIX
from app.render.archive import WrittenFile, write_files
from app.render.context import RenderedFile
from app.services.engine import Engine
from app.store.client_ids import is_client_id


def name_app(
    engine: Engine, client: Client, *, application_id: str = "", enterprise_object_id: str = ""
) -> Client:
    """Add what Entra ID calls the app; empty text changes nothing. Raises InputError."""
    ids = {"application_id": application_id, "enterprise_object_id": enterprise_object_id}
    return give_values(engine, client, {name: text for name, text in ids.items() if text})


def give_values(engine: Engine, client: Client, typed: Mapping[str, str]) -> Client:
    """Keep values that steps wait for, by their names; raises InputError for the first bad one."""
    private = engine.cloud_for(client).is_private
    for name, text in typed.items():
        client = with_value(client, name, text, is_private_world=private)
    return client


def tick(
    engine: Engine, client: Client, *, done: tuple[str, ...] = (), not_done: tuple[str, ...] = ()
) -> Client:
    """Tick steps as done, or take the tick away; raises InputError for a step of no such name."""
    known = {step.id for step in engine.admin_steps(client)}
    unknown = [id_ for id_ in (*done, *not_done) if id_ not in known]
    if unknown:
        raise InputError(
            "input.step.unknown" if known else "input.step.no_path",
            values={"step": unknown[0][:60], "known": ", ".join(sorted(known))},
        )
    return gains.prepared(client, done=done, not_done=not_done)


def save_plan(engine: Engine, client: Client, folder: Path) -> WrittenFile:
    """Write everything that is known of a client, without any secret, into one file."""
    content = engine.clients.to_bytes(client)
    (written,) = write_files(
        (RenderedFile(path=f"{client.id}{PLAN_SUFFIX}", content=content),), folder
    )
    return written


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenPlan:
    """The client that a plan has become, and what to know before it is worked with."""

    client: Client
    findings: tuple[Finding, ...] = ()
    """The warning first; none where it is a client of this computer already."""


async def open_plan(engine: Engine, path: Path) -> TakenPlan:
    """Take a plan up as a client of this computer, under a name of its own; it is saved.

    Whoever made the file is not trusted: what it says of clouds and of what was found is left out,
    and no token came with it, so somebody must sign in here again. A plan that was opened before
    and has not been worked on since is the client that it became.
    """
    read = await run_blocking(lambda: engine.clients.read_file(path))
    opened = _take_over(engine, read)
    for known in (await run_blocking(engine.clients.list)).clients:
        if _as_plan(known) == _as_plan(opened.client):
            return TakenPlan(client=known)
    client = replace(opened.client, id=await _own_id(engine, read))
    await run_blocking(lambda: engine.clients.save(client))
    return TakenPlan(client=client, findings=_tell(engine, opened, client))


def _take_over(engine: Engine, read: Client) -> OpenedPlan:
    return take_over(
        read,
        home=engine.clouds.of_new_client(),
        clouds=engine.catalogue.clouds,
        scenarios=engine.catalogue.scenarios,
        languages=message_languages(),
    )


async def _own_id(engine: Engine, read: Client) -> ClientId:
    """Find an id that no client has and under which the keyring holds nothing."""
    stem = read.id if is_client_id(read.id) else engine.clients.unique_id(read.name)
    wished, number = stem, 1
    while engine.clients.has(wished) or await engine.signing.has_secrets(wished):
        number += 1
        wished = ClientId(f"{stem[:48].rstrip('-')}-{number}")
    return wished


def _tell(engine: Engine, opened: OpenedPlan, client: Client) -> tuple[Finding, ...]:
    told = tuple(replace(one, subject=client.id) for one in (*opened.brought, *opened.left_out))
    code = "plan.opened" if told else "plan.opened.nothing"
    return (engine.catalogue.finding(code, subject=client.id), *told)


def _as_plan(client: Client) -> Client:
    """Leave out what opening a plan changes by itself."""
    return replace(
        gains.signed_out(client),
        id=ClientId(""), step="", detection=None, findings=(), tested_at=None,
        certificate_until=None,
    )  # fmt: skip
