"""Reads certificates and keys out of the files that authorities and servers give."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    load_der_pkcs7_certificates,
    load_pem_pkcs7_certificates,
)

from app.domain.errors import InputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

_MOST_BYTES = 1_000_000
"""Chosen: a chain has some ten thousand, the roots of a whole system a quarter of a million."""
SMALLEST_RSA = 2048
_SMALLEST_CURVE = 256
"""What public authorities sign at least (CA/Browser Forum, Baseline Requirements, 6.1.5)."""
# Base64 has no hyphen; a search across hyphens would take quadratic time where no block ends.
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
_KEY_MARK = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")


def read_certificates(content: bytes) -> tuple[x509.Certificate, ...]:
    """Read PEM, DER or PKCS #7, in the order of the file; raises InputError."""
    if len(content) > _MOST_BYTES:
        raise InputError("input.certificate.too_long")
    try:
        found = _load(content)
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise InputError("input.certificate.unreadable") from exc
    if not found:
        raise InputError(f"input.certificate.{_what_instead(content)}")
    return found


def _load(content: bytes) -> tuple[x509.Certificate, ...]:
    if b"-----BEGIN PKCS7-----" in content:
        return tuple(load_pem_pkcs7_certificates(content))
    if b"-----BEGIN" in content:
        blocks: Iterable[bytes] = _BLOCK.findall(content)
        return tuple(x509.load_pem_x509_certificate(block) for block in blocks)
    try:
        return (x509.load_der_x509_certificate(content),)
    except ValueError:
        return tuple(load_der_pkcs7_certificates(content))


def _what_instead(content: bytes) -> str:
    if _KEY_MARK.search(content):
        return "key_instead"
    if b"CERTIFICATE REQUEST" in content:
        return "request_instead"
    return "none"


def read_public_key(content: bytes) -> PublicKeyTypes:
    """Read a private key and return its public half; nothing of the key itself goes further."""
    try:
        loaded = (
            load_pem_private_key(content, None)
            if b"-----BEGIN" in content
            else load_der_private_key(content, None)
        )
    except TypeError as exc:
        raise InputError("input.certificate.key_locked") from exc
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise InputError("input.certificate.key_unreadable") from exc
    return loaded.public_key()


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """The DNS names it is for, lower case; the subject's name counts where there is no other."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        found = tuple(name.lower() for name in names.value.get_values_for_type(x509.DNSName))
    except (x509.ExtensionNotFound, ValueError):
        found = ()
    return found or tuple(
        str(part.value).lower()
        for part in certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    )


def is_weak(certificate: x509.Certificate) -> bool:
    """Its key or its signature is no longer taken."""
    key = certificate.public_key()
    short = isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA
    curve = isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < _SMALLEST_CURVE
    algorithm = certificate.signature_hash_algorithm
    return short or curve or (algorithm is not None and algorithm.name in ("sha1", "md5"))
