"""Prints a token that is at hand without loading what it takes to fetch one.

Mail programs ask for a token with each message and wait for it. Whatever is not as usual is left to
the command `token` itself, which knows how to tell it.
"""

from __future__ import annotations

import os
import sys
import tomllib
from datetime import UTC, datetime
from typing import Any

from app.domain.errors import AppError
from app.store.client_ids import is_client_id
from app.store.folders import Folders
from app.store.kept import ENTRY, SignInKind, StoredSignIn, decode
from app.store.secrets import SecretStore

_SCHEMA = 1
_ODD = (OSError, ValueError, TypeError, AttributeError, RecursionError, OverflowError)
"""What a file or an entry of another shape brings about; the command tells what is wrong."""


def print_at_hand(client_id: str) -> int | None:
    """Print the kept token if it is still good; None where the command must look closer."""
    if not is_client_id(client_id) or os.environ.get("SENDWRIGHT_CLOUD"):
        return None
    file = Folders.of_user().data / "clients" / f"{client_id}.toml"
    try:
        client = tomllib.loads(file.read_bytes().decode())
        kept = SecretStore().get(client_id, ENTRY)
        stored = decode(kept) if kept else None
        is_own = stored is not None and _is_of(client_id, client, stored)
    except AppError as exc:
        return _tell(exc)  # asking again would bring up the keyring's question once more
    except _ODD:
        return None
    except KeyboardInterrupt:
        return 130
    if stored is None or not is_own or not stored.is_fresh(datetime.now(UTC)):
        return None
    return _print(stored.access_token.reveal())


def _is_of(client_id: str, client: dict[str, Any], stored: StoredSignIn) -> bool:
    """Compare what the client's file says with what the sign-in was made for.

    Only what stands in the file as it is: whatever must be worked out first, such as a private
    cloud or an app that the cloud brings, is left to the command.
    """
    bound, sign_in = stored.bound, client.get("sign_in", {})
    if client.get("unconfirmed"):  # the command says what must be confirmed before
        return False
    if bound is None or client.get("cloud_file") or client.get("scenario"):
        return False
    if (client.get("schema"), client.get("id")) != (_SCHEMA, client_id) or bound.is_private:
        return False
    application, user = sign_in.get("application_id", ""), ""
    if stored.kind is SignInKind.PERSON:
        user = sign_in.get("sign_in_as") or client.get("sender", {}).get("from_address", "")
    else:
        application = sign_in.get("server_application_id") or application
    named = (client.get("domain"), client.get("cloud"), application, user.casefold())
    tenant = client.get("detection", {}).get("tenant_id", stored.tenant_id)
    is_same = named == (bound.domain, bound.cloud, bound.application, bound.user)
    return is_same and tenant == stored.tenant_id


def _print(token: str) -> int:
    try:
        print(token, flush=True)
    except BrokenPipeError:  # whoever asked has gone; Python would complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _tell(error: AppError) -> int:
    from app.cli.commands.token import tell

    return tell(error)
