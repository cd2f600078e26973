from __future__ import annotations

import asyncio
import base64
import ssl
from typing import Any

import pytest

from app.domain.check import CheckRun, CheckStarted
from app.domain.errors import InputError
from app.domain.secret import Secret
from app.probe.plan import run_plan
from app.probe.sending.submission import SubmissionChecks
from tests.probe.dialogue import (
    TOKEN,
    Ask,
    codes,
    goodbye,
    open_session,
    run,
    sign_in,
    take_message,
)
from tests.probe.smtp_server import Peer, ScriptedServer
from tests.wording import in_words


def everything_shown(result: CheckRun) -> str:
    lines = [line.text for check in result.finished for line in check.transcript]
    return "\n".join(lines) + "\n".join(map(repr, result.findings))


def test_submission_all_well_sends_to_each_recipient(ask: Ask, server_tls: ssl.SSLContext) -> None:
    received: list[bytes] = []

    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await sign_in(peer)
        received.append(await take_message(peer))
        received.append(await take_message(peer))
        await goodbye(peer)

    result, session, server = run(
        ask, script, token=Secret(TOKEN), recipients=("a@contoso.test", "b@dest.test")
    )
    assert codes(result) == [
        "smtp.connect.ok",
        "smtp.greeting.ok",
        "smtp.ehlo.ok",
        "smtp.starttls.ok",
        "smtp.tls.ok",
        "smtp.auth.offered",
        "smtp.auth.ok",
        "smtp.message.accepted",
        "smtp.message.accepted",
    ]
    assert [message.recipient for message in session.sent] == ["a@contoso.test", "b@dest.test"]
    assert all(one.token.encode() in raw for one, raw in zip(session.sent, received, strict=True))
    sent_blob = server.heard[server.heard.index("AUTH XOAUTH2") + 1]
    expected = f"user=printer@contoso.test\x01auth=Bearer {TOKEN}\x01\x01"
    assert base64.b64decode(sent_blob).decode() == expected


def test_submission_never_shows_the_token_even_when_the_server_does(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await peer.expect("AUTH XOAUTH2")
        await peer.send("334 ")
        blob = await peer.hear()
        await peer.send(f"535 5.7.3 no, not {TOKEN} nor {blob[:200]} nor {blob}")

    result, _, _ = run(ask, script, token=Secret(TOKEN))
    shown = everything_shown(result)
    assert codes(result)[-1] == "smtp.auth.refused"
    assert "not shown" in shown
    assert TOKEN[:40] not in shown
    assert TOKEN[-40:] not in shown
    assert base64.b64encode(b"user=printer@contoso.test\x01auth=B").decode()[:40] not in shown


def test_submission_password_goes_by_login_and_stays_hidden(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await peer.expect("AUTH LOGIN")
        await peer.send("334 VXNlcm5hbWU6")
        assert base64.b64decode(await peer.hear()) == b"printer@contoso.test"
        await peer.send("334 UGFzc3dvcmQ6")
        assert base64.b64decode(await peer.hear()) == "pässwörd-1".encode()
        await peer.send("235 2.7.0 Authentication successful")
        await goodbye(peer)

    result, _, _ = run(ask, script, password=Secret("pässwörd-1"))
    assert codes(result)[-1] == "smtp.auth.ok"
    shown = everything_shown(result)
    assert "pässwörd-1" not in shown
    assert base64.b64encode("pässwörd-1".encode()).decode() not in shown


def test_submission_challenge_is_decoded_and_answered_with_an_empty_line(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    challenge = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()

    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await sign_in(peer, f"334 {challenge}")
        assert await peer.hear() == ""
        await peer.send("535 5.7.3 Authentication unsuccessful")

    result, _, _ = run(ask, script, token=Secret(TOKEN))
    assert codes(result)[-1] == "smtp.auth.unsuccessful"
    assert '"status": "401"' in result.findings[-1].evidence
    assert "535 5.7.3" in result.findings[-1].evidence


def test_submission_initial_response_is_sent_where_two_steps_are_refused(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await peer.expect("AUTH XOAUTH2")
        await peer.send("501 5.5.4 Initial response needed")
        line = await peer.expect("AUTH XOAUTH2 ")
        assert TOKEN in base64.b64decode(line.split()[2]).decode()
        await peer.send("235 2.7.0 Authentication successful")
        await goodbye(peer)

    result, _, _ = run(ask, script, token=Secret(TOKEN))
    assert codes(result)[-1] == "smtp.auth.ok"


@pytest.mark.parametrize(
    ("offer", "secret", "code"),
    [
        ("250 HELP", "token", "smtp.auth.not_offered"),
        ("250 AUTH LOGIN", "token", "smtp.auth.no_xoauth2"),
        ("250 AUTH=LOGIN", "token", "smtp.auth.no_xoauth2"),
        ("250 auth xoauth2", "password", "smtp.auth.no_password_mechanism"),
    ],
)
def test_submission_without_the_mechanism_refuses_to_sign_in(
    ask: Ask, server_tls: ssl.SSLContext, offer: str, secret: str, code: str
) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls, offer)
        await goodbye(peer)

    kept = Secret("a secret value")
    result, _, server = (
        run(ask, script, token=kept) if secret == "token" else run(ask, script, password=kept)
    )
    assert codes(result)[-1] == code
    assert not any(line.startswith("AUTH") for line in server.heard)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("535 5.7.3 Authentication unsuccessful [A.B.C]", "smtp.auth.unsuccessful"),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the"
            " Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
            "smtp.auth.disabled_for_tenant",
        ),
        ("550 5.7.30 Basic authentication is not supported", "smtp.auth.refused"),
        ("535 9 whatever", "smtp.auth.refused"),
    ],
)
def test_submission_refused_sign_in_is_read(
    ask: Ask, server_tls: ssl.SSLContext, reply: str, code: str
) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await sign_in(peer, reply)
        await goodbye(peer)

    result, _, _ = run(ask, script, token=Secret(TOKEN), recipients=("a@contoso.test",))
    assert codes(result)[-1] == code
    assert reply in result.findings[-1].evidence
    assert [skipped.id for skipped in result.skipped] == ["smtp.message.1"]


def test_submission_server_that_closes_while_signing_in_is_named(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await peer.expect("AUTH")

    result, _, _ = run(ask, script, token=Secret(TOKEN))
    assert codes(result)[-1] == "smtp.auth.cut"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.test\r\nRCPT TO:<x@y>",
        "a\x00@b.test",
        "a b@c.test",
        '"a"@b.test',
        "a" * 400 + "@b.test",
        "<a@b.test>",
        "a@",
        "@b.test",
        "a..b@c.test",
    ],
)
def test_submission_hostile_address_is_refused_before_the_socket(ask: Ask, address: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(1, recipients=(address,))
    assert caught.value.code.startswith("input.smtp.address_")
    assert in_words(caught.value).fix


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"username": "a@b.test\x01auth=Bearer x"}, "user_name"),
        ({"ehlo_name": "pc\r\nMAIL FROM:<x@y.test>"}, "computer_name"),
        ({"token": Secret("line\nend")}, "token"),
    ],
)
def test_submission_control_character_is_refused_before_the_socket(
    ask: Ask, change: dict[str, Any], what: str
) -> None:
    with pytest.raises(InputError) as caught:
        ask(1, **change)
    assert caught.value.code == f"input.smtp.{what}_control_character"
    assert "x\x01" not in repr(caught.value.evidence)
    assert in_words(caught.value).fix


def test_submission_utf8_address_is_not_sent_where_it_is_not_offered(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await sign_in(peer)
        await goodbye(peer)

    result, _, server = run(ask, script, token=Secret(TOKEN), recipients=("bücher@contoso.test",))
    assert codes(result)[-1] == "smtp.message.needs_utf8"
    assert not any(line.startswith("MAIL") for line in server.heard)


def test_submission_events_stream_one_by_one(ask: Ask, server_tls: ssl.SSLContext) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await goodbye(peer)

    async def go() -> list[str]:
        started: list[str] = []
        async with ScriptedServer(script) as server, SubmissionChecks(ask(server.port)) as session:
            await run_plan(
                session.checks,
                lambda event: started.append(event.id) if isinstance(event, CheckStarted) else None,
            )
        return started

    assert asyncio.run(go()) == [
        "smtp.connect",
        "smtp.greeting",
        "smtp.ehlo",
        "smtp.starttls",
        "smtp.tls",
        "smtp.ehlo_encrypted",
    ]
