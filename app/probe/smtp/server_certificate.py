"""Reads a certificate and names what is wrong with it, for a person; it never decides trust."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID

from app.domain.certificates.files import SMALLEST_RSA

_WEAK_HASHES = frozenset({"md5", "sha1"})
_SMALLEST_CURVE = 224
"""112 bits of strength, as RSA of 2048 has (NIST SP 800-57, part 1, 5.6.1)."""
_MOST_NAMES = 12
"""Chosen: what is shown stays a few lines; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCertificate:
    """What a certificate says of itself."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    """DNS names and IP addresses it is for."""
    not_before: datetime
    not_after: datetime
    key: str
    """Such as `RSA 2048`."""
    key_is_weak: bool
    signature: str
    signature_is_weak: bool
    is_self_signed: bool
    names_its_issuer: bool
    """It says where its issuer's certificate can be fetched, as public ones do."""

    @property
    def summary(self) -> str:
        """All of it in a few lines, long lists of names cut."""
        shown = ", ".join(self.names[:_MOST_NAMES])
        more = len(self.names) - _MOST_NAMES
        return "\n".join(
            (
                f"issued to: {self.subject}",
                f"for: {shown}{f' and {more} more' if more > 0 else ''}",
                f"issued by: {self.issuer}",
                f"valid: {self.not_before:%Y-%m-%d} to {self.not_after:%Y-%m-%d}",
                f"key: {self.key}, signed with {self.signature}",
            )
        )

    def is_for(self, host: str) -> bool:
        """Say whether one of the names covers this host (RFC 9525: one label per asterisk)."""
        wanted = host.rstrip(".").lower()
        return any(_covers(name.rstrip(".").lower(), wanted) for name in self.names)


def _covers(name: str, host: str) -> bool:
    if not name.startswith("*."):
        return name == host
    first, dot, rest = host.partition(".")
    return bool(first and dot) and rest == name[2:] and not _is_ip(host)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def read_server_certificate(der: bytes) -> ServerCertificate | None:
    """Read a certificate in DER form; None where it cannot be read."""
    try:
        found = x509.load_der_x509_certificate(der)
        return _read(found)
    except (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension):
        return None


def _read(found: x509.Certificate) -> ServerCertificate:
    key, key_is_weak = _describe_key(found)
    hash_ = found.signature_hash_algorithm
    return ServerCertificate(
        subject=_describe_name(found.subject),
        issuer=_describe_name(found.issuer),
        names=_names(found),
        not_before=found.not_valid_before_utc,
        not_after=found.not_valid_after_utc,
        key=key,
        key_is_weak=key_is_weak,
        signature=hash_.name.upper() if hash_ else "no hash",
        signature_is_weak=bool(hash_ and hash_.name in _WEAK_HASHES),
        is_self_signed=found.issuer == found.subject,
        names_its_issuer=_names_its_issuer(found),
    )


def _describe_name(name: x509.Name) -> str:
    """Prefer common name and organisation; fall back to the whole name."""
    parts = [
        str(attribute.value)
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for attribute in name.get_attributes_for_oid(oid)
    ]
    return ", ".join(dict.fromkeys(parts)) or name.rfc4514_string() or "(no name)"


def _describe_key(found: x509.Certificate) -> tuple[str, bool]:
    key = found.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}", key.key_size < SMALLEST_RSA
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.key_size}", key.key_size < _SMALLEST_CURVE
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}", True
    return type(key).__name__.removesuffix("PublicKey").strip("_"), False


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        value = found.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    except x509.ExtensionNotFound:
        return ()
    if not isinstance(value, x509.SubjectAlternativeName):
        return ()
    addresses = value.get_values_for_type(x509.IPAddress)
    return (*value.get_values_for_type(x509.DNSName), *(str(one) for one in addresses))


def _names_its_issuer(found: x509.Certificate) -> bool:
    try:
        value = found.extensions.get_extension_for_oid(
            ExtensionOID.AUTHORITY_INFORMATION_ACCESS
        ).value
    except x509.ExtensionNotFound:
        return False
    return isinstance(value, x509.AuthorityInformationAccess) and any(
        one.access_method == AuthorityInformationAccessOID.CA_ISSUERS for one in value
    )
