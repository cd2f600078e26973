"""Decides whether an answer of the sign-in service is the token that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.finding import Finding
from app.domain.secret import Secret
from app.domain.tokens.claims import TokenClaims, read_claims
from app.domain.tokens.judge import (
    Judgement,
    TokenExpectation,
    judge_identity,
    judge_token,
)
from app.signin.errors import explain_answer, sign_in_error
from app.signin.request import SignedIn, SignInRequest

_LONGEST_LIFE = timedelta(days=1)
"""Chosen: a token lives an hour or a day; a time that is absurd must not keep a dead one."""
_SKEW_S = 300.0
"""A clock further off than this makes certificates and tokens look wrong."""


def accept(
    request: SignInRequest,
    answer: Mapping[str, Any],
    *,
    tenant_id: str,
    skew_s: float = 0.0,
    for_app: bool = False,
) -> SignedIn:
    """Take the tokens out of an answer, or raise SignInError when they must not be used."""
    token = answer.get("access_token")
    if not isinstance(token, str) or not token:
        raise explain_answer(request.catalogue, answer, subject=request.subject)
    claims = read_claims(token) or TokenClaims()
    identity = _identity(answer, claims)
    expected = _expectation(request, tenant_id, for_app=for_app)
    tell = request.catalogue.teller(request.subject)
    judgements = [*judge_identity(identity, expected, tell), *judge_token(claims, expected, tell)]
    _refuse_if_unfit(request, judgements)
    signed_in = SignedIn(
        access_token=Secret(token),
        refresh_token=_secret(answer.get("refresh_token")),
        expires_at=_expiry(answer, claims),
        username=identity.username or expected.username,
        tenant_id=identity.tenant_id or tenant_id,
        scopes=tuple(sorted(claims.scopes or str(answer.get("scope", "")).split())),
    )
    notes = (judgement.finding for judgement in judgements)
    return replace(
        signed_in,
        findings=(
            _well(request, signed_in, for_app=for_app),
            *notes,
            *_circumstances(request, signed_in, skew_s, for_app=for_app),
        ),
    )


def _identity(answer: Mapping[str, Any], claims: TokenClaims) -> TokenClaims:
    """Prefer the ID token, which is meant for us, to the access token, which may be opaque."""
    id_claims = answer.get("id_token_claims")
    if not isinstance(id_claims, dict):
        return claims
    identity = TokenClaims.from_claims(id_claims)
    return replace(
        identity,
        username=identity.username or claims.username,
        tenant_id=identity.tenant_id or claims.tenant_id,
        is_guest=identity.is_guest or claims.is_guest,
    )


def _expectation(request: SignInRequest, tenant_id: str, *, for_app: bool) -> TokenExpectation:
    facts = request.catalogue.tokens
    resource = request.scope.rpartition("/")[0]
    return TokenExpectation(
        username="" if for_app else str(request.sign_in_as or ""),
        tenant_id=tenant_id,
        application_id=request.application_id,
        audiences=frozenset(facts.mail_audiences) | {resource},
        other_services=facts.other_audiences,
        permission=facts.permission,
        app_permission=facts.app_permission,
        for_app=for_app,
    )


def _refuse_if_unfit(request: SignInRequest, judgements: list[Judgement]) -> None:
    for judgement in judgements:
        if judgement.refuses:
            raise sign_in_error(
                request.catalogue,
                judgement.finding.code,
                subject=request.subject,
                values=judgement.finding.values,
            )


def _well(request: SignInRequest, signed_in: SignedIn, *, for_app: bool) -> Finding:
    code = "signin.completed_as_app" if for_app else "signin.completed"
    user = signed_in.username or request.subject
    return request.catalogue.finding(code, subject=request.subject, values={"user": user})


def _circumstances(
    request: SignInRequest, signed_in: SignedIn, skew_s: float, *, for_app: bool
) -> Iterator[Finding]:
    if signed_in.refresh_token is None and not for_app:
        yield request.catalogue.finding("signin.no_refresh_token", subject=request.subject)
    if abs(skew_s) > _SKEW_S:
        minutes = f"{abs(skew_s) / 60:.0f}"
        yield request.catalogue.finding(
            "signin.clock", subject="clock", values={"minutes": minutes}
        )


def _secret(value: object) -> Secret | None:
    return Secret(value) if isinstance(value, str) and value else None


def _expiry(answer: Mapping[str, Any], claims: TokenClaims) -> datetime:
    """Count from now by `expires_in`, which a wrong clock does not spoil, else take `exp`."""
    now = datetime.now(UTC)
    try:
        lifetime = timedelta(seconds=int(answer["expires_in"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return claims.expires_at or now
    return now + min(lifetime, _LONGEST_LIFE)
