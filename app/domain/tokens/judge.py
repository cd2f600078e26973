"""Compares a token with what was expected of it, before the mail server does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.finding import Finding, Tell
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
    """One thing that is not as expected."""

    finding: Finding
    refuses: bool = False
    """The token must not be used or stored."""


def judge_identity(
    identity: TokenClaims, expected: TokenExpectation, tell: Tell
) -> Iterator[Judgement]:
    """Compare who signed in with who was to sign in; tenant first, since names repeat in it."""
    seen = {"user": identity.username, "expected": expected.username}
    tenant = identity.tenant_id
    if expected.tenant_id and tenant and tenant.lower() != expected.tenant_id.lower():
        tenants = {"tenant": tenant, "expected": expected.tenant_id}
        yield Judgement(finding=tell("signin.other_tenant", seen | tenants), refuses=True)
    elif identity.is_guest:
        yield Judgement(finding=tell("signin.guest", seen), refuses=True)
    elif expected.username and not seen["user"]:
        yield Judgement(finding=tell("signin.user_untold", seen))
    elif expected.username and seen["user"].casefold() != expected.username.casefold():
        yield Judgement(finding=tell("signin.other_user", seen), refuses=True)


def judge_token(claims: TokenClaims, expected: TokenExpectation, tell: Tell) -> Iterator[Judgement]:
    """Compare what the token is for with what it must be for."""
    yield from _judge_audience(claims.audience, expected, tell)
    if expected.for_app:
        if expected.app_permission not in claims.roles:
            yield _missing_role(expected, tell)
    elif claims.scopes and expected.permission.lower() not in map(str.lower, claims.scopes):
        yield Judgement(
            finding=tell(
                "signin.missing_permission",
                {
                    "permission": expected.permission,
                    "granted": ", ".join(sorted(claims.scopes)),
                },
            ),
            refuses=True,
        )


def _judge_audience(audience: str, expected: TokenExpectation, tell: Tell) -> Iterator[Judgement]:
    plain = audience.rstrip("/").lower()
    if not plain or plain in {known.rstrip("/").lower() for known in expected.audiences}:
        return
    others = {key.rstrip("/").lower(): name for key, name in expected.other_services.items()}
    if expected.application_id:
        others[expected.application_id.lower()] = "the app itself"
    if plain in others:
        shown = f"{others[plain]} ({audience})"
        yield Judgement(finding=tell("signin.wrong_audience", {"audience": shown}), refuses=True)
    else:
        yield Judgement(
            finding=tell("signin.audience_unknown", {"audience": audience}), refuses=False
        )


def _missing_role(expected: TokenExpectation, tell: Tell) -> Judgement:
    return Judgement(
        finding=tell("signin.missing_role", {"permission": expected.app_permission}), refuses=False
    )
