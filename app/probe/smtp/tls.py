"""Encrypts a dialogue with verification, and explains a failure by a second look without secrets.

The second look makes a new connection that verifies nothing, reads the certificate and ends. No
secret can pass there: `sign_in` refuses a dialogue whose certificate was not verified.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from app.domain.certificates.distrust import Distrust, distrust_of, openssl_reason, words_of
from app.probe.smtp.dialogue import Caller, Dialogue
from app.probe.smtp.fault import SmtpError, TlsError
from app.probe.smtp.server_certificate import ServerCertificate, read_server_certificate
from app.probe.smtp.transcript import Transcript

_CLOCK_TOLERANCE = timedelta(hours=24)
"""Chosen: a mail host may state a wrong time zone, never a wrong day."""
_TOO_OLD = frozenset(
    {
        "UNSUPPORTED_PROTOCOL",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "NO_PROTOCOLS_AVAILABLE",
        "WRONG_SSL_VERSION",
        "VERSION_TOO_LOW",
        "SSLV3_ALERT_PROTOCOL_VERSION",
    }
)
_CURRENT = ("TLSv1.2", "TLSv1.3")
_NOT_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNEXPECTED_MESSAGE"}
)
_NO_CIPHER = frozenset(
    {"SSLV3_ALERT_HANDSHAKE_FAILURE", "NO_SHARED_CIPHER", "NO_CIPHERS_AVAILABLE"}
)
_NAMED = ("version", "issuer", "names", "from", "until", "key", "signature", "server_time")
"""What the texts of the findings name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsLook:
    """What the TLS layer of one connection was seen to be."""

    version: str
    cipher: str = ""
    certificate: ServerCertificate | None = None

    @property
    def summary(self) -> str:
        lines = [f"{self.version} {self.cipher}".strip()]
        return "\n".join(lines + ([self.certificate.summary] if self.certificate else []))


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsWatch:
    """What is needed to explain a failed handshake."""

    ehlo_name: str
    now: Callable[[], datetime]
    """Aware, UTC."""
    inspectors: Sequence[str] = ()
    """Names that products which read along put in the certificates they make."""
    implicit: bool = False


def read_look(layer: ssl.SSLObject | None) -> TlsLook | None:
    """Read what the TLS layer agreed on; None where there is no TLS."""
    if layer is None:
        return None
    cipher = layer.cipher()
    der = layer.getpeercert(binary_form=True)
    return TlsLook(
        version=layer.version() or "",
        cipher=cipher[0] if cipher else "",
        certificate=read_server_certificate(der) if der else None,
    )


def find_inspector(facts: ServerCertificate | None, inspectors: Sequence[str]) -> str:
    """Name the issuer where it is a product that reads along; else the empty text."""
    if facts is None:
        return ""
    issuer = facts.issuer.casefold()
    return facts.issuer if any(name.casefold() in issuer for name in inspectors) else ""


async def encrypt(dialogue: Dialogue, context: ssl.SSLContext, watch: TlsWatch) -> TlsLook | None:
    """Do the verified handshake; raise TlsError naming the cause when it fails."""
    greeting_date = dialogue.greeting_date
    try:
        await dialogue.encrypt(context)
    except ssl.SSLError as exc:
        dialogue.close()
        dialogue.transcript.note(f"TLS failed: {words_of(exc)}")
        look, later_date = await _look_again(dialogue, watch)
        host = dialogue.caller.endpoint.host
        raise _explain(exc, look, host, watch, greeting_date or later_date) from exc
    except TlsError as exc:
        look, _ = await _look_again(dialogue, watch)
        if look is None or look.version in _CURRENT:
            raise
        values = _values(look, dialogue.caller.endpoint.host, watch)
        raise TlsError("smtp.tls.too_old", look.summary, values=values) from exc
    return read_look(dialogue.tls)


def build_unverified_context() -> ssl.SSLContext:
    """Build the context of the second look: old versions and weak keys are let in to be named."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


async def _look_again(dialogue: Dialogue, watch: TlsWatch) -> tuple[TlsLook | None, str]:
    """Connect once more, verify nothing, send nothing but EHLO and STARTTLS."""
    transcript = Transcript()
    second = Dialogue(dialogue.caller, transcript)
    dialogue.transcript.note("connecting once more, only to read the certificate")
    try:
        await open_tls(second, build_unverified_context(), watch)
        return read_look(second.tls), second.greeting_date
    except (SmtpError, ssl.SSLError) as exc:
        dialogue.transcript.note(f"it could not be read: {exc}")
        return None, second.greeting_date
    finally:
        second.close()


async def open_tls(dialogue: Dialogue, context: ssl.SSLContext, watch: TlsWatch) -> None:
    """Go from no connection to an encrypted one."""
    await dialogue.connect()
    if watch.implicit:
        await dialogue.encrypt(context)
        return
    await dialogue.read_greeting()
    await dialogue.say_hello(watch.ehlo_name)
    await dialogue.ask_for_tls()
    await dialogue.encrypt(context)


async def wants_tls_at_once(caller: Caller) -> bool:
    """Ask on a connection of its own whether this port answers to a TLS hello."""
    dialogue = Dialogue(caller)
    try:
        await dialogue.connect()
        await dialogue.encrypt(build_unverified_context())
    except (SmtpError, ssl.SSLError):
        return False
    finally:
        dialogue.close()
    return True


def _explain(
    exc: ssl.SSLError, look: TlsLook | None, host: str, watch: TlsWatch, greeting_date: str
) -> TlsError:
    now = watch.now()
    facts = look.certificate if look else None
    values = _values(look, host, watch)
    evidence = "\n".join(filter(None, (_words(exc), look.summary if look else "")))
    if not isinstance(exc, ssl.SSLCertVerificationError):
        return TlsError(_code_of_handshake(openssl_reason(exc)), evidence, values=values)
    if server_time := _other_clock(greeting_date, now, facts):
        values["server_time"] = f"{server_time:%Y-%m-%d %H:%M} UTC"
        return TlsError("smtp.tls.clock_wrong", evidence, values=values)
    return TlsError(_code_of_certificate(exc, facts, host, watch), evidence, values=values)


def _values(look: TlsLook | None, host: str, watch: TlsWatch) -> dict[str, str]:
    """Fill what the texts name; what was not seen is said to be unknown."""
    values = dict.fromkeys(_NAMED, "(unknown)")
    values |= {"host": host, "now": f"{watch.now():%Y-%m-%d}"}
    if look:
        values["version"] = look.version
    if facts := look.certificate if look else None:
        values |= {
            "issuer": facts.issuer,
            "names": ", ".join(facts.names[:5]) or facts.subject,
            "from": f"{facts.not_before:%Y-%m-%d}",
            "until": f"{facts.not_after:%Y-%m-%d}",
            "key": facts.key,
            "signature": facts.signature,
        }
    return values


def _words(exc: ssl.SSLError) -> str:
    refused = isinstance(exc, ssl.SSLCertVerificationError)
    return f"{'verification' if refused else 'handshake'} failed: {words_of(exc)}"


def _code_of_handshake(reason: str) -> str:
    if reason in _TOO_OLD:
        return "smtp.tls.too_old"
    if reason in _NOT_TLS:
        return "smtp.tls.not_tls"
    if reason in _NO_CIPHER:
        return "smtp.tls.no_common_cipher"
    return "smtp.tls.failed"


def _other_clock(
    greeting_date: str, now: datetime, facts: ServerCertificate | None
) -> datetime | None:
    """Return the server's time where it differs from ours and would make the certificate valid."""
    if not greeting_date or facts is None:
        return None
    try:
        theirs = parsedate_to_datetime(greeting_date)
    except (ValueError, TypeError):
        return None
    if theirs.tzinfo is None or abs(theirs - now) < _CLOCK_TOLERANCE:
        return None
    valid_there = facts.not_before <= theirs <= facts.not_after
    valid_here = facts.not_before <= now <= facts.not_after
    return theirs if valid_there and not valid_here else None


def _code_of_certificate(
    exc: ssl.SSLCertVerificationError, facts: ServerCertificate | None, host: str, watch: TlsWatch
) -> str:
    """Trust the verifier's own reason first; where it is vague, read the certificate."""
    said = distrust_of(exc)
    if facts is None:
        return _BY_VERIFIER.get(said, "smtp.tls.unknown_ca")
    now = watch.now()
    # Windows has one number for both ends of a certificate's time, so the dates go first.
    reasons = (
        (now < facts.not_before or said is Distrust.NOT_YET_VALID, "smtp.tls.not_yet_valid"),
        (now > facts.not_after or said is Distrust.EXPIRED, "smtp.tls.expired"),
        (bool(find_inspector(facts, watch.inspectors)), "smtp.tls.inspected"),
        (facts.is_self_signed, "smtp.tls.self_signed"),
        (facts.key_is_weak or said is Distrust.WEAK_KEY, "smtp.tls.weak_key"),
        (facts.signature_is_weak or said is Distrust.WEAK_SIGNATURE, "smtp.tls.weak_signature"),
        (said is Distrust.WRONG_NAME or not facts.is_for(host), "smtp.tls.wrong_host"),
        (said is Distrust.REVOKED, "smtp.tls.revoked"),
        (facts.names_its_issuer and said is Distrust.NO_ISSUER, "smtp.tls.incomplete_chain"),
    )
    return next((code for applies, code in reasons if applies), "smtp.tls.unknown_ca")


_BY_VERIFIER = {
    Distrust.EXPIRED: "smtp.tls.expired",
    Distrust.NOT_YET_VALID: "smtp.tls.not_yet_valid",
    Distrust.SELF_SIGNED: "smtp.tls.self_signed",
    Distrust.WRONG_NAME: "smtp.tls.wrong_host",
    Distrust.WEAK_KEY: "smtp.tls.weak_key",
    Distrust.WEAK_SIGNATURE: "smtp.tls.weak_signature",
    Distrust.REVOKED: "smtp.tls.revoked",
}
