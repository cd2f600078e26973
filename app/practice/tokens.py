"""Makes and checks the tokens of the practice tenant, at the size of real ones."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from app.practice.facts import ApplicationFacts, ResourceFacts, SignInFacts
from app.practice.jwt import TokenKey
from app.practice.organisation import Organisation, Principal

_GUID_IN_BASE64 = 52
"""Characters: 36 of the GUID, its quotes and a comma, each three of them as four."""


class AccessClaims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an access token says; the names are those of the service."""

    aud: str
    iss: str
    iat: int
    nbf: int
    exp: int
    appid: str
    app_displayname: str
    oid: str
    sub: str
    tid: str
    uti: str
    name: str = ""
    upn: str = ""
    unique_name: str = ""
    scp: str = ""
    roles: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    idtyp: str = ""
    ver: str = "1.0"
    wids: tuple[str, ...] = ()


class IdClaims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an ID token says."""

    aud: str
    iss: str
    iat: int
    nbf: int
    exp: int
    name: str
    oid: str
    preferred_username: str
    sub: str
    tid: str
    uti: str
    nonce: str = ""
    ver: str = "2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """That an access token was given out; the token itself is with its owner alone."""

    grant: str
    """How it was asked for: authorization_code, refresh_token, device_code, client_credentials."""
    user: str
    """Empty for an application that acts by itself."""
    application_id: str
    audience: str
    scopes: tuple[str, ...]
    length: int
    at: datetime
    """Aware, UTC."""


class TokenMint:
    """Issues tokens for one organisation and recognises them again."""

    def __init__(
        self, facts: SignInFacts, organisation: Organisation, issuer: Callable[[], str]
    ) -> None:
        self.key = TokenKey()
        self._facts = facts
        self._organisation = organisation
        self._issuer = issuer
        self._issued: tuple[IssuedToken, ...] = ()

    @property
    def issued(self) -> tuple[IssuedToken, ...]:
        """All access tokens of this run, oldest first."""
        return self._issued

    def access_token(
        self,
        principal: Principal,
        application: ApplicationFacts,
        resource: ResourceFacts,
        scopes: tuple[str, ...],
        *,
        grant: str,
        lifetime_s: int,
    ) -> str:
        """Issue a token; one without an address stands for the application itself."""
        now = int(time.time())
        by_itself = not principal.address
        claims = AccessClaims(
            aud=resource.audience,
            iss=self._issuer(),
            iat=now,
            nbf=now - 300,
            exp=now + lifetime_s,
            appid=application.id,
            app_displayname=application.name,
            oid=principal.id,
            sub=principal.id,
            tid=self._organisation.facts.tenant_id,
            uti=secrets.token_urlsafe(16),
            name=principal.name,
            upn=principal.address,
            unique_name=principal.address,
            scp="" if by_itself else " ".join(scopes),
            roles=scopes if by_itself else (),
            amr=() if by_itself else ("pwd", "mfa"),
            idtyp="app" if by_itself else "user",
        )
        token = self.key.sign(self._fill_up(claims))
        self._note(claims, scopes, grant, len(token))
        return token

    def id_token(self, principal: Principal, application: ApplicationFacts, nonce: str) -> str:
        now = int(time.time())
        return self.key.sign(
            IdClaims(
                aud=application.id,
                iss=self._issuer(),
                iat=now,
                nbf=now,
                exp=now + self._facts.access_token_s,
                name=principal.name,
                oid=principal.id,
                preferred_username=principal.address,
                sub=principal.id,
                tid=self._organisation.facts.tenant_id,
                uti=secrets.token_urlsafe(16),
                nonce=nonce,
            )
        )

    def read(self, token: str) -> AccessClaims | None:
        """Give the claims of an access token that is ours and still good; else None."""
        claims = self.key.read(token, AccessClaims)
        if claims is None or claims.iss != self._issuer() or claims.exp <= time.time():
            return None
        return claims

    def holder_for_mail(self, token: str) -> Principal | None:
        """Give who may send mail with this token; None when it is bad or for something else."""
        claims = self.read(token)
        resource = next(
            (r for r in self._facts.resource if claims and r.audience == claims.aud), None
        )
        if claims is None or resource is None or not resource.takes_mail:
            return None
        if claims.roles:
            allowed = set(claims.roles) & set(resource.roles)
            return self._organisation.service(claims.appid) if allowed else None
        allowed = set(claims.scp.split()) & set(resource.default)
        return self._organisation.person(claims.upn) if allowed else None

    def _fill_up(self, claims: AccessClaims) -> AccessClaims:
        """Add directory roles until the token is as long as a real one."""
        length = len(self.key.sign(claims))
        missing = max(0, self._facts.access_token_length - length)
        roles = tuple(str(uuid.uuid4()) for _ in range(missing // _GUID_IN_BASE64 + 1))
        return msgspec.structs.replace(claims, wids=roles)

    def _note(self, claims: AccessClaims, scopes: tuple[str, ...], grant: str, size: int) -> None:
        issued = IssuedToken(
            grant=grant,
            user=claims.upn,
            application_id=claims.appid,
            audience=claims.aud,
            scopes=scopes,
            length=size,
            at=datetime.now(UTC),
        )
        self._issued = (*self._issued, issued)
