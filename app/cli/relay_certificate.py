"""--client-certificate and --client-key: what a connector by certificate knows this server by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from app.services.certificates.relay_files import RelayCertificate

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, dir_okay=False)


def certificate_options(command: F) -> F:
    """Add the two options; the key may stand in the same file as the chain."""
    key = click.option(
        "--client-key", type=_FILE, metavar="FILE", help="Its private key, where it is apart."
    )
    chain = click.option(
        "--client-certificate",
        type=_FILE,
        metavar="FILE",
        help="Show this certificate to the mail host, for relay by certificate.",
    )
    return chain(key(command))


def read_relay_certificate(chain: Path | None, key: Path | None) -> RelayCertificate | None:
    """Join what was given; a key without its certificate is wrong usage."""
    if chain is None:
        if key is not None:
            raise click.UsageError("--client-key needs --client-certificate beside it.")
        return None
    return RelayCertificate(chain=chain, key=key or chain)
