"""Takes back what a command did last to a client, and keeps what others changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.blocking import run_blocking
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.organisation.answers import name_of
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.undoing import TakenBack, take_back
from app.services.clients import remove_client
from app.store.clients import Change, ClientStore, Removed
from app.store.runs import RunStore

if TYPE_CHECKING:
    from app.catalogue import Catalogue
    from app.services.signing_in.signing import Signing


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back."""

    did: Did
    clients: tuple[ClientId, ...]
    """Whom it was about, by the ids that they have now."""
    findings: tuple[Finding, ...]
    is_done: bool = True
    """Something is as it was before."""


async def undo_last(
    client_id: ClientId | None,
    catalogue: Catalogue,
    signing: Signing,
    clients: ClientStore,
    runs: RunStore,
) -> Undone:
    """Take back the last change of a client, or of all; raises AppError where none is known."""
    change = await run_blocking(lambda: _last(client_id, clients))
    match change.did:
        case Did.REMOVE:
            return await run_blocking(lambda: _bring_back(change, catalogue, clients, runs))
        case Did.IMPORT:
            changes = (change,) if client_id else _same_import(change, clients)
            return await _take_out(changes, catalogue, signing, clients, runs)
        case Did.SET | Did.RENAME | Did.STEPS:
            return await run_blocking(lambda: _set_back(change, catalogue, clients))


def _last(client_id: ClientId | None, clients: ClientStore) -> Change:
    """Find what can be taken back: what was removed for good, or by hand, cannot."""
    bin_ = {removed.id: removed for removed in reversed(clients.removed())}
    known = [one for one in clients.journal.all() if client_id in (None, one.id)]
    for change in known:
        if change.id in bin_ if change.did is Did.REMOVE else clients.has(change.id):
            return change
    if client_id in bin_:
        at = bin_[client_id].at
        return Change(id=client_id, did=Did.REMOVE, at=at, before=None, after=None)
    if client_id is None:
        raise AppError("client.undo.nothing")
    raise AppError("client.undo.nothing_of", values={"client": client_id})


def _set_back(change: Change, catalogue: Catalogue, clients: ClientStore) -> Undone:
    before, after = change.before, change.after
    if before is None or after is None:  # a file of another version
        raise AppError("client.undo.nothing_of", values={"client": change.id})
    taken: list[TakenBack] = []

    def take(now: Client) -> Client:
        taken.append(take_back(before, after, now))
        return taken[-1].client

    now = clients.update(change.id, take)
    clients.journal.forget(change.id)
    told = tuple(_tell_set(change, taken[-1], now, catalogue))
    is_done = bool(taken[-1].fields) or not taken[-1].kept
    return Undone(did=change.did, clients=(change.id,), findings=told, is_done=is_done)


def _tell_set(
    change: Change, taken: TakenBack, now: Client, catalogue: Catalogue
) -> Iterator[Finding]:
    values = {
        "client": change.id,
        "name": now.name,
        "fields": ", ".join(map(name_of, taken.fields)),
    }
    if taken.fields:
        code = f"client.undone.{change.did}"
        yield catalogue.finding(code, subject=change.id, values=values)
    elif not taken.kept:
        yield catalogue.finding("client.undone.already", subject=change.id, values=values)
    if taken.kept:
        kept = values | {"fields": ", ".join(map(name_of, taken.kept))}
        yield catalogue.finding("client.undone.kept", subject=change.id, values=kept)


def _bring_back(
    change: Change, catalogue: Catalogue, clients: ClientStore, runs: RunStore
) -> Undone:
    removed = next(one for one in clients.removed() if one.id == change.id)
    client = _restore(removed, clients, runs)
    clients.journal.forget(change.id)
    values = {"client": client.id, "was": change.id}
    code = "client.undone.remove" if client.id == change.id else "client.undone.remove_other_id"
    told = catalogue.finding(code, subject=client.id, values=values)
    return Undone(did=Did.REMOVE, clients=(client.id,), findings=(told,))


def _restore(removed: Removed, clients: ClientStore, runs: RunStore) -> Client:
    client = clients.restore(removed)
    runs.restore(removed, client.id)
    return client


def _same_import(change: Change, clients: ClientStore) -> tuple[Change, ...]:
    every = clients.journal.all()
    return tuple(one for one in every if (one.did, one.at) == (Did.IMPORT, change.at))


async def _take_out(
    changes: tuple[Change, ...],
    catalogue: Catalogue,
    signing: Signing,
    clients: ClientStore,
    runs: RunStore,
) -> Undone:
    """Put what an import brought into the bin; who was worked with since stays."""
    out: list[ClientId] = []
    told: dict[str, Finding] = {}
    for change in changes:
        now = clients.load(change.id) if clients.has(change.id) else None
        if now is None:
            continue
        if not _is_as_imported(now, change):
            values = {"client": change.id}
            told[change.id] = catalogue.finding(
                "client.undone.worked_on", subject=change.id, values=values
            )
            continue
        for finding in await remove_client(now, catalogue, signing, clients, runs):
            of_all = finding.code.startswith("keyring.")
            if finding.code != "keyring.nothing_kept":
                told.setdefault(finding.code if of_all else change.id, finding)
        clients.journal.forget(change.id)
        out.append(change.id)
    findings = tuple(told.values())
    return Undone(did=Did.IMPORT, clients=tuple(out), findings=findings, is_done=bool(out))


def _is_as_imported(now: Client, change: Change) -> bool:
    """Say whether nothing was added but what was looked up."""
    if change.after is None:
        return False
    looked_up = replace(change.after, detection=now.detection, cloud=now.cloud, step=now.step)
    return looked_up == now
