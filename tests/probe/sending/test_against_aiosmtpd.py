"""The session against a real, well-behaved server that somebody else wrote."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.domain.check import CheckRun
from app.domain.secret import Secret
from app.probe.plan import run_plan
from app.probe.sending.submission import SubmissionChecks, SubmissionQuestion
from app.probe.smtp.dialogue import Deadlines

Ask = Callable[..., SubmissionQuestion]


class Mailbox:
    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.original_content, bytes)
        self.received.append(envelope.original_content)
        return "250 2.0.0 Queued"


class XOAuth2Server(SMTP):
    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # aiosmtpd's name
        answer = await server.challenge_auth("")
        return AuthResult(success=answer == b"user=a@contoso.test\x01auth=Bearer t\x01\x01")


def _check(
    server: SMTP, session: Session, envelope: Envelope, kind: str, data: object
) -> AuthResult:
    good = LoginPassword(b"a@contoso.test", b"right")
    return AuthResult(success=data == good, handled=False)


def run(ask: Ask, tls: ssl.SSLContext, **changes: Any) -> tuple[CheckRun, list[bytes]]:
    mailbox = Mailbox()

    def serve() -> SMTP:
        return XOAuth2Server(
            mailbox,
            tls_context=tls,
            require_starttls=True,
            authenticator=_check,
            auth_required=True,
            hostname="mx.contoso.test",
        )

    async def go() -> CheckRun:
        server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            question = ask(port, username="a@contoso.test", deadlines=Deadlines(), **changes)
            async with SubmissionChecks(question) as session:
                return await run_plan(session.checks, lambda event: None)

    return asyncio.run(go()), mailbox.received


@pytest.mark.parametrize("secret", ["token", "password"])
def test_message_arrives_whole(ask: Ask, server_tls: ssl.SSLContext, secret: str) -> None:
    name = "Büro \u202e“Kopierer”"
    login = {"token": Secret("t")} if secret == "token" else {"password": Secret("right")}
    result, received = run(ask, server_tls, from_name=name, recipients=("b@dest.test",), **login)
    assert result.findings[-1].code == "smtp.message.accepted"
    mail = message_from_bytes(received[0], policy=policy.default)
    assert len(received) == 1
    assert mail["From"].addresses[0].display_name == name
    assert mail["To"] == "b@dest.test"


def test_wrong_password_is_refused(ask: Ask, server_tls: ssl.SSLContext) -> None:
    result, _ = run(ask, server_tls, password=Secret("wrong"))
    assert result.findings[-1].code == "smtp.auth.refused"
    assert "535" in result.findings[-1].evidence


def test_token_that_outgrows_the_server_is_named(ask: Ask, server_tls: ssl.SSLContext) -> None:
    result, _ = run(ask, server_tls, token=Secret("x" * 2500))
    assert result.findings[-1].code == "smtp.auth.token_too_long"
