"""Client files: one TOML document a client, written whole or not at all, without secrets."""

from __future__ import annotations

import re
import shutil
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from app.catalogue import Catalogue, installed_catalogue
from app.domain.organisation.client import Client, ClientId
from app.store.atomic import write_whole
from app.store.bounded import read_bounded
from app.store.client_errors import ClientFileError, explain, explain_write
from app.store.client_ids import is_client_id
from app.store.legacy import lift_client
from app.store.wire_format import from_text, to_text, with_zones, without_none

SCHEMA = 1
MAX_BYTES = 1024 * 1024
"""Chosen: a client with all the senders that are kept stays below it."""
__all__ = ["ClientFileError", "ClientStore", "Listing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All clients that can be read, and what is wrong with the other files."""

    clients: tuple[Client, ...]
    problems: tuple[ClientFileError, ...] = ()


class ClientStore:
    """The client files of one folder; the folder is made with the first of them."""

    def __init__(self, folder: Path, *, catalogue: Catalogue | None = None) -> None:
        self._folder = folder
        self._given = catalogue

    @cached_property
    def _catalogue(self) -> Catalogue:
        """The texts, loaded only when something is wrong."""
        return self._given or installed_catalogue()

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

    def save(self, client: Client) -> None:
        """Write one client; a crash at any moment leaves the old file or the new one.

        The version before stays beside it, and a file that cannot be read is set aside.
        """
        path = self._path(client.id)
        try:
            content = msgspec.toml.encode({"schema": SCHEMA, **_to_document(client)})
        except UnicodeEncodeError as exc:  # a name that came as bytes of another encoding
            raise explain(self._catalogue, "not_saved", path, raw=str(exc)) from exc
        if len(content) > MAX_BYTES:
            raise explain(self._catalogue, "too_large", path, bytes=str(len(content)))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._keep_what_is_there(path)
            write_whole(path, content)
        except OSError as exc:
            raise explain_write(self._catalogue, path, exc) from exc

    def to_bytes(self, client: Client) -> bytes:
        """Write a client as it stands in a file, for a file that the person keeps elsewhere."""
        return msgspec.toml.encode({"schema": SCHEMA, **_to_document(client)})

    def read_file(self, path: Path) -> Client:
        """Read a client from a file of any name; raises ClientFileError and changes nothing."""
        if not path.exists():
            raise explain(self._catalogue, "missing", path)
        return self._read(path, any_name=True)

    def remove(self, client_id: ClientId) -> None:
        """Delete one client's file; one that is not there is as good as deleted."""
        path = self._path(client_id)
        try:
            path.unlink(missing_ok=True)
            _previous(path).unlink(missing_ok=True)
        except OSError as exc:
            raw = str(exc.strerror or exc)
            raise explain(self._catalogue, "not_removed", path, raw=raw) from exc

    def unique_id(self, name: str) -> ClientId:
        """Make an id of a name that no other client has."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
        stem = stem if is_client_id(stem) else f"client-{stem}".strip("-")
        number = 1
        while self._path(ClientId(stem if number == 1 else f"{stem}-{number}")).exists():
            number += 1
        return ClientId(stem if number == 1 else f"{stem}-{number}")

    def _path(self, client_id: ClientId) -> Path:
        if not is_client_id(client_id):
            raise explain(self._catalogue, "bad_id", self._folder, client=client_id[:80])
        return self._folder / f"{client_id}.toml"

    def _read(self, path: Path, *, any_name: bool = False) -> Client:
        try:
            content = read_bounded(path, MAX_BYTES)
        except OSError as exc:
            raw = str(exc.strerror or exc)
            raise explain(self._catalogue, "unreadable", path, raw=raw) from exc
        if len(content) > MAX_BYTES:
            raise explain(self._catalogue, "too_large", path, bytes=str(path.stat().st_size))
        client = self._decode(content, path)
        if client.id != path.stem and not any_name:
            raise explain(self._catalogue, "copied", path, client=client.id[:60])
        return client

    def _decode(self, content: bytes, path: Path) -> Client:
        try:
            document = tomllib.loads(content.decode("utf-8"))
            schema = document.pop("schema", None)
            if isinstance(schema, int) and schema > SCHEMA:
                values = {"schema": str(schema), "newest": str(SCHEMA)}
                raise explain(self._catalogue, "newer", path, **values)
            lift_client(document)
            return with_zones(msgspec.convert(document, Client, dec_hook=from_text))
        except (
            ValueError,
            RecursionError,
        ) as exc:  # TOML, UTF-8 and msgspec errors are ValueErrors
            raise explain(self._catalogue, "damaged", path, raw=str(exc)[:500]) from exc

    def _keep_what_is_there(self, path: Path) -> None:
        """Copy the last good version beside; set aside what cannot be read; refuse a newer one."""
        if not path.exists():
            return
        try:
            self._read(path)
        except ClientFileError as exc:
            if exc.code == "store.client.newer":
                raise
            path.replace(_free_name(path))
        else:
            shutil.copyfile(path, _previous(path))


def _previous(path: Path) -> Path:
    return path.with_name(f"{path.name}.previous")


def _to_document(client: Client) -> dict[str, Any]:
    document: dict[str, Any] = without_none(msgspec.to_builtins(client, enc_hook=to_text))
    return document


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}")).exists():
        number += 1
    return aside
