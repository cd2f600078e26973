"""Hands one message to the server, or only its envelope; says in which step it was refused."""

from __future__ import annotations

from app.probe.smtp.dialogue import Dialogue
from app.probe.smtp.fault import RefusedError, SmtpError
from app.probe.smtp.message import TestMessage
from app.probe.smtp.reply import Reply
from app.probe.smtp.stage import Stage, reply_stage


async def send_message(dialogue: Dialogue, message: TestMessage) -> Reply:
    """Hand over the message and return the server's receipt; raise SmtpError where it refuses."""
    await offer_envelope(dialogue, message)
    reply = await dialogue.command("DATA", stage=Stage.DATA)
    if reply.code != 354:
        await _forget(dialogue)
        raise RefusedError("smtp.message.refused", reply, stage="data")
    reply = await dialogue.send_message(message.content)
    return _accept(reply, Stage.DATA_END, "smtp.message.refused")


async def ask_envelope(dialogue: Dialogue, message: TestMessage) -> Reply:
    """Ask whether sender and recipient would be taken, then take it back; nothing is sent."""
    reply = await offer_envelope(dialogue, message)
    await _forget(dialogue)
    return reply


async def offer_envelope(dialogue: Dialogue, message: TestMessage) -> Reply:
    """Say MAIL FROM and RCPT TO; return the answer to the second."""
    extras = _mail_parameters(dialogue, message)
    reply = await dialogue.command(f"MAIL FROM:<{message.sender}>{extras}", stage=Stage.MAIL)
    if not reply.is_positive:
        await _forget(dialogue)
    _accept(reply, Stage.MAIL, "smtp.message.refused")
    reply = await dialogue.command(f"RCPT TO:<{message.recipient}>", stage=Stage.RCPT)
    if not reply.is_positive:
        await _forget(dialogue)
    return _accept(reply, Stage.RCPT, "smtp.recipient.refused")


def _mail_parameters(dialogue: Dialogue, message: TestMessage) -> str:
    features = dialogue.features
    extras = ""
    if message.needs_utf8:
        if "SMTPUTF8" not in features.extensions:
            raise SmtpError("smtp.message.needs_utf8", "\n".join(features.extensions))
        extras += " SMTPUTF8"
    length = len(message.content)
    if features.size is not None and length > features.size:
        values = {"limit": str(features.size)}
        raise SmtpError("smtp.message.too_large", f"{length} bytes", values=values)
    if "SIZE" in features.extensions:
        extras += f" SIZE={length}"
    return extras


def _accept(reply: Reply, stage: Stage, code: str) -> Reply:
    if reply.is_positive:
        return reply
    raise RefusedError(code, reply, stage=reply_stage(stage))


async def _forget(dialogue: Dialogue) -> None:
    """End the transaction, so that the next message starts clean; a refusal stays the news."""
    if dialogue.is_open:
        try:
            await dialogue.command("RSET", stage=Stage.MAIL)
        except SmtpError as exc:
            dialogue.transcript.note(f"RSET was not answered: {exc.code}")
