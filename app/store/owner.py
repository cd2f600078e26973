"""Whom a kept sign-in belongs to: it is handed out for the same, and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

Difference = Literal["authority", "application", "user", "domain", "cloud", "tenant", "older"]
"""Of what a sign-in and its asker differ; `older`: nobody can tell, for it was kept by 0.1."""
PRIVATE = "private-"
CODES: dict[Difference, str] = {
    "authority": "store.sign_in_of_other.authority",
    "application": "store.sign_in_of_other.application",
    "user": "store.sign_in_of_other.user",
    "domain": "store.sign_in_of_other.domain",
    "cloud": "store.sign_in_of_other.cloud",
    "tenant": "store.sign_in_of_other.tenant",
    "older": "store.sign_in_of_other.older",
}
"""The finding that tells each."""


class Bound(Struct, frozen=True, kw_only=True):
    """What a sign-in was made for; kept with it in the keyring."""

    authority: str
    """The sign-in service that made it and renews it."""
    application: str
    user: str
    """The mailbox that was asked for, in lower case; empty for an app."""
    domain: str
    cloud: str
    """Id of one of Microsoft's, or a digest of where a private cloud sends and whom it trusts."""

    @property
    def is_private(self) -> bool:
        """It was made in a cloud that a file describes."""
        return self.cloud.startswith(PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who asks for a sign-in."""

    bound: Bound
    tenant_id: str = ""
    """As it was found for the domain on this computer; empty: not known."""
    signed_in_here: bool = False
    """Its file says so, and it lives in a cloud of Microsoft's: what 0.1 kept may be its own."""


def difference(
    kept: Bound | None, username: str, tenant_id: str, owner: Owner
) -> Difference | None:
    """Say of what the asker differs from the one a sign-in was kept for; None: it is the same."""
    if kept is None:
        return None if _is_own_of_0_1(username, tenant_id, owner) else "older"
    names: tuple[Difference, ...] = ("authority", "application", "user", "domain", "cloud")
    for name in names:
        if getattr(kept, name) != getattr(owner.bound, name):
            return name
    if owner.tenant_id and tenant_id and owner.tenant_id != tenant_id:
        return "tenant"
    return None


def _is_own_of_0_1(username: str, tenant_id: str, owner: Owner) -> bool:
    """Version 0.1 kept a sign-in by the client's id alone; user and tenant are all there is."""
    return (
        owner.signed_in_here
        and username.casefold() == owner.bound.user
        and bool(tenant_id)
        and tenant_id == owner.tenant_id
    )
