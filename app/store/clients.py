"""Client files: one TOML document a client, changed by one at a time, and never in half.

A change that begins with what is on the disk (`update`) loses nothing that others wrote. Who works
on a version in memory (`save`) says which it began with, and gets back what both have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from pathlib import Path

from app.catalogue import Catalogue, installed_catalogue
from app.domain.organisation.change import Did
from app.domain.organisation.client import Client, ClientId
from app.domain.organisation.merging import merge
from app.files import TooLargeError, read_bounded, sweep, write_whole
from app.store.client_document import SCHEMA, NewerSchemaError, from_bytes, to_bytes
from app.store.client_errors import ClientFileError, busy, changed_elsewhere, explain, explain_write
from app.store.client_ids import is_client_id, make_client_id
from app.store.journal import Change, Journal
from app.store.locks import DEADLINE_S, LockedError, locked
from app.store.removed import FOLDER, Removed, empty, read_name

MAX_BYTES = 1024 * 1024
"""Chosen: a client with all the senders that are kept stays below it."""
_ALL = ".new"
"""The lock under which a new id is taken."""
__all__ = ["Change", "ClientFileError", "ClientStore", "Listing", "Removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All clients that can be read, and what is wrong with the other files."""

    clients: tuple[Client, ...]
    problems: tuple[ClientFileError, ...] = ()


class ClientStore:
    """The client files of one folder; the folder is made with the first of them."""

    def __init__(
        self, folder: Path, *, catalogue: Catalogue | None = None, deadline_s: float = DEADLINE_S
    ) -> None:
        self._folder = folder
        self._given = catalogue
        self._deadline_s = deadline_s
        self.journal = Journal(folder)

    @cached_property
    def _catalogue(self) -> Catalogue:
        """The texts, loaded only when something is wrong."""
        return self._given or installed_catalogue()

    # -- reading

    def list(self) -> Listing:
        """Read all clients, sorted by name; a file that cannot be read hides no other."""
        clients, problems = [], []
        for path in sorted(self._folder.glob("*.toml")):
            try:
                if not is_client_id(path.stem):
                    raise explain(self._catalogue, "stray", path)
                clients.append(self._read(path))
            except ClientFileError as exc:
                problems.append(exc)
        aside = sorted(self._folder.glob("*.damaged-*"))
        problems += [explain(self._catalogue, "set_aside", path) for path in aside]
        clients.sort(key=lambda client: (client.name.casefold(), client.id))
        return Listing(clients=tuple(clients), problems=tuple(problems))

    def load(self, client_id: ClientId) -> Client:
        """Read one client; raises ClientFileError and leaves a damaged file as it is."""
        path = self._path(client_id)
        if not path.exists():
            raise explain(self._catalogue, "missing", path)
        return self._read(path)

    def has(self, client_id: ClientId) -> bool:
        """Say whether there is a file of this client."""
        return self._path(client_id).exists()

    def to_bytes(self, client: Client) -> bytes:
        """Write a client as it stands in a file, for a file that the person keeps elsewhere."""
        return to_bytes(client)

    def read_file(self, path: Path) -> Client:
        """Read a client from a file of any name; raises ClientFileError and changes nothing."""
        if not path.exists():
            raise explain(self._catalogue, "missing", path)
        return self._read(path, any_name=True)

    # -- changing

    def add(self, client: Client, *, did: Did | None = None, at: datetime | None = None) -> Client:
        """Save a new client under its id, or the next that nobody has; returns it with that id.

        With `did` it can be taken back; what was added at once has the same moment `at`.
        """
        with self._alone(_ALL):
            if self.has(client.id):
                client = replace(client, id=self._next_id(client.id))
            with self._alone(client.id):
                self._write(client, is_there=False)
                if did:
                    self.journal.note(client.id, did, None, client, at=at)
        return client

    def update(
        self, client_id: ClientId, change: Callable[[Client], Client], *, did: Did | None = None
    ) -> Client:
        """Change a client as it is on the disk now; nothing is written where nothing changes.

        With `did` it can be taken back. Raises ClientFileError, and what `change` raises.
        """
        with self._alone(client_id):
            before = self.load(client_id)
            after = change(before)
            if after != before:
                self._write(after, is_there=True)
                if did:
                    self.journal.note(client_id, did, before, after)
        return after

    def save(self, client: Client, *, base: Client | None = None, did: Did | None = None) -> Client:
        """Write a client that was worked on in memory since `base` was on the disk.

        Returns it with what others changed meanwhile. Raises ClientFileError where both changed the
        same to something different; the file is left as it is then.
        """
        with self._alone(client.id):
            theirs = self._there(client.id)
            if base is not None and theirs is not None and theirs != base:
                merged = merge(base, client, theirs)
                if merged.conflicts:
                    path = self._path(client.id)
                    raise changed_elsewhere(self._catalogue, path, merged.conflicts, theirs)
                client = merged.client
            if client != theirs:
                self._write(client, is_there=theirs is not None)
                if did:
                    self.journal.note(client.id, did, theirs, client)
        return client

    def remove(self, client_id: ClientId) -> Removed | None:
        """Put one client's file into the bin; None where there was none. Raises ClientFileError."""
        path, now = self._path(client_id), datetime.now(UTC)
        removed = Removed(id=client_id, at=now)
        with self._alone(client_id):
            empty(self._folder / FOLDER, now)
            if not path.exists():
                return None
            try:
                (self._folder / FOLDER).mkdir(exist_ok=True)
                path.replace(self._in_bin(removed))
                _previous(path).unlink(missing_ok=True)
                self.journal.note(client_id, Did.REMOVE, None, None)  # the bin has it
            except OSError as exc:
                raw = str(exc.strerror or exc)
                raise explain(self._catalogue, "not_removed", path, raw=raw) from exc
        return removed

    def removed(self) -> tuple[Removed, ...]:
        """List the bin, last removed first."""
        empty(self._folder / FOLDER, datetime.now(UTC))
        found = map(read_name, (path.name for path in (self._folder / FOLDER).glob("*.toml")))
        return tuple(sorted(filter(None, found), key=lambda one: one.at, reverse=True))

    def look_into_bin(self, removed: Removed) -> Client:
        """Read a client that lies in the bin; raises ClientFileError."""
        return replace(self._read(self._in_bin(removed), any_name=True), id=removed.id)

    def restore(self, removed: Removed) -> Client:
        """Bring a client out of the bin, under another id where its own was given away since."""
        restored = self.add(self.look_into_bin(removed))
        self._in_bin(removed).unlink(missing_ok=True)
        return restored

    def unique_id(self, name: str) -> ClientId:
        """Make an id of a name that no other client has."""
        made = ClientId(make_client_id(name))
        return self._next_id(made) if self.has(made) else made

    # -- inside

    def _next_id(self, taken: ClientId) -> ClientId:
        ids = (ClientId(f"{taken[:48].rstrip('-')}-{number}") for number in count(2))
        return next(one for one in ids if not self.has(one))

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """Keep others off a client; raises ClientFileError naming who does not let go of it."""
        path = self._folder / f"{name}.toml" if name == _ALL else self._path(ClientId(name))
        try:
            with locked(self._folder / ".locks", name, self._deadline_s):
                yield
        except LockedError as exc:
            raise busy(self._catalogue, path, exc.holder) from exc
        except OSError as exc:
            raise explain_write(self._catalogue, path, exc) from exc

    def _path(self, client_id: ClientId) -> Path:
        if not is_client_id(client_id):
            raise explain(self._catalogue, "bad_id", self._folder, client=client_id[:80])
        return self._folder / f"{client_id}.toml"

    def _in_bin(self, removed: Removed) -> Path:
        return self._folder / FOLDER / f"{removed.name}.toml"

    def _read(self, path: Path, *, any_name: bool = False) -> Client:
        try:
            client = from_bytes(read_bounded(path, MAX_BYTES))
        except TooLargeError as exc:
            size = str(path.stat().st_size)
            raise explain(self._catalogue, "too_large", path, bytes=size) from exc
        except OSError as exc:
            raw = str(exc.strerror or exc)
            raise explain(self._catalogue, "unreadable", path, raw=raw) from exc
        except NewerSchemaError as exc:
            values = {"schema": str(exc.schema), "newest": str(SCHEMA)}
            raise explain(self._catalogue, "newer", path, **values) from exc
        except (ValueError, RecursionError) as exc:  # TOML's, UTF-8's and msgspec's are ValueErrors
            code = "damaged" if _previous(path).exists() else "damaged_alone"
            raise explain(self._catalogue, code, path, raw=str(exc)[:500]) from exc
        if client.id != path.stem and not any_name:
            raise explain(self._catalogue, "copied", path, client=client.id[:60])
        return client

    def _there(self, client_id: ClientId) -> Client | None:
        """Read what is on the disk; what cannot be read is set aside, a newer one is refused."""
        path = self._path(client_id)
        if not path.exists():
            return None
        try:
            return self._read(path)
        except ClientFileError as exc:
            if exc.code == "store.client.newer":
                raise
            path.replace(_free_name(path))
            return None

    def _write(self, client: Client, *, is_there: bool) -> None:
        """Write whole, the good version that is there beside it first."""
        path = self._path(client.id)
        try:
            content = to_bytes(client)
        except UnicodeEncodeError as exc:  # a name that came as bytes of another encoding
            raise explain(self._catalogue, "not_saved", path, raw=str(exc)) from exc
        if len(content) > MAX_BYTES:
            raise explain(self._catalogue, "too_large", path, bytes=str(len(content)))
        sweep(self._folder)
        if is_there:
            write_whole(_previous(path), path.read_bytes(), mode=path.stat().st_mode & 0o777)
        write_whole(path, content)


def _previous(path: Path) -> Path:
    return path.with_name(f"{path.name}.previous")


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}.damaged-{number}") for number in count(1))
    return next(name for name in names if not name.exists())
