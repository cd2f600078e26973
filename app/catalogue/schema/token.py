"""The shape of the facts on tokens."""

from __future__ import annotations

from app.catalogue.schema.fact import Fact


class TokenFacts(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a token for sending mail looks like, and how long a stored sign-in lives."""

    id: str
    mail_audiences: tuple[str, ...]
    """Values of `aud` that the mail servers take."""
    other_audiences: dict[str, str]
    """Values of `aud` that belong to another service, and its name."""
    permission: str
    """The delegated permission, as it stands in `scp`."""
    app_permission: str
    """The application permission, as it stands in `roles`."""
    redirect: str
    """The return address as registrations know it, without a port."""
    idle_days: int
    """A refresh token that is not used for so long is dead."""
    warn_days: int
    """So long before a stored sign-in ends it is time to say so."""
