"""Which client the words of a command mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.cli.marks import tell_marks
from app.domain.errors import InputError
from app.domain.organisation.client import Client
from app.domain.organisation.draft import Draft, parse_ip
from app.domain.path import SendingPath
from app.services.clients import draft_client, find_unreadable
from app.services.engine import Engine

_RECENT = timedelta(days=1)
_MOST_NAMED = 8


class UnknownClientError(InputError):
    """No client is called so."""


def find_client(engine: Engine, words: str, *, for_program: bool = False) -> Client:
    """Find a saved client by its id, else its domain, else its name; raises InputError.

    An id is one client's alone, so that no other can be called by it. Where several share a domain
    or a name, or the file of the one that is meant cannot be read, that is told. A program that
    reads what a command says is told nothing else on the way.
    """
    listing = engine.clients.list()
    client = choose_client(listing.clients, words)
    if client is not None:
        if not for_program:
            tell_marks(engine, client)
        return client
    unreadable = find_unreadable(listing.problems, words)
    if unreadable is not None:
        raise unreadable
    raise _unknown(listing.clients, words)


def choose_client(clients: Sequence[Client], words: str) -> Client | None:
    """Choose the one that is called so; raises InputError where several are."""
    exact = next((client for client in clients if client.id == words.strip()), None)
    if exact is not None:
        return exact
    wanted = words.strip().casefold()
    for named in (_by_domain, _by_name, _by_id):
        meant = [client for client in clients if wanted in named(client)]
        if len(meant) > 1:
            known = ", ".join(client.id for client in meant[:_MOST_NAMED])
            raise InputError("input.client.ambiguous", values={"name": words[:60], "known": known})
        if meant:
            return meant[0]
    return None


def _by_id(client: Client) -> tuple[str, ...]:
    return (client.id.casefold(),)


def _by_domain(client: Client) -> tuple[str, ...]:
    return (str(client.domain), client.domain.display.casefold())


def _by_name(client: Client) -> tuple[str, ...]:
    return (client.name.casefold(),)


def _unknown(clients: Sequence[Client], words: str) -> UnknownClientError:
    called = {
        name: client.id
        for client in reversed(clients)
        for name in (*_by_name(client), *_by_domain(client), *_by_id(client))
    }
    near = difflib.get_close_matches(words.strip().casefold(), called, n=3)
    known = ", ".join(client.id for client in clients[:_MOST_NAMED])
    fault = "misspelt" if near else "unknown" if known else "none"
    values = {
        "name": words[:60],
        "known": known,
        "near": ", ".join(dict.fromkeys(called[name] for name in near)),
    }
    return UnknownClientError(f"input.client.{fault}", values=values)


def find_or_draft(engine: Engine, words: str) -> Client:
    """Find a client, or make one from an e-mail address; it is saved with its first sign-in."""
    try:
        return find_client(engine, words)
    except UnknownClientError:
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
    except UnknownClientError:
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
