"""Counts the root certificates that a connection will be verified against."""

from __future__ import annotations

import ssl
import subprocess
import sys
from pathlib import Path

_OTHER_FILES = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
"""Where truststore looks when OpenSSL's own places are empty."""
_MACOS_ROOTS = "/System/Library/Keychains/SystemRootCertificates.keychain"
_DEADLINE_S = 20.0
"""Chosen: a program of the system's gets so long, also on a busy computer."""


def count_roots() -> tuple[int, str]:
    """Return how many there are, and where; none where there is no store or it cannot be read."""
    if sys.platform == "win32":
        return len(ssl.enum_certificates("ROOT")), "Windows"
    if sys.platform == "darwin":
        return _count_macos(), _MACOS_ROOTS
    return _count_files()


def _count_files() -> tuple[int, str]:
    paths = ssl.get_default_verify_paths()
    hashed = list(Path(paths.capath).glob("*.[0-9]")) if paths.capath else []
    if paths.cafile:
        return _count_in(paths.cafile) or len(hashed), paths.cafile
    if hashed and paths.capath:
        return len(hashed), paths.capath
    file = next((name for name in _OTHER_FILES if Path(name).is_file()), "")
    return (_count_in(file), file) if file else (0, "")


def _count_in(file: str) -> int:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=file)
    except (OSError, ssl.SSLError):
        return 0
    return len(context.get_ca_certs())


def _count_macos() -> int:
    asked = subprocess.run(  # noqa: S603  # the system's own program, no text of anybody's
        ["/usr/bin/security", "find-certificate", "-a", "-Z", _MACOS_ROOTS],
        capture_output=True,
        timeout=_DEADLINE_S,
        check=False,
    )
    return asked.stdout.count(b"SHA-256 hash:")
