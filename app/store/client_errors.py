"""Explains what is wrong with a client file, in the words of the catalogue."""

from __future__ import annotations

import errno
from pathlib import Path

from app.catalogue import Catalogue
from app.domain.organisation.answers import name_of
from app.domain.organisation.client import Client
from app.store.errors import StoreError, is_full
from app.store.locks import Holder

_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class ClientFileError(StoreError):
    """A client file cannot be read or written; what was there stays as it was."""


class ClientChangedError(ClientFileError):
    """Others have changed the same of a client to something different."""

    theirs: Client
    """What is on the disk."""
    fields: tuple[str, ...]
    """What differs, by the names of the client's fields."""


class ClientBusyError(ClientFileError):
    """Another process does not let go of a client."""

    exit_code = 3  # nobody has to correct anything


def busy(catalogue: Catalogue, path: Path, holder: Holder | None) -> ClientFileError:
    """Name who holds a client."""
    named = explain(
        catalogue,
        "busy" if holder else "busy_untold",
        path,
        process=str(holder.process) if holder else "",
        program=holder.program if holder else "",
        since=f"{holder.since:%H:%M:%S} UTC" if holder else "",
    )
    return ClientBusyError.from_finding(named.finding)


def changed_elsewhere(
    catalogue: Catalogue, path: Path, fields: tuple[str, ...], theirs: Client
) -> ClientChangedError:
    """Tell what was changed on both sides."""
    told = explain(catalogue, "changed_elsewhere", path, fields=", ".join(map(name_of, fields)))
    error = ClientChangedError.from_finding(told.finding)
    error.theirs, error.fields = theirs, fields
    return error


def explain(
    catalogue: Catalogue, code: str, path: Path, *, raw: str = "", **values: str
) -> ClientFileError:
    """Make the error for a file; `code` is the last part of its finding code."""
    known = {"client": path.stem, "file": path.name, "folder": str(path.parent)}
    finding = catalogue.finding(
        f"store.client.{code}", subject=path.name, evidence=raw, values=known | values
    )
    return ClientFileError.from_finding(finding)


def explain_write(catalogue: Catalogue, path: Path, error: OSError) -> ClientFileError:
    """Tell a full disk and a read-only folder from the rest."""
    code = "not_saved"
    if error.errno in _READ_ONLY:
        code = "read_only"
    elif is_full(error):
        code = "disk_full"
    return explain(catalogue, code, path, raw=f"{error.strerror or error}: {path}")
