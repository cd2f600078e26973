"""Which client the words of a command mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.errors import InputError
from app.domain.organisation.client import Client
from app.domain.organisation.draft import Draft, parse_ip
from app.domain.path import SendingPath
from app.services.engine import Engine

_RECENT = timedelta(days=1)


def find_client(engine: Engine, words: str) -> Client:
    """Find a saved client by its id, its domain or its name; raises InputError."""
    saved = engine.clients.list().clients
    wanted = words.strip().casefold()
    for client in saved:
        if wanted in (client.id.casefold(), str(client.domain), client.name.casefold()):
            return client
    known = ", ".join(client.id for client in saved[:8])
    raise InputError(
        "input.client.unknown" if known else "input.client.none",
        values={"name": words[:60], "known": known},
    )


def find_or_draft(engine: Engine, words: str) -> Client:
    """Find a client, or make one from an e-mail address; it is saved with its first sign-in."""
    try:
        return find_client(engine, words)
    except InputError:
        if "@" not in words:
            raise
    return engine.draft(Draft(typed=words, path=SendingPath.SMTP_AUTH_OAUTH.value))


def client_for_check(
    engine: Engine, words: str, *, relay_ips: tuple[str, ...], path: SendingPath | None
) -> Client:
    """Find a client, or make one for this check alone; options given here win."""
    try:
        client = find_client(engine, words)
    except InputError:
        client = engine.draft(Draft(typed=words))
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
