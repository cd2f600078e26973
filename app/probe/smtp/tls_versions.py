"""Which TLS versions a server takes, tried one by one on connections that carry no secret."""

from __future__ import annotations

import asyncio
import ssl
import warnings

from app.domain.certificates.distrust import openssl_reason
from app.probe.smtp.dialogue import Caller, Dialogue
from app.probe.smtp.fault import SmtpError, TlsError
from app.probe.smtp.tls import TlsWatch, build_unverified_context, open_tls

_VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}
_NOT_HERE = frozenset({"NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE"})
"""This computer's own OpenSSL cannot speak the version, so the server was not asked."""


async def find_tls_versions(caller: Caller, watch: TlsWatch) -> dict[str, bool | None]:
    """Try all versions at once; None where it could not be told."""
    answers = await asyncio.gather(*(_takes(caller, watch, name) for name in _VERSIONS))
    return dict(zip(_VERSIONS, answers, strict=True))


def build_context_of(version: str) -> ssl.SSLContext:
    """Build a context that speaks this version alone and verifies nothing."""
    context = build_unverified_context()
    with warnings.catch_warnings():
        # Python warns of old versions; asking who still takes them is the purpose here.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.maximum_version = _VERSIONS[version]
        context.minimum_version = _VERSIONS[version]
    return context


async def _takes(caller: Caller, watch: TlsWatch, version: str) -> bool | None:
    dialogue = Dialogue(caller)
    try:
        await open_tls(dialogue, build_context_of(version), watch)
    except ssl.SSLError as exc:
        return None if openssl_reason(exc) in _NOT_HERE else False
    except TlsError as exc:
        return False if exc.code == "smtp.tls.cut" else None
    except SmtpError:
        return None
    finally:
        dialogue.close()
    return True
