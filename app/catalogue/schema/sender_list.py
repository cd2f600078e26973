"""The shape of what is known of the lists of senders that an admin center exports."""

from __future__ import annotations

from app.catalogue.schema.fact import Fact


class SenderListFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of columns, lower case, in every language that is known."""

    id: str
    sender: tuple[str, ...]
    protocol: tuple[str, ...]
    messages: tuple[str, ...]
    basic: tuple[str, ...]
    """Parts of the values that mean a password."""
    oauth: tuple[str, ...]
