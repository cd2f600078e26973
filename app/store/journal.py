"""What a command changed last of each client, so that it can be taken back."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, ClientId
from app.files import read_bounded, write_whole
from app.store.client_document import from_document, to_document

FOLDER = ".undo"
_MOST_BYTES = 4 * 1024 * 1024


class _Entry(msgspec.Struct, kw_only=True):
    did: Did
    at: datetime
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """The last thing that a command did to a client."""

    id: ClientId
    did: Did
    at: datetime
    """Aware, UTC."""
    before: Client | None
    """None: it was not there."""
    after: Client | None


class Journal:
    """One file a client, in a folder beside the clients'."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def note(
        self,
        client_id: ClientId,
        did: Did,
        before: Client | None,
        after: Client | None,
        *,
        at: datetime | None = None,
    ) -> None:
        """Remember what was done, in place of what was done before; raises OSError.

        What was done to several at once has the same moment.
        """
        entry = _Entry(
            did=did,
            at=at or datetime.now(UTC),
            before=to_document(before) if before else None,
            after=to_document(after) if after else None,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._path(client_id), msgspec.json.encode(entry))

    def last(self, client_id: ClientId | None = None) -> Change | None:
        """Return what was done last, to this client or to any; None where nothing is known."""
        if client_id:
            return self._read(self._path(client_id))
        return next(iter(self.all()), None)

    def all(self) -> tuple[Change, ...]:
        """Return the last change of each client, the newest first."""
        changes = filter(None, map(self._read, self._folder.glob("*.json")))
        return tuple(sorted(changes, key=lambda change: change.at, reverse=True))

    def forget(self, client_id: ClientId) -> None:
        """Forget what was done to a client; what was taken back cannot be taken back twice."""
        self._path(client_id).unlink(missing_ok=True)

    def _path(self, client_id: ClientId) -> Path:
        return self._folder / f"{client_id}.json"

    def _read(self, path: Path) -> Change | None:
        with contextlib.suppress(OSError, ValueError, RecursionError):
            entry = msgspec.json.decode(read_bounded(path, _MOST_BYTES), type=_Entry)
            return Change(
                id=ClientId(path.stem),
                did=entry.did,
                at=entry.at,
                before=_client(entry.before),
                after=_client(entry.after),
            )
        return None


def _client(document: dict[str, Any] | None) -> Client | None:
    return from_document(document) if document else None
