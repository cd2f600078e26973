"""A client as lists and results name it."""

from __future__ import annotations

from app.domain.organisation.client import Client


def summary(client: Client) -> dict[str, object]:
    """Give what tells one client from another."""
    return {
        "id": client.id,
        "name": client.name,
        "domain": str(client.domain),
        "cloud": client.cloud,
        "path": client.path,
        "tested_at": client.tested_at,
    }
