"""DKIM key records (RFC 6376, 3.6.1; RFC 8463) and the aliases that lead to Microsoft's."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.records.mx import has_suffix
from app.domain.records.tags import RecordError, parse_tags

SELECTORS = ("selector1", "selector2")
_ED25519_OCTETS = 32
"""RFC 8032, 5.1.5."""


class KeyType(StrEnum):
    """The algorithm of a key."""

    RSA = "rsa"
    ED25519 = "ed25519"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimKey:
    """A published key."""

    type: KeyType
    bits: int = 0
    """Of an RSA modulus; 0 where it is not one."""
    is_revoked: bool = False
    """`p=` is empty (3.6.1): signatures with this selector fail."""
    is_testing: bool = False
    hashes: tuple[str, ...] = ()
    """Empty: all are allowed."""
    services: tuple[str, ...] = ("*",)

    @property
    def signs_mail(self) -> bool:
        """It may be used for e-mail."""
        return "*" in self.services or "email" in self.services


def select_dkim(texts: Iterable[str]) -> tuple[str, ...]:
    """Pick the TXT records that can be a key: they have `p=`, and `v=` is DKIM1 where it is."""
    return tuple(text for text in texts if _looks_like_key(text))


def _looks_like_key(text: str) -> bool:
    pieces = [piece.strip() for piece in text.split(";")]
    if pieces[0].lower().startswith("v=") and pieces[0] != "v=DKIM1":
        return pieces[0].partition("=")[2].strip() == "DKIM1"
    return any(piece.startswith(("p=", "p =")) for piece in pieces)


def parse_dkim(text: str) -> DkimKey:
    """Read a key record; raises RecordError with what is wrong."""
    tags = parse_tags(text)
    version = tags.get("v")
    if version is not None and (version != "DKIM1" or tags.names[0] != "v"):
        raise RecordError("v= must come first and be DKIM1")
    key = tags.get("p")
    if key is None:
        raise RecordError("it has no key: p= is missing")
    kind = (tags.get("k") or "rsa").lower()
    type_ = KeyType(kind) if kind in ("rsa", "ed25519") else KeyType.UNKNOWN
    flags = _list(tags.get("t"))
    packed = "".join(key.split())
    return DkimKey(
        type=type_,
        bits=_measure(type_, packed) if packed else 0,
        is_revoked=not packed,
        is_testing="y" in flags,
        hashes=_list(tags.get("h")),
        services=_list(tags.get("s")) or ("*",),
    )


def _list(value: str | None) -> tuple[str, ...]:
    return tuple(item.strip().lower() for item in (value or "").split(":") if item.strip())


def _measure(type_: KeyType, packed: str) -> int:
    """The bits of an RSA key; raises RecordError when the key cannot be read."""
    try:
        octets = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise RecordError("the key is cut off or is not base64") from exc
    match type_:
        case KeyType.ED25519:
            if len(octets) != _ED25519_OCTETS:
                raise RecordError(f"an Ed25519 key has 32 octets, this one has {len(octets)}")
            return 0
        case KeyType.RSA:
            return _rsa_bits(octets)
        case KeyType.UNKNOWN:
            return 0


def _rsa_bits(octets: bytes) -> int:
    from cryptography.exceptions import UnsupportedAlgorithm  # imports slowly: ~40 ms
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(octets)
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise RecordError("the key is cut off or is not an RSA key") from exc
    if not isinstance(key, RSAPublicKey):
        raise RecordError("the key is not an RSA key")
    return key.key_size


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimTarget:
    """An alias that leads to a key at Microsoft."""

    host: str
    selector: str
    """The selector that the target's own name is made for."""
    domain_label: str
    """The domain with dashes for dots, as the target's name has it."""


def parse_target(host: str, suffixes: Iterable[str]) -> DkimTarget | None:
    """Read `selectorN-contoso-com._domainkey.….suffix`; None where it is another kind of name."""
    name = host.lower().removesuffix(".")
    if not any(has_suffix(name, suffix) for suffix in suffixes):
        return None
    first, _, rest = name.partition(".")
    selector, dash, label = first.partition("-")
    if not dash or not rest.startswith("_domainkey."):
        return None
    return DkimTarget(host=name, selector=selector, domain_label=label)


def derive_other_target(target: DkimTarget, selector: str) -> str:
    """Both selectors of a domain differ only in their own name (the middle part is shared)."""
    return selector + target.host.removeprefix(target.selector)
