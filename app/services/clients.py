"""Clients of this computer: made from words, kept with what their runs found, and removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.check import CheckRun
from app.domain.organisation import gains
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.draft import Draft
from app.services.clouds import CloudShelf
from app.store.client_errors import ClientChangedError as ClientChangedError
from app.store.clients import ClientStore as ClientStore
from app.store.clients import Removed
from app.store.runs import RunStore

if TYPE_CHECKING:  # half of the commands sign nobody in
    from app.services.signing_in.signing import Signing


def draft_client(draft: Draft, clouds: CloudShelf, clients: ClientStore) -> Client:
    """Make a client from words, under an id that none has yet; it is not saved."""
    cloud, file = clouds.of_new_client()
    client = draft.to_client(ClientId("new"), cloud=cloud, cloud_file=file)
    return replace(client, id=clients.unique_id(client.name))


def keep_run(client: Client, run: CheckRun, clients: ClientStore, runs: RunStore) -> Client:
    """Save what a run found with its client, and the run itself for later comparison.

    Nothing else of the client is saved: what a command changed for this run alone stays with it.
    """
    if client.scenario:
        return gains.tested(client, run)
    kept = clients.update(client.id, lambda now: gains.tested(now, run))
    runs.keep(client.id, run)
    return kept


def remove_client(client: Client, clients: ClientStore, runs: RunStore) -> Removed | None:
    """Put the client's file and its kept runs into the bin; its secrets are forgotten before."""
    removed = clients.remove(client.id)
    if removed is not None:
        runs.set_aside(removed)
    return removed


async def discard_client(
    client: Client, signing: Signing, clients: ClientStore, runs: RunStore
) -> None:
    """Forget the client's sign-in, then remove the client; raises AppError and keeps both."""
    if client.sign_in.signed_in_at is not None:
        await signing.forget(client)
    remove_client(client, clients, runs)
