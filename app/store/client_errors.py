"""Explains what is wrong with a client file, in the words of the catalogue."""

from __future__ import annotations

import errno
from pathlib import Path

from app.catalogue import Catalogue
from app.store.errors import StoreError, is_full

_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class ClientFileError(StoreError):
    """A client file cannot be read or written; what was there stays as it was."""


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
