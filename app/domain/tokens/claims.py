"""What an access token says about itself, read without trusting it.

The mail server verifies the signature; we only want to say early what it will refuse.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

_MAX_LENGTH = 64 * 1024
"""Chosen: real ones have some thousand characters."""
_GUEST_MARK = "#ext#"
_SECRET_SHAPES = re.compile(
    r"\beyJ[\w-]+\.[\w-]*\.?[\w-]*"
    r"|(?<=code=)[^&\s\"']+"
    r"|(?<=_token=)[^&\s\"']+|(?<=_token\": \")[^\"]+|(?<=_token\":\")[^\"]+"
    r"|(?<=client_secret=)[^&\s\"']+|(?<=code_verifier=)[^&\s\"']+"
    r"|\b[01]\.A[\w.-]{40,}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenClaims:
    """The claims of a token that matter for sending mail; an empty one was not in it."""

    audience: str = ""
    scopes: frozenset[str] = frozenset()
    """Delegated permissions (`scp`)."""
    roles: frozenset[str] = frozenset()
    """Application permissions (`roles`)."""
    tenant_id: str = ""
    username: str = ""
    application_id: str = ""
    expires_at: datetime | None = None
    is_guest: bool = False

    @classmethod
    def from_claims(cls, claims: Mapping[str, object]) -> TokenClaims:
        """Take the claims out of a decoded token; one of an unexpected type counts as absent."""
        names = [_text(claims, name) for name in ("upn", "preferred_username", "unique_name")]
        return cls(
            audience=next(iter(_texts(claims, "aud")), ""),
            scopes=frozenset(" ".join(_texts(claims, "scp")).split()),
            roles=frozenset(_texts(claims, "roles")),
            tenant_id=_text(claims, "tid"),
            username=next((name for name in names if name), ""),
            application_id=_text(claims, "appid") or _text(claims, "azp"),
            expires_at=_moment(claims.get("exp")),
            is_guest=any(_GUEST_MARK in name.lower() for name in names)
            or claims.get("acct") in (1, "1"),
        )

    @property
    def is_of_person(self) -> bool:
        """It was made for a person, so that roles are not to be expected in it."""
        return bool(self.scopes or self.username)


def read_claims(token: str) -> TokenClaims | None:
    """Decode a JWT; None for an opaque token, which is allowed and tells nothing."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _MAX_LENGTH:
        return None
    try:
        claims = json.loads(_decode_part(parts[1]))
    except (ValueError, RecursionError):
        return None
    return TokenClaims.from_claims(claims) if isinstance(claims, dict) else None


def redact(text: str) -> str:
    """Replace everything in a text that has the shape of a token, a code or a secret."""
    return _SECRET_SHAPES.sub("…", text)


def _decode_part(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error as exc:
        raise ValueError("not base64url") from exc


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _texts(claims: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = claims.get(name)
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(item for item in cast("list[object]", value) if isinstance(item, str))
    return ()


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
