"""Which way of sending fits a client."""

from __future__ import annotations

from dataclasses import replace

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts, device_ability
from app.domain.errors import AppError
from app.domain.organisation.client import Client
from app.domain.paths.advice import Advice, advise


def advise_client(client: Client, catalogue: Catalogue) -> Advice:
    """Rank the sending paths for a client."""
    known = catalogue.devices
    abilities = tuple(
        device_ability(known[device]) for device in client.sender.devices if device in known
    )
    return advise(client, abilities, advice_facts(catalogue))


def choose_best(client: Client, catalogue: Catalogue) -> Client:
    """Take the recommended path where nobody is there to choose; raises AppError if none fits."""
    best = advise_client(client, catalogue).recommended
    if best is None:
        raise AppError("advice.none")
    return replace(client, path=best.path)
