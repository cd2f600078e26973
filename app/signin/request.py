"""What a sign-in needs, and what it leaves behind."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.catalogue import Catalogue
from app.domain.address import EmailAddress
from app.domain.finding import Finding
from app.domain.secret import Secret

Flow = dict[str, Any]
"""A sign-in under way, as msal keeps it; holds the PKCE verifier."""
Answer = Mapping[str, Any]
"""What the service answered: tokens, or an error."""
Credential = str | dict[str, str]
"""What msal takes to prove an app: a secret, or a dict with a key and its certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRequest:
    """Where, as whom and for what to sign in."""

    authority: str
    """The sign-in service of the cloud; the tenant is appended."""
    tenant: str
    """Its id or one of its domains."""
    application_id: str
    scope: str
    tls: ssl.SSLContext = field(repr=False)
    """Not one that SMTP uses too: urllib3 writes its ALPN list into it, which Exim refuses."""
    sign_in_as: EmailAddress | None = None
    """Who must come out of it; None takes anybody of the tenant."""
    deadline_s: float = 300.0
    """How long the person has."""
    answer_deadline_s: float = 30.0
    """How long the service has for one answer."""
    catalogue: Catalogue = field(default_factory=Catalogue, repr=False, compare=False)

    @property
    def authority_url(self) -> str:
        """The tenant's own address of the sign-in service."""
        return f"{self.authority.rstrip('/')}/{self.tenant}"

    @property
    def subject(self) -> str:
        """What findings of this sign-in are about."""
        return str(self.sign_in_as or self.tenant)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A token that was compared with what was asked for and found to fit."""

    access_token: Secret
    refresh_token: Secret | None
    """None: the service gave none, and the sign-in cannot be kept."""
    expires_at: datetime
    """Of the access token; aware, UTC."""
    username: str
    """As the service says, else as asked for; empty for an app."""
    tenant_id: str
    scopes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What is worth knowing and did not stop it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCode:
    """What a person types into the service's page, on this or any other device."""

    user_code: str
    verification_uri: str
    expires_at: datetime
    message: str = ""
    """The service's own sentence about it."""


def as_tenant_id(tenant: str) -> str:
    """Return the tenant's id, or "" where it is given by a domain."""
    try:
        return str(UUID(tenant))
    except ValueError:
        return ""
