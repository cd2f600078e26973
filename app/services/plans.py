"""The plan: everything that is known of a client as one file, which can be opened again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalogue.message_words import message_languages
from app.domain.blocking import run_blocking
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.handover.opened_plan import OpenedPlan, take_over
from app.domain.organisation import gains
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.plan_file import PLAN_SUFFIX
from app.render.archive import WrittenFile, write_files
from app.render.context import RenderedFile
from app.services.clouds import CloudShelf
from app.store.client_ids import is_client_id
from app.store.clients import ClientStore

if TYPE_CHECKING:
    from app.services.signing_in.signing import Signing


def save_plan(client: Client, clients: ClientStore, folder: Path) -> WrittenFile:
    """Write everything that is known of a client, without any secret, into one file."""
    content = clients.to_bytes(client)
    (written,) = write_files(
        (RenderedFile(path=f"{client.id}{PLAN_SUFFIX}", content=content),), folder
    )
    return written


def save_plans(listed: Iterable[Client], clients: ClientStore, folder: Path) -> SavedPlans:
    """Write a plan of each client; raises AppError where there is none."""
    saved = tuple(listed)
    if not saved:
        raise AppError("client.export.nothing")
    signed_in = tuple(one.id for one in saved if one.sign_in.signed_in_at)
    files = tuple(save_plan(one, clients, folder) for one in saved)
    return SavedPlans(files=files, signed_in=signed_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlans:
    """Plans of several clients, for another computer."""

    files: tuple[WrittenFile, ...]
    signed_in: tuple[ClientId, ...]
    """Whose sign-in stays here, as none travels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenPlan:
    """The client that a plan has become, and what to know before it is worked with."""

    client: Client
    findings: tuple[Finding, ...] = ()
    """The warning first; none where it is a client of this computer already."""
    is_new: bool = True
    left_out: tuple[Finding, ...] = ()
    """Those of them that say what was not taken over."""


async def open_plan(
    path: Path, clouds: CloudShelf, signing: Signing, clients: ClientStore
) -> TakenPlan:
    """Take a plan up as a client of this computer, under a name of its own; it is saved.

    Whoever made the file is not trusted: what it says of clouds and of what was found is left out,
    and no token came with it, so somebody must sign in here again. A plan that was opened before
    and has not been worked on since is the client that it became.
    """
    read = await run_blocking(lambda: clients.read_file(path))
    known = (await run_blocking(clients.list)).clients
    return await take_plan(read, known, clouds, signing, clients, clients.add)


async def take_plan(
    read: Client,
    known: Iterable[Client],
    clouds: CloudShelf,
    signing: Signing,
    clients: ClientStore,
    add: Callable[[Client], Client],
) -> TakenPlan:
    """Take up what a plan says, by `add`, unless a client that is known says the same."""
    opened = _take_over(read, clouds)
    for one in known:
        if _as_plan(one) == _as_plan(opened.client):
            return TakenPlan(client=one, is_new=False)
    named = replace(opened.client, id=await own_id(read, signing, clients))
    client = await run_blocking(lambda: add(named))
    brought, left_out = _about(client, opened.brought), _about(client, opened.left_out)
    code = "plan.opened" if brought or left_out else "plan.opened.nothing"
    warning = clouds.catalogue.finding(code, subject=client.id)
    return TakenPlan(client=client, findings=(warning, *brought, *left_out), left_out=left_out)


def _take_over(read: Client, clouds: CloudShelf) -> OpenedPlan:
    return take_over(
        read,
        home=clouds.of_new_client(),
        clouds=clouds.catalogue.clouds,
        scenarios=clouds.catalogue.scenarios,
        languages=message_languages(),
    )


async def own_id(read: Client, signing: Signing, clients: ClientStore) -> ClientId:
    """Find an id that no client has and under which the keyring holds nothing."""
    stem = read.id if is_client_id(read.id) else clients.unique_id(read.name)
    wished, number = stem, 1
    while clients.has(wished) or await signing.has_secrets(wished):
        number += 1
        wished = ClientId(f"{stem[:48].rstrip('-')}-{number}")
    return wished


def _about(client: Client, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(replace(one, subject=client.id) for one in findings)


def _as_plan(client: Client) -> Client:
    """Leave out what opening a plan changes by itself."""
    return replace(
        gains.signed_out(client),
        id=ClientId(""), step="", detection=None, findings=(), tested_at=None,
        certificate_until=None, unconfirmed=(),
    )  # fmt: skip
