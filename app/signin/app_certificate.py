"""Makes and reads the certificate by which an app proves itself without a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

from app.catalogue import Catalogue
from app.domain.errors import InputError
from app.domain.secret import Secret
from app.signin.key_rounds import MOST_ROUNDS, most_rounds

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_KEY_BITS = 2048
"""The least that is called strong; it is replaced long before that changes."""
_LONGEST_NAME = 64
"""`ub-common-name` of RFC 5280, appendix A.1."""
_CLOCKS = timedelta(hours=1)
"""Chosen: a clock that is behind by less must not make a new certificate one of tomorrow."""
_LIFETIME = timedelta(days=730)
"""Chosen: two years; it is said before it ends, and replacing it is a handful of clicks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCertificate:
    """A certificate and the private key that belongs to it, as PEM text."""

    certificate: str
    """Public; this is what is uploaded to the app registration."""
    private_key: Secret
    expires_at: datetime

    @property
    def pem(self) -> Secret:
        """Both in one text, as `parse_app_certificate` takes them."""
        return Secret(self.private_key.reveal() + self.certificate)


def create_app_certificate(
    name: str, *, now: datetime, lifetime: timedelta = _LIFETIME
) -> AppCertificate:
    """Make a self-signed certificate, which app registrations accept."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:_LONGEST_NAME])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS)
        .not_valid_after(now + lifetime)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _as_pem(certificate, key)


def parse_app_certificate(
    content: bytes, catalogue: Catalogue, *, now: datetime, passphrase: Secret | None = None
) -> AppCertificate:
    """Read certificate and key from one PEM file or a PFX; raises InputError with the reason."""
    if (rounds := most_rounds(content)) > MOST_ROUNDS:
        _refuse(catalogue, "signin.certificate_too_slow", rounds=f"{rounds:,}")
    password = passphrase.reveal().encode() if passphrase else None
    try:
        certificate, key = _read_pem(content, password) or _read_pfx(content, password)
    except (ValueError, TypeError) as exc:  # a missing password is a TypeError
        _refuse(catalogue, "signin.certificate_unreadable", evidence=str(exc))
    rsa_key = _check_kind(key, catalogue)
    if rsa_key.public_key() != certificate.public_key():
        _refuse(catalogue, "signin.certificate_mismatch")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        _refuse(
            catalogue,
            "signin.certificate_expired",
            first=f"{certificate.not_valid_before_utc:%Y-%m-%d}",
            last=f"{certificate.not_valid_after_utc:%Y-%m-%d}",
        )
    return _as_pem(certificate, rsa_key)


def _read_pem(content: bytes, password: bytes | None) -> tuple[x509.Certificate, object] | None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if b"-----BEGIN" not in content:
        return None
    key = load_pem_private_key(content, password)
    return x509.load_pem_x509_certificate(content), key


def _read_pfx(content: bytes, password: bytes | None) -> tuple[x509.Certificate, object]:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    key, certificate, _ = load_key_and_certificates(content, password)
    if certificate is None or key is None:
        raise ValueError("the file holds a certificate or a key, and not both")
    return certificate, key


def _check_kind(key: object, catalogue: Catalogue) -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if not isinstance(key, RSAPrivateKey):
        _refuse(catalogue, "signin.certificate_not_rsa", evidence=type(key).__name__)
    return key


def _as_pem(certificate: x509.Certificate, key: RSAPrivateKey) -> AppCertificate:
    from cryptography.hazmat.primitives import serialization as form

    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return AppCertificate(
        certificate=certificate.public_bytes(form.Encoding.PEM).decode(),
        private_key=Secret(private.decode()),
        expires_at=certificate.not_valid_after_utc.astimezone(UTC),
    )


def _refuse(catalogue: Catalogue, code: str, *, evidence: str = "", **values: str) -> NoReturn:
    raise InputError.from_finding(
        catalogue.finding(code, subject="certificate", evidence=evidence, values=values)
    )
