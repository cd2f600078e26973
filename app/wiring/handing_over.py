"""What is done, what is open and who must act; the plan as a file that can be opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from app.domain.client import Client, ClientId
from app.domain.errors import InputError
from app.domain.missing_value import with_value
from app.domain.plan_file import PLAN_SUFFIX
from app.render.archive import WrittenFile, write_files
from app.render.context import RenderedFile
from app.wiring.engine import Engine


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
            f"There is no step “{unknown[0][:60]}” on this client's path",
            f"There are: {', '.join(sorted(known)) or 'none, since no path is chosen'}.",
            code="input.step.unknown",
            next_steps=("List them with: sendwright steps CLIENT",),
        )
    kept = [id_ for id_ in dict.fromkeys((*client.prepared, *done)) if id_ not in not_done]
    return replace(client, prepared=tuple(kept))


def save_plan(engine: Engine, client: Client, folder: Path) -> WrittenFile:
    """Write everything that is known of a client, without any secret, into one file."""
    content = engine.clients.to_bytes(client)
    (written,) = write_files(
        (RenderedFile(path=f"{client.id}{PLAN_SUFFIX}", content=content),), folder
    )
    return written


def open_plan(engine: Engine, path: Path) -> Client:
    """Take a plan up as a client of this computer, under a name of its own; it is saved.

    No token came with the file, so somebody must sign in here again. A plan that was opened before
    and has not been worked on since is the client that it became.
    """
    read = engine.clients.read_file(path)
    for known in engine.clients.list().clients:
        if _as_plan(known) == _as_plan(read):
            return known
    client = replace(
        read,
        id=read.id if not engine.clients.has(read.id) else engine.clients.unique_id(read.name),
        sign_in=replace(read.sign_in, signed_in_at=None),
    )
    engine.clients.save(client)
    return client


def _as_plan(client: Client) -> Client:
    """Leave out what opening a plan changes by itself."""
    sign_in = replace(client.sign_in, signed_in_at=None)
    return replace(client, id=ClientId(""), step="", sign_in=sign_in)
