"""Which client the words of a command mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.cli.marks import tell_marks
from app.domain.errors import InputError
from app.domain.organisation.client import Client
from app.domain.organisation.draft import Draft, parse_ip
from app.domain.path import SendingPath
from app.services.clients import draft_client
from app.services.engine import Engine

_RECENT = timedelta(days=1)


def find_client(engine: Engine, words: str, *, for_program: bool = False) -> Client:
    """Find a saved client by its id, else its domain, else its name; raises InputError.

    An id is one client's alone, so that no other can be called by it; of several that share a
    domain or a name the first is meant. A program that reads what a command says is told nothing
    else on the way.
    """
    saved = engine.clients.list().clients
    wanted = words.strip().casefold()
    for named in (_by_id, _by_domain, _by_name):
        for client in saved:
            if named(client) == wanted:
                if not for_program:
                    tell_marks(engine, client)
                return client
    known = ", ".join(client.id for client in saved[:8])
    raise InputError(
        "input.client.unknown" if known else "input.client.none",
        values={"name": words[:60], "known": known},
    )


def _by_id(client: Client) -> str:
    return client.id.casefold()


def _by_domain(client: Client) -> str:
    return str(client.domain)


def _by_name(client: Client) -> str:
    return client.name.casefold()


def find_or_draft(engine: Engine, words: str) -> Client:
    """Find a client, or make one from an e-mail address; it is saved with its first sign-in."""
    try:
        return find_client(engine, words)
    except InputError:
        if "@" not in words:
            raise
    draft = Draft(typed=words, path=SendingPath.SMTP_AUTH_OAUTH.value)
    client = draft_client(draft, engine.clouds, engine.clients)
    tell_marks(engine, client)
    return client


def client_for_check(
    engine: Engine, words: str, *, relay_ips: tuple[str, ...], path: SendingPath | None
) -> Client:
    """Find a client, or make one for this check alone; options given here win."""
    try:
        client = find_client(engine, words)
    except InputError:
        client = draft_client(Draft(typed=words), engine.clouds, engine.clients)
        tell_marks(engine, client)
    if relay_ips:
        ips = tuple(parse_ip(text) for text in relay_ips)
        client = replace(client, sender=replace(client.sender, fixed_ips=ips))
    return replace(client, path=path) if path else client


def due_clients(engine: Engine, *, resume: bool) -> Iterator[Client]:
    """Yield the clients to re-check; with `resume` those checked within a day are left out."""
    oldest = datetime.now(UTC) - _RECENT
    for client in engine.clients.list().clients:
        if not (resume and client.tested_at and client.tested_at > oldest):
            yield client
