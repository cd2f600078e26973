"""What has been promised and not yet fetched: codes, device codes, refresh tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass

from app.practice.facts import ResourceFacts, SignInFacts
from app.practice.organisation import Principal
from app.practice.refusals import SignInRefusedError

_USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
_USER_CODE_LENGTH = 9
"""As long as the real service makes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRequest:
    """What a client asked for, as one resource and its scopes."""

    resource: ResourceFacts
    scopes: tuple[str, ...]
    wants_refresh: bool
    wants_identity: bool


@dataclass(slots=True, kw_only=True)
class CodeGrant:
    """An authorization code; good once."""

    application_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    principal: Principal
    request: ScopeRequest
    expires: float
    is_redeemed: bool = False


@dataclass(slots=True, kw_only=True)
class DeviceGrant:
    """A device code that somebody approves elsewhere, or not."""

    application_id: str
    user_code: str
    request: ScopeRequest
    expires: float
    principal: Principal | None = None
    is_declined: bool = False
    is_redeemed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshGrant:
    """A refresh token; using it brings a new one, and it stays good itself, as with the service."""

    application_id: str
    principal: Principal
    request: ScopeRequest
    issued: float
    expires: float
    is_first: bool
    """No other was given since the scenario began."""


class Grants:
    """Keeps them, and judges whoever comes to fetch."""

    def __init__(self, facts: SignInFacts) -> None:
        self._facts = facts
        self._codes: dict[str, CodeGrant] = {}
        self._devices: dict[str, DeviceGrant] = {}
        self._refreshes: dict[str, RefreshGrant] = {}
        self._revoked_before = 0.0
        self.has_given = False
        """A refresh token was given since the scenario began."""

    def add_code(
        self,
        *,
        application_id: str,
        redirect_uri: str,
        challenge: str,
        nonce: str,
        principal: Principal,
        request: ScopeRequest,
    ) -> str:
        code = f"1.{secrets.token_urlsafe(600)}"
        self._codes[code] = CodeGrant(
            application_id=application_id,
            redirect_uri=redirect_uri,
            challenge=challenge,
            nonce=nonce,
            principal=principal,
            request=request,
            expires=time.time() + self._facts.code_s,
        )
        return code

    def redeem_code(
        self, code: str, application_id: str, redirect_uri: str, verifier: str
    ) -> CodeGrant:
        """Exchange a code; raises SignInRefusedError for a wrong, used or late one."""
        grant = self._codes.get(code)
        if grant is None or grant.application_id != application_id:
            raise SignInRefusedError(70000)
        if grant.is_redeemed:
            raise SignInRefusedError(54005)
        if grant.expires < time.time():
            raise SignInRefusedError(70008)
        if grant.redirect_uri != redirect_uri:
            raise SignInRefusedError(50011, redirect_uri, application_id)
        if grant.challenge and grant.challenge != _challenge_of(verifier):
            raise SignInRefusedError(501481)
        grant.is_redeemed = True
        return grant

    def add_device(self, application_id: str, request: ScopeRequest) -> tuple[str, DeviceGrant]:
        """Promise a sign-in elsewhere; gives the secret device code and what belongs to it."""
        code = secrets.token_urlsafe(120)
        user_code = "".join(secrets.choice(_USER_CODE_ALPHABET) for _ in range(_USER_CODE_LENGTH))
        self._devices[code] = DeviceGrant(
            application_id=application_id,
            user_code=user_code,
            request=request,
            expires=time.time() + self._facts.device_code_s,
        )
        return code, self._devices[code]

    def find_device(self, user_code: str) -> DeviceGrant | None:
        """Find an open grant by what a person types; blanks, hyphens and case do not matter."""
        typed = "".join(user_code.split()).replace("-", "").upper()
        open_grants = (g for g in self._devices.values() if g.expires > time.time())
        return next((g for g in open_grants if g.user_code == typed and not g.is_redeemed), None)

    def redeem_device(self, code: str, application_id: str) -> tuple[DeviceGrant, Principal]:
        """Poll once; raises SignInRefusedError while it is open, and when it went wrong."""
        grant = self._devices.get(code)
        if grant is None or grant.application_id != application_id:
            raise SignInRefusedError(70018)
        if grant.is_declined:
            raise SignInRefusedError(65004)
        if grant.is_redeemed:
            raise SignInRefusedError(54005)
        if grant.expires < time.time():
            raise SignInRefusedError(70020)
        if grant.principal is None:
            raise SignInRefusedError(70016)
        grant.is_redeemed = True
        return grant, grant.principal

    def add_refresh(self, application_id: str, principal: Principal, request: ScopeRequest) -> str:
        token = f"1.A{secrets.token_urlsafe(self._facts.refresh_token_length * 3 // 4)}"
        now = time.time()
        self._refreshes[token] = RefreshGrant(
            application_id=application_id,
            principal=principal,
            request=request,
            issued=now,
            expires=now + self._facts.refresh_token_s,
            is_first=not self.has_given,
        )
        self.has_given = True
        return token

    def use_refresh(self, token: str, application_id: str) -> RefreshGrant:
        """Look a refresh token up; raises SignInRefusedError for a wrong, late or revoked one."""
        grant = self._refreshes.get(token)
        if grant is None or grant.application_id != application_id:
            raise SignInRefusedError(70000)
        if grant.issued <= self._revoked_before:
            raise SignInRefusedError(50173, str(grant.issued), str(self._revoked_before))
        if grant.expires < time.time():
            raise SignInRefusedError(70008)
        return grant

    def begin_anew(self) -> None:
        """Count the next sign-in as the first; another scenario begins."""
        self.has_given = False

    def revoke(self) -> None:
        """Make every refresh token given out until now worthless, as a password change does."""
        self._revoked_before = time.time()


def _challenge_of(verifier: str) -> str:
    """Compute S256 of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
