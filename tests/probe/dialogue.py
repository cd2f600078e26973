"""The server's half of a good submission, step by step, and the run of all checks against it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

from app.domain.check import CheckRun
from app.probe.plan import run_plan
from app.probe.sending.submission import SubmissionChecks, SubmissionQuestion
from tests.probe.smtp_server import Peer, Script, ScriptedServer

TOKEN = "eyJ0eXAi" + "Zm9vYmFy" * 320  # 2.5 kB, as real ones
EHLO = ("250-mx.contoso.test Hello [192.0.2.9]", "250-SIZE 157286400", "250-8BITMIME")
Ask = Callable[..., SubmissionQuestion]


async def open_session(peer: Peer, tls: ssl.SSLContext, *auth: str) -> None:
    await peer.send("220 mx.contoso.test Microsoft ESMTP MAIL Service ready")
    await peer.expect("EHLO")
    await peer.send(*EHLO, "250 STARTTLS")
    await peer.expect("STARTTLS")
    await peer.send("220 2.0.0 SMTP server ready")
    await peer.start_tls(tls)
    await peer.expect("EHLO")
    await peer.send(*EHLO, *(auth or ("250 AUTH LOGIN XOAUTH2",)))


async def sign_in(peer: Peer, *reply: str) -> None:
    await peer.expect("AUTH XOAUTH2")
    await peer.send("334 ")
    await peer.hear()
    await peer.send(*(reply or ("235 2.7.0 Authentication successful",)))


async def take_message(peer: Peer) -> bytes:
    await peer.expect("MAIL FROM:")
    await peer.send("250 2.1.0 Sender OK")
    await peer.expect("RCPT TO:")
    await peer.send("250 2.1.5 Recipient OK")
    await peer.expect("DATA")
    await peer.send("354 Start mail input; end with <CRLF>.<CRLF>")
    content = await peer.hear_message()
    await peer.send("250 2.0.0 OK <id@contoso.test> [Hostname=x]")
    return content


async def goodbye(peer: Peer) -> None:
    if await peer.hear():
        await peer.send("221 2.0.0 bye")


def run(
    ask: Ask, script: Script, *, server_tls: ssl.SSLContext | None = None, **changes: Any
) -> tuple[CheckRun, SubmissionChecks, ScriptedServer]:
    async def go() -> tuple[CheckRun, SubmissionChecks, ScriptedServer]:
        async with ScriptedServer(script, tls=server_tls) as server:
            question = ask(server.port, **changes)
            async with SubmissionChecks(question) as session:
                result = await run_plan(session.checks, lambda event: None)
            return result, session, server

    return asyncio.run(go())


def codes(result: CheckRun) -> list[str]:
    return [finding.code for finding in result.findings]
