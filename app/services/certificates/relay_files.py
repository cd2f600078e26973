"""The certificate that a relaying server shows, as two files."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayCertificate:
    """Where the chain and the private key are; the key is read for the handshake alone."""

    chain: Path
    key: Path

    def load_into(self, context: ssl.SSLContext) -> None:
        """Let connections of this context show the certificate; raises InputError."""
        try:
            # Without a callback OpenSSL would ask for the password of a key on the terminal.
            context.load_cert_chain(self.chain, self.key, password=lambda: "")
        except ssl.SSLError as exc:
            raise InputError(
                "The certificate and its key cannot be used",
                "They do not belong together, are not PEM files, or the key has a password.",
                code="input.certificate.unusable",
                next_steps=(
                    "Check that both files are those that belong together.",
                    "Remove the password with: openssl pkey -in KEY -out NEW-KEY",
                ),
                raw=str(exc)[:200],
            ) from exc
        except OSError as exc:
            raise InputError(
                "A certificate file cannot be read",
                f"{exc.strerror or exc}: {self.chain} or {self.key}",
                code="input.certificate.unreadable",
                next_steps=("Check both paths, and that you may read the key.",),
            ) from exc
