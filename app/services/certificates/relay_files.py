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
            raise InputError("input.certificate.unusable", evidence=str(exc)[:200]) from exc
        except OSError as exc:
            reason = exc.strerror or str(exc)
            raise InputError(
                "input.certificate.files_unreadable",
                values={"reason": reason, "chain": str(self.chain), "key": str(self.key)},
            ) from exc
