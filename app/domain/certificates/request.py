"""Makes the private key of a relaying server and the request that an authority signs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.domain.address import DomainName
from app.domain.secret import Secret

_RSA_BITS = 3072
"""128 bits of strength, as NIST asks for after 2030 (SP 800-57, part 1, 5.6.1)."""
_LONGEST_COMMON_NAME = 64
"""`ub-common-name` of RFC 5280, appendix A.1; the other names have no such limit."""


class KeyKind(StrEnum):
    """RSA is taken by everything; EC keys are shorter."""

    RSA = "rsa"
    EC = "ec"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequest:
    """What goes to the authority, and what never leaves the server."""

    names: tuple[str, ...]
    """The name that the connector will know comes first."""
    private_key: Secret
    """PEM (PKCS #8), without a passphrase, since mail servers start unattended."""
    request: bytes
    """PEM (PKCS #10); public."""


def make_request(
    names: tuple[DomainName, ...], *, kind: KeyKind = KeyKind.RSA
) -> CertificateRequest:
    """Make a key and a request for these names, the most important first."""
    key = (
        rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
        if kind is KeyKind.RSA
        else ec.generate_private_key(ec.SECP256R1())
    )
    texts = tuple(dict.fromkeys(name.ascii for name in names))
    first = texts[0]
    subject = x509.Name(
        [x509.NameAttribute(x509.NameOID.COMMON_NAME, first)]
        if len(first) <= _LONGEST_COMMON_NAME
        else []
    )
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(text) for text in texts]),
            critical=not list(subject),
        )
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return CertificateRequest(
        names=texts,
        private_key=Secret(pem.decode("ascii")),
        request=request.public_bytes(serialization.Encoding.PEM),
    )
