"""The steps of an SMTP dialogue, and what silence or a cut connection means in each."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """A step of the dialogue; the value is what a person reads."""

    CONNECT = "connecting"
    GREETING = "the greeting"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    HANDSHAKE = "the TLS handshake"
    AUTH = "signing in"
    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"
    DATA_END = "the end of the message"
    QUIT = "QUIT"


_SILENT = {
    Stage.CONNECT: "smtp.connect.name_untold",
    Stage.GREETING: "smtp.greeting.silent",
    Stage.HANDSHAKE: "smtp.tls.silent",
    Stage.DATA_END: "smtp.message.maybe_sent",
}
_DRIPPING = {
    Stage.GREETING: "smtp.greeting.dripping",
    Stage.HANDSHAKE: "smtp.tls.silent",
    Stage.DATA_END: "smtp.message.maybe_sent",
}
_CUT = {
    Stage.GREETING: "smtp.greeting.closed",
    Stage.HANDSHAKE: "smtp.tls.cut",
    Stage.STARTTLS: "smtp.starttls.cut",
    Stage.AUTH: "smtp.auth.cut",
    Stage.DATA_END: "smtp.message.maybe_sent",
}
_CLASSIFIED_AS = {
    Stage.AUTH: "auth",
    Stage.MAIL: "mail",
    Stage.RCPT: "rcpt",
    Stage.DATA: "data",
    Stage.DATA_END: "data",
}


_ABOUT_OURS = (
    "ALERT_UNKNOWN_CA",
    "ALERT_BAD_CERTIFICATE",
    "ALERT_CERTIFICATE_EXPIRED",
    "ALERT_CERTIFICATE_REVOKED",
    "ALERT_CERTIFICATE_UNKNOWN",
    "ALERT_UNSUPPORTED_CERTIFICATE",
    "ALERT_ACCESS_DENIED",
)


def code_of_silence(stage: Stage, *, got_bytes: bool) -> str:
    """Name the finding for a deadline that passed in this step."""
    if got_bytes:
        return _DRIPPING.get(stage, "smtp.reply.dripping")
    return _SILENT.get(stage, "smtp.reply.silent")


def code_of_end(stage: Stage, *, was_reset: bool) -> str:
    """Name the finding for a connection that ended in this step."""
    if was_reset and stage is Stage.GREETING:
        return "smtp.greeting.reset"
    return _CUT.get(stage, "smtp.closed")


def code_of_alert(reason: str) -> str:
    """Name the finding for a TLS alert that is about our own certificate; else the empty text."""
    if reason.endswith("ALERT_CERTIFICATE_REQUIRED"):
        return "smtp.tls.wants_certificate"
    return "smtp.tls.certificate_refused" if reason.endswith(_ABOUT_OURS) else ""


def reply_stage(stage: Stage) -> str:
    """The stage's name in the catalogue's matches."""
    return _CLASSIFIED_AS.get(stage, "connect")
