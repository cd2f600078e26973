"""Issues certificates that trustme would not: weak ones, with any issuer name and extension."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
LOOPBACK = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
AIA = x509.AuthorityInformationAccess(
    [
        x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS,
            x509.UniformResourceIdentifier("http://ca.test/ca.crt"),
        )
    ]
)


class Issuer:
    """An authority of a test's own."""

    def __init__(self, folder: Path, name: str = "", key: rsa.RSAPrivateKey | None = None) -> None:
        self._folder = folder
        self._key = key or ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name or "Test authority")
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        self.certificate = (
            _builder(self._name, self._name, self._key.public_key())
            .add_extension(constraints, critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def issue(
        self,
        *,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None,
        names: x509.SubjectAlternativeName = LOOPBACK,
        extra: x509.ExtensionType | None = None,
        self_signed: bool = False,
        days: tuple[int, int] = (-1, 30),
        with_sha1: bool = False,
    ) -> ssl.SSLContext:
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = _name("server.test")
        builder = _builder(subject, subject if self_signed else self._name, key.public_key(), days)
        builder = builder.add_extension(names, critical=False)
        if extra:
            builder = builder.add_extension(extra, critical=False)
        signer = key if self_signed else self._key
        found = builder.sign(signer, hashes.SHA256())
        if with_sha1 and isinstance(signer, rsa.RSAPrivateKey):
            found = _sign_with_sha1(found, signer)
        return self._load(found, key)

    def _load(
        self, found: x509.Certificate, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    ) -> ssl.SSLContext:
        pem = found.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path = self._folder / "server.pem"
        path.write_bytes(pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(path)
        return context

    def trusted(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        context.load_verify_locations(cadata=pem)
        return context


def _sign_with_sha1(found: x509.Certificate, key: rsa.RSAPrivateKey) -> x509.Certificate:
    """Sign again as nobody should: the library refuses to, so the algorithm is exchanged."""
    sha256, sha1 = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"
    signed = found.tbs_certificate_bytes.replace(sha256, sha1)
    signature = key.sign(signed, padding.PKCS1v15(), hashes.SHA1())
    der = found.public_bytes(serialization.Encoding.DER).replace(sha256, sha1)
    return x509.load_der_x509_certificate(der[: -len(signature)] + signature)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Any, days: tuple[int, int] = (-1, 30)
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
    )
