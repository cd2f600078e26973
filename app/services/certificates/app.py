"""The certificate file by which an app signs in, read from and written to where a person says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from app.catalogue import Catalogue
from app.domain.secret import Secret
from app.services.passed_files import read_passed, unwritable
from app.signin import AppCertificate, parse_app_certificate

_MAX_FILE = 1_000_000
"""As for any file of certificates: a key and a chain have some ten thousand."""


def read_app_certificate(
    path: Path, catalogue: Catalogue, *, passphrase: Secret | None = None
) -> AppCertificate:
    """Read certificate and key from a PEM or PFX file; raises InputError with the reason."""
    content = read_passed(path, _MAX_FILE)
    return parse_app_certificate(content, catalogue, now=datetime.now(UTC), passphrase=passphrase)


def save_for_upload(made: AppCertificate, path: Path) -> None:
    """Write the public part, never over a file that is there; raises InputError."""
    try:
        with path.open("x", encoding="ascii") as file:
            file.write(made.certificate)
    except OSError as exc:
        raise unwritable(path, exc) from exc
