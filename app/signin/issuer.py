"""Names who signed a certificate that was refused, so that a person knows whom to ask."""

from __future__ import annotations

import socket
import ssl

_DEADLINE_S = 5.0
"""Chosen: it is a look aside, for a host that has just answered."""


def read_issuer(host: str, port: int) -> str:
    """Shake hands once more, only to read the certificate; nothing is sent. "" when it cannot be.

    The refusal stands whatever comes out of this.
    """
    from cryptography import x509

    look = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    look.check_hostname = False
    look.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=_DEADLINE_S) as plain,
            look.wrap_socket(plain, server_hostname=host) as secure,
        ):
            content = secure.getpeercert(binary_form=True) or b""
        certificate = x509.load_der_x509_certificate(content)
    except (OSError, ValueError):
        return ""
    issuer = certificate.issuer.rfc4514_string()
    return f"issued by {issuer}, valid until {certificate.not_valid_after_utc:%Y-%m-%d}"
