"""Client files: one TOML document a client, written whole or not at all, without secrets."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from app.domain.client import Client, ClientId
from app.domain.errors import AppError
from app.store.wire_format import from_text, to_text, without_none

SCHEMA = 1
MAX_BYTES = 1024 * 1024
_SAFE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\Z")


class ClientFileError(AppError):
    """A client file cannot be read or written; what was there stays as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All clients that can be read, and what is wrong with the others."""

    clients: tuple[Client, ...]
    problems: tuple[ClientFileError, ...] = ()


class ClientStore:
    """The client files of one folder; the folder is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list(self) -> Listing:
        """Read all clients, sorted by name; a file that cannot be read hides no other."""
        clients, problems = [], []
        for path in sorted(self._folder.glob("*.toml")):
            if not _SAFE_ID.match(path.stem):
                problems.append(_ignored(path))
                continue
            try:
                clients.append(self._read(path))
            except ClientFileError as exc:
                problems.append(exc)
        clients.sort(key=lambda client: (client.name.casefold(), client.id))
        return Listing(clients=tuple(clients), problems=tuple(problems))

    def load(self, client_id: ClientId) -> Client:
        """Read one client; raises ClientFileError, and keeps a damaged file aside."""
        path = self._path(client_id)
        if not path.exists():
            raise ClientFileError(
                "There is no such client",
                f"{path.name} is not in {self._folder}.",
                code="store.client.missing",
                next_steps=("List the clients with: sendwright clients list",),
            )
        return self._read(path)

    def save(self, client: Client) -> None:
        """Write one client; a crash at any moment leaves the old file or the new one."""
        path = self._path(client.id)
        if path.exists():
            self._keep_aside_if_damaged(path)
        document = {"schema": SCHEMA, **_to_document(client)}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write_whole(path, msgspec.toml.encode(document))
        except OSError as exc:
            raise ClientFileError(
                "The client could not be saved",
                f"{exc.strerror or exc}: {path}",
                code="store.client.not_saved",
                next_steps=(
                    "Look whether the disk is full and the folder can be written to.",
                    "What was saved before is still there.",
                ),
            ) from exc

    def remove(self, client_id: ClientId) -> None:
        """Delete one client's file; one that is not there is as good as deleted."""
        try:
            self._path(client_id).unlink(missing_ok=True)
        except OSError as exc:
            raise ClientFileError(
                "The client could not be removed",
                f"{exc.strerror or exc}",
                code="store.client.not_removed",
                next_steps=(f"Delete the file by hand in {self._folder}.",),
            ) from exc

    def unique_id(self, name: str) -> ClientId:
        """Make an id of a name that no other client has."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-") or "client"
        number = 1
        while self._path(ClientId(stem if number == 1 else f"{stem}-{number}")).exists():
            number += 1
        return ClientId(stem if number == 1 else f"{stem}-{number}")

    def _path(self, client_id: ClientId) -> Path:
        if not _SAFE_ID.match(client_id):
            raise ClientFileError(
                "This is not the id of a client",
                "An id has lower-case letters, digits and hyphens.",
                code="store.client.bad_id",
                raw=client_id[:100],
            )
        return self._folder / f"{client_id}.toml"

    def _read(self, path: Path) -> Client:
        try:
            size = path.stat().st_size
            text = path.read_bytes() if size <= MAX_BYTES else b""
        except OSError as exc:
            raise _unreadable(path, exc.strerror or str(exc)) from exc
        if size > MAX_BYTES:
            raise _unreadable(path, f"It has {size} bytes; a client file has a few thousand.")
        return _from_document(_parse(path, text), path)

    def _keep_aside_if_damaged(self, path: Path) -> None:
        """Rename what cannot be read, so that saving never destroys it; a newer file is refused."""
        try:
            self._read(path)
        except ClientFileError as exc:
            if exc.code == "store.client.newer":
                raise
            with contextlib.suppress(OSError):
                path.replace(_free_name(path))


def _to_document(client: Client) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(client, enc_hook=to_text)
    return without_none(document)  # type: ignore[no-any-return]  # a dict stays a dict


def _parse(path: Path, text: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise _unreadable(path, str(exc)) from exc


def _from_document(document: dict[str, Any], path: Path) -> Client:
    schema = document.pop("schema", None)
    if isinstance(schema, int) and schema > SCHEMA:
        raise ClientFileError(
            "This client was saved by a newer Sendwright",
            f"{path.name} has schema {schema}; this version reads up to {SCHEMA}.",
            code="store.client.newer",
            next_steps=("Install the newest Sendwright.", "The file was left as it is."),
        )
    try:
        client = msgspec.convert(document, Client, dec_hook=from_text)
    except (msgspec.ValidationError, ValueError) as exc:
        raise _unreadable(path, str(exc)) from exc
    if client.id != path.stem:
        raise _unreadable(path, f"It holds the client “{client.id[:60]}”; was it copied?")
    return client


def _unreadable(path: Path, reason: str) -> ClientFileError:
    return ClientFileError(
        "A client file cannot be read",
        f"{path.name}: {reason}",
        code="store.client.unreadable",
        next_steps=(
            f"The file was left as it is, in {path.parent}.",
            "Bring an older copy back, or add the client again.",
        ),
    )


def _ignored(path: Path) -> ClientFileError:
    return ClientFileError(
        "A file in the client folder is not a client",
        f"{path.name} looks like a copy that a sync program made.",
        code="store.client.stray",
        next_steps=("Compare it with the client it was copied from, then delete it.",),
    )


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}")).exists():
        number += 1
    return aside


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside, flush to the disk, rename."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
