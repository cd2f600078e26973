"""Whose the sign-ins of these tests are."""

from __future__ import annotations

from app.store.owner import Bound, Owner
from app.store.tokens import SignInKind

OWNER = Owner(
    bound=Bound(
        authority="https://login.microsoftonline.com",
        application="11111111-1111-4111-8111-111111111111",
        user="printer@contoso.com",
        domain="contoso.com",
        cloud="worldwide",
    ),
    tenant_id="tenant",
)


def owner_of(_kind: SignInKind) -> Owner:
    return OWNER
