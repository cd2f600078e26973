"""Why a certificate was not trusted, in one word for the verifiers of all systems."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


class Distrust(Enum):
    """What a verifier objected to first."""

    EXPIRED = auto()
    """Outside its time; only OpenSSL and macOS tell “not yet” apart from it."""
    NOT_YET_VALID = auto()
    WRONG_NAME = auto()
    SELF_SIGNED = auto()
    NO_ISSUER = auto()
    """The chain ends before any authority."""
    REVOKED = auto()
    WEAK_KEY = auto()
    WEAK_SIGNATURE = auto()
    UNKNOWN_AUTHORITY = auto()
    """Also whatever is not named above."""


_OPENSSL = {
    9: Distrust.NOT_YET_VALID,
    10: Distrust.EXPIRED,
    18: Distrust.SELF_SIGNED,
    20: Distrust.NO_ISSUER,
    21: Distrust.NO_ISSUER,
    23: Distrust.REVOKED,
    62: Distrust.WRONG_NAME,
    63: Distrust.WRONG_NAME,
    64: Distrust.WRONG_NAME,
    66: Distrust.WEAK_KEY,
    67: Distrust.WEAK_KEY,
    68: Distrust.WEAK_SIGNATURE,
}
_WINDOWS = {
    0x800B0101: Distrust.EXPIRED,
    0x800B010A: Distrust.NO_ISSUER,
    0x800B010C: Distrust.REVOKED,
    0x800B010F: Distrust.WRONG_NAME,
}
_MACOS = {
    -67602: Distrust.WRONG_NAME,
    -67818: Distrust.EXPIRED,
    -67819: Distrust.NOT_YET_VALID,
    -67820: Distrust.REVOKED,
    -25318: Distrust.NO_ISSUER,
}
_ALL = {**_OPENSSL, **_WINDOWS, **_MACOS}


def distrust_of(error: ssl.SSLCertVerificationError) -> Distrust:
    """Read the number of the error, whichever system's verifier gave it.

    Sources: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
    https://learn.microsoft.com/windows/win32/seccrypto/common-hresult-values
    https://developer.apple.com/documentation/security/security-framework-result-codes
    """
    return _ALL.get(getattr(error, "verify_code", 0), Distrust.UNKNOWN_AUTHORITY)


def openssl_reason(error: ssl.SSLError) -> str:
    """Return OpenSSL's constant, such as CERTIFICATE_VERIFY_FAILED; empty from other verifiers.

    Errors that Python code makes, as truststore does on Windows and macOS, lack these attributes.
    """
    return getattr(error, "reason", None) or ""


def words_of(error: ssl.SSLError) -> str:
    """Return what was said, by the verifier where there was one."""
    told = getattr(error, "verify_message", "") or openssl_reason(error)
    # With one argument alone, Python would show it as a tuple.
    return told or " ".join(map(str, error.args))
