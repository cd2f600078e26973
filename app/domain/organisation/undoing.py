"""Takes a change of a client back without what others have changed since."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.organisation.client import Client
from app.domain.organisation.fields import differing, get_field, set_field
from app.domain.organisation.merging import merge


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """The client without the change."""

    client: Client
    fields: tuple[str, ...]
    """What is again as it was."""
    kept: tuple[str, ...] = ()
    """What was changed anew since, and stays."""


def take_back(before: Client, after: Client, now: Client) -> TakenBack:
    """Undo what led from `before` to `after` in the client as it is now."""
    merged = merge(after, before, now)
    client = merged.client
    for name in merged.conflicts:
        client = set_field(client, name, get_field(now, name))
    return TakenBack(client=client, fields=differing(now, client), kept=merged.conflicts)
