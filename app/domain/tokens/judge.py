"""Compares a token with what was expected of it, before the mail server does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.tokens.claims import TokenClaims


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenExpectation:
    """What a token must be for, and whose; what is empty is not compared."""

    username: str = ""
    tenant_id: str = ""
    application_id: str = ""
    audiences: frozenset[str] = frozenset()
    """Services that take mail."""
    other_services: Mapping[str, str] = field(default_factory=dict)
    """Audiences of services that certainly do not, and their names."""
    permission: str = ""
    app_permission: str = ""
    for_app: bool = False
    """The token is an app's own, without a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One thing that is not as expected, by the code of its finding."""

    code: str
    refuses: bool
    """The token must not be used or stored."""
    values: Mapping[str, str] = field(default_factory=dict)


def judge_identity(identity: TokenClaims, expected: TokenExpectation) -> Iterator[Judgement]:
    """Compare who signed in with who was to sign in; tenant first, since names repeat in it."""
    seen = {"user": identity.username, "expected": expected.username}
    tenant = identity.tenant_id
    if expected.tenant_id and tenant and tenant.lower() != expected.tenant_id.lower():
        tenants = {"tenant": tenant, "expected": expected.tenant_id}
        yield Judgement(code="signin.other_tenant", refuses=True, values=seen | tenants)
    elif identity.is_guest:
        yield Judgement(code="signin.guest", refuses=True, values=seen)
    elif expected.username and not seen["user"]:
        yield Judgement(code="signin.user_untold", refuses=False, values=seen)
    elif expected.username and seen["user"].casefold() != expected.username.casefold():
        yield Judgement(code="signin.other_user", refuses=True, values=seen)


def judge_token(claims: TokenClaims, expected: TokenExpectation) -> Iterator[Judgement]:
    """Compare what the token is for with what it must be for."""
    yield from _judge_audience(claims.audience, expected)
    if expected.for_app:
        if expected.app_permission not in claims.roles:
            yield _missing_role(expected)
    elif claims.scopes and expected.permission.lower() not in map(str.lower, claims.scopes):
        yield Judgement(
            code="signin.missing_permission",
            refuses=True,
            values={
                "permission": expected.permission,
                "granted": ", ".join(sorted(claims.scopes)),
            },
        )


def _judge_audience(audience: str, expected: TokenExpectation) -> Iterator[Judgement]:
    plain = audience.rstrip("/").lower()
    if not plain or plain in {known.rstrip("/").lower() for known in expected.audiences}:
        return
    others = {key.rstrip("/").lower(): name for key, name in expected.other_services.items()}
    if expected.application_id:
        others[expected.application_id.lower()] = "the app itself"
    if plain in others:
        shown = f"{others[plain]} ({audience})"
        yield Judgement(code="signin.wrong_audience", refuses=True, values={"audience": shown})
    else:
        yield Judgement(
            code="signin.audience_unknown", refuses=False, values={"audience": audience}
        )


def _missing_role(expected: TokenExpectation) -> Judgement:
    return Judgement(
        code="signin.missing_role",
        refuses=False,
        values={"permission": expected.app_permission},
    )
