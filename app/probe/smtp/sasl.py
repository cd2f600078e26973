"""Signs in: XOAUTH2 with a token, LOGIN or PLAIN with a password; only over verified TLS."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from app.domain.secret import Secret
from app.probe.smtp.dialogue import Dialogue
from app.probe.smtp.fault import RefusedError, SmtpError
from app.probe.smtp.reply import Reply
from app.probe.smtp.stage import Stage

_SYNTAX = 500
_WANTS_INITIAL_RESPONSE = (_SYNTAX, 501)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who signs in and with what; the token counts where both are given."""

    username: str
    token: Secret | None = None
    password: Secret | None = None

    def __bool__(self) -> bool:
        return bool(self.username and (self.token or self.password))


class UnverifiedError(AssertionError):
    """A bug: somebody asked to sign in before the certificate was verified."""


async def sign_in(dialogue: Dialogue, login: Login) -> Reply:
    """Sign in by the mechanism that fits; return the server's consent or raise SmtpError."""
    if not dialogue.is_verified:
        raise UnverifiedError("no secret passes before verified TLS")
    offered = dialogue.features.auth
    if not offered:
        raise SmtpError("smtp.auth.not_offered", "\n".join(dialogue.features.extensions))
    values = {"offered": ", ".join(offered)}
    if login.token:
        if "XOAUTH2" not in offered:
            raise SmtpError("smtp.auth.no_xoauth2", " ".join(offered), values=values)
        return await _by_token(dialogue, login.username, login.token.reveal())
    password = login.password.reveal() if login.password else ""
    if "LOGIN" in offered:
        return await _by_login(dialogue, login.username, password)
    if "PLAIN" in offered:
        return await _by_plain(dialogue, login.username, password)
    raise SmtpError("smtp.auth.no_password_mechanism", " ".join(offered), values=values)


async def _by_token(dialogue: Dialogue, username: str, token: str) -> Reply:
    """Send the token in two steps: as an initial response, real tokens outgrow many servers.

    Postfix cuts such a line at 2,048 octets, Dovecot refuses it; RFC 4954 asks for 12,288 only
    behind a 334.
    """
    blob = _encode(f"user={username}\x01auth=Bearer {token}\x01\x01")
    dialogue.transcript.hide(token)
    dialogue.transcript.hide(blob)
    shown = f"(token of {username}, {len(blob)} characters, not shown)"
    reply = await dialogue.command("AUTH XOAUTH2", stage=Stage.AUTH)
    if reply.code == 334:
        reply = await dialogue.command(blob, stage=Stage.AUTH, shown=shown)
        if reply.code == _SYNTAX:
            values = {"length": str(len(blob))}
            raise SmtpError("smtp.auth.token_too_long", reply.text, values=values)
    elif reply.code in _WANTS_INITIAL_RESPONSE:
        reply = await dialogue.command(
            f"AUTH XOAUTH2 {blob}", stage=Stage.AUTH, shown=f"AUTH XOAUTH2 {shown}"
        )
    note = ""
    if reply.code == 334:
        note = decode_challenge(reply.body[0] if reply.body else "")
        dialogue.transcript.note(f"the server's reason, decoded: {note}")
        reply = await dialogue.command("", stage=Stage.AUTH, shown="(an empty line)")
    return _accept(reply, note)


async def _by_login(dialogue: Dialogue, username: str, password: str) -> Reply:
    dialogue.transcript.hide(password)
    reply = await dialogue.command("AUTH LOGIN", stage=Stage.AUTH)
    if reply.code == 334:
        reply = await dialogue.command(
            _encode(username), stage=Stage.AUTH, shown=f"(user name: {username})"
        )
    if reply.code == 334:
        reply = await dialogue.command(
            _encode(password), stage=Stage.AUTH, shown="(password, not shown)"
        )
    return _accept(reply)


async def _by_plain(dialogue: Dialogue, username: str, password: str) -> Reply:
    blob = _encode(f"\0{username}\0{password}")
    dialogue.transcript.hide(password)
    dialogue.transcript.hide(blob)
    reply = await dialogue.command("AUTH PLAIN", stage=Stage.AUTH)
    if reply.code == 334:
        reply = await dialogue.command(
            blob, stage=Stage.AUTH, shown=f"(user name: {username}, password not shown)"
        )
    return _accept(reply)


def _accept(reply: Reply, note: str = "") -> Reply:
    if reply.is_positive:
        return reply
    raise RefusedError("smtp.auth.refused", reply, stage="auth", note=note)


def _encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def decode_challenge(text: str) -> str:
    """Read the base64 JSON that explains a refused token; other text is returned as it is."""
    try:
        decoded = base64.b64decode(text, validate=True).decode()
        return json.dumps(json.loads(decoded), ensure_ascii=False, sort_keys=True)
    except (binascii.Error, ValueError):
        return text
