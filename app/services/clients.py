"""Clients of this computer: made from words, kept with what their runs found, and removed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.catalogue import Catalogue
from app.domain.blocking import run_blocking
from app.domain.check import CheckRun
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.organisation import gains
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.draft import Draft
from app.services.clouds import CloudShelf
from app.store.client_errors import ClientChangedError as ClientChangedError
from app.store.clients import ClientStore as ClientStore
from app.store.clients import Removed as Removed
from app.store.removed import KEPT_FOR as KEPT_FOR
from app.store.runs import RunStore
from app.store.unreadable import find_unreadable as find_unreadable

if TYPE_CHECKING:  # half of the commands sign nobody in
    from app.services.signing_in.signing import Signing


def draft_client(draft: Draft, clouds: CloudShelf, clients: ClientStore) -> Client:
    """Make a client from words, under an id that none has yet; it is not saved."""
    cloud, file = clouds.of_new_client()
    client = draft.to_client(ClientId("new"), cloud=cloud, cloud_file=file)
    return replace(client, id=clients.unique_id(client.name))


def others_of_domain(client: Client, clients: ClientStore) -> tuple[Client, ...]:
    """Find who has the domain already; raises AppError where that one's file cannot be read."""
    listing = clients.list()
    for words in (str(client.domain), client.name):
        unreadable = find_unreadable(listing.problems, words)
        if unreadable is not None:
            raise unreadable
    return tuple(one for one in listing.clients if one.domain == client.domain)


def keep_run(client: Client, run: CheckRun, clients: ClientStore, runs: RunStore) -> Client:
    """Save what a run found with its client, and the run itself for later comparison.

    Nothing else of the client is saved: what a command changed for this run alone stays with it.
    """
    if client.scenario:
        return gains.tested(client, run)
    kept = clients.update(client.id, lambda now: gains.tested(now, run))
    runs.keep(client.id, run)
    return kept


async def foresee_removal(
    client: Client, catalogue: Catalogue, signing: Signing
) -> tuple[Finding, ...]:
    """Say what goes for good with a client, and what lies in the bin."""
    values = {"client": client.id, "days": str(KEPT_FOR.days)}
    losses = await signing.losses(client)
    return (*losses, catalogue.finding("client.remove.bin", subject=client.id, values=values))


async def remove_client(
    client: Client, catalogue: Catalogue, signing: Signing, clients: ClientStore, runs: RunStore
) -> tuple[Finding, ...]:
    """Forget all secrets of the client, then put its file and its kept runs into the bin.

    Says what was removed, what was never there, and what could not be told. Raises AppError where
    a secret or the file is left.
    """
    forgotten = await signing.forget(client)
    removed = await run_blocking(lambda: clients.remove(client.id))
    values: dict[str, str] = {"client": client.id}
    if removed is None:
        gone = catalogue.finding("client.removed_elsewhere", subject=client.id, values=values)
        return (gone, *forgotten)
    await run_blocking(lambda: runs.set_aside(removed))
    values["date"] = f"{removed.until:%Y-%m-%d}"
    return (catalogue.finding("client.removed", subject=client.id, values=values), *forgotten)


@dataclass(frozen=True, slots=True, kw_only=True)
class InBin:
    """A client that lies in the bin."""

    removed: Removed
    client: Client | None
    """None where its file cannot be read."""
    problem: AppError | None = None


def look_into_bin(clients: ClientStore) -> tuple[InBin, ...]:
    """Read what lies in the bin, last removed first."""
    return tuple(_read_removed(removed, clients) for removed in clients.removed())


def _read_removed(removed: Removed, clients: ClientStore) -> InBin:
    try:
        return InBin(removed=removed, client=clients.look_into_bin(removed))
    except AppError as exc:
        return InBin(removed=removed, client=None, problem=exc)
