"""Prints a token that is at hand without loading what it takes to fetch one.

Mail programs ask for a token with each message and wait for it. Whatever is not as usual is left to
the command `token` itself, which knows how to tell it.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

from app.domain.errors import AppError
from app.store.client_ids import is_client_id
from app.store.folders import Folders
from app.store.kept import ENTRY, decode
from app.store.secrets import SecretStore


def print_at_hand(client_id: str) -> int | None:
    """Print the kept token if it is still good; None where the command must look closer."""
    file = Folders.of_user().data / "clients" / f"{client_id}.toml"
    if not is_client_id(client_id) or not file.exists():
        return None
    try:
        kept = SecretStore().get(client_id, ENTRY)
        stored = decode(kept) if kept else None
    except AppError as exc:
        return _tell(exc)  # asking again would bring up the keyring's question once more
    except ValueError:
        return None
    except KeyboardInterrupt:
        return 130
    if stored is None or not stored.is_fresh(datetime.now(UTC)):
        return None
    return _print(stored.access_token.reveal())


def _print(token: str) -> int:
    try:
        print(token, flush=True)
    except BrokenPipeError:  # whoever asked has gone; Python would complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _tell(error: AppError) -> int:
    from app.cli.commands.token import tell

    return tell(error)
