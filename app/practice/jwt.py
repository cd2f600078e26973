"""Signs and reads JSON web tokens with a key of this run (RFC 7515, ES256)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

T = TypeVar("T", bound=msgspec.Struct)
_SIZE = 32
"""Octets of a number of P-256 (RFC 7518, 3.4)."""


class Jwk(msgspec.Struct, frozen=True, kw_only=True):
    """The public half of the key (RFC 7517)."""

    kid: str
    x: str
    y: str
    kty: str = "EC"
    crv: str = "P-256"
    use: str = "sig"
    alg: str = "ES256"


class _Header(msgspec.Struct, frozen=True, kw_only=True):
    alg: str
    kid: str = ""
    typ: str = "JWT"


class TokenKey:
    """One key pair; tokens of another run do not pass."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        numbers = self._key.public_key().public_numbers()
        x, y = (encode_part(n.to_bytes(_SIZE, "big")) for n in (numbers.x, numbers.y))
        kid = encode_part(hashlib.sha256(f"{x}.{y}".encode()).digest())
        self.jwk = Jwk(kid=kid, x=x, y=y)

    def sign(self, claims: msgspec.Struct) -> str:
        header = _Header(alg=self.jwk.alg, kid=self.jwk.kid)
        parts = (encode_part(msgspec.json.encode(part)) for part in (header, claims))
        text = ".".join(parts)
        r, s = decode_dss_signature(self._key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(_SIZE, "big") + s.to_bytes(_SIZE, "big")
        return f"{text}.{encode_part(signature)}"

    def read(self, token: str, kind: type[T]) -> T | None:
        """Give the claims of a token that this key has signed, whatever they say; else None."""
        text, _, signature = token.rpartition(".")
        header, _, claims = text.partition(".")
        try:
            if msgspec.json.decode(decode_part(header), type=_Header).alg != self.jwk.alg:
                return None
            raw = decode_part(signature)
            r, s = int.from_bytes(raw[:_SIZE], "big"), int.from_bytes(raw[_SIZE:], "big")
            self._key.public_key().verify(
                encode_dss_signature(r, s), text.encode(), ec.ECDSA(hashes.SHA256())
            )
            return msgspec.json.decode(decode_part(claims), type=kind)
        except (InvalidSignature, ValueError):  # msgspec's errors are ValueErrors too
            return None


def encode_part(raw: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode_part(text: str) -> bytes:
    """Read base64url without padding; raises ValueError for what is not that."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as exc:
        raise ValueError(text[:20]) from exc
