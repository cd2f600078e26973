"""Takes the path that advice puts first, where nobody is there to choose."""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import AppError
from app.domain.organisation.client import Client
from app.services.engine import Engine


def choose_best(engine: Engine, client: Client) -> Client:
    """Take the recommended path; raises AppError when none fits."""
    best = engine.advise(client).recommended
    if best is None:
        raise AppError("advice.none")
    return replace(client, path=best.path)
