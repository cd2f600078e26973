from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.check import CheckEvent, CheckRun, CheckStarted
from app.domain.errors import InputError
from app.domain.finding import State
from app.domain.secret import Secret
from app.probe.plan import run_plan
from app.probe.session import Deadlines
from app.probe.submission import SubmissionQuestion, SubmissionSession
from tests.probe.smtp_server import Peer, Script, ScriptedServer

TOKEN = "eyJ0eXAi" + "Zm9vYmFy" * 320  # 2.5 kB, as real ones
EHLO = ("250-mx.contoso.test Hello [192.0.2.9]", "250-SIZE 157286400", "250-8BITMIME")
Ask = Callable[..., SubmissionQuestion]


async def _open(peer: Peer, tls: ssl.SSLContext, *auth: str) -> None:
    await peer.send("220 mx.contoso.test Microsoft ESMTP MAIL Service ready")
    await peer.expect("EHLO")
    await peer.send(*EHLO, "250 STARTTLS")
    await peer.expect("STARTTLS")
    await peer.send("220 2.0.0 SMTP server ready")
    await peer.start_tls(tls)
    await peer.expect("EHLO")
    await peer.send(*EHLO, *(auth or ("250 AUTH LOGIN XOAUTH2",)))


async def _sign_in(peer: Peer, *reply: str) -> None:
    await peer.expect("AUTH XOAUTH2")
    await peer.send("334 ")
    await peer.hear()
    await peer.send(*(reply or ("235 2.7.0 Authentication successful",)))


async def _take_message(peer: Peer) -> bytes:
    await peer.expect("MAIL FROM:")
    await peer.send("250 2.1.0 Sender OK")
    await peer.expect("RCPT TO:")
    await peer.send("250 2.1.5 Recipient OK")
    await peer.expect("DATA")
    await peer.send("354 Start mail input; end with <CRLF>.<CRLF>")
    content = await peer.hear_message()
    await peer.send("250 2.0.0 OK <id@contoso.test> [Hostname=x]")
    return content


async def _goodbye(peer: Peer) -> None:
    if await peer.hear():
        await peer.send("221 2.0.0 bye")


def run(
    ask: Ask, script: Script, *, server_tls: ssl.SSLContext | None = None, **changes: Any
) -> tuple[CheckRun, SubmissionSession, ScriptedServer]:
    async def go() -> tuple[CheckRun, SubmissionSession, ScriptedServer]:
        async with ScriptedServer(script, tls=server_tls) as server:
            question = ask(server.port, **changes)
            async with SubmissionSession(question) as session:
                result = await run_plan(session.checks, lambda event: None)
            return result, session, server

    return asyncio.run(go())


def codes(result: CheckRun) -> list[str]:
    return [finding.code for finding in result.findings]


def everything_shown(result: CheckRun) -> str:
    lines = [line.text for check in result.finished for line in check.transcript]
    return "\n".join(lines) + "\n".join(map(repr, result.findings))


def test_submission_all_well_sends_to_each_recipient(ask: Ask, server_tls: ssl.SSLContext) -> None:
    received: list[bytes] = []

    async def script(peer: Peer) -> None:
        await _open(peer, server_tls)
        await _sign_in(peer)
        received.append(await _take_message(peer))
        received.append(await _take_message(peer))
        await _goodbye(peer)

    result, session, server = run(
        ask, script, token=Secret(TOKEN), recipients=("a@contoso.test", "b@dest.test")
    )
    assert codes(result) == [
        "smtp.connect.ok",
        "smtp.greeting.ok",
        "smtp.ehlo.ok",
        "smtp.starttls.ok",
        "smtp.tls.ok",
        "smtp.ehlo.ok",
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
        await _open(peer, server_tls)
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
        await _open(peer, server_tls)
        await peer.expect("AUTH LOGIN")
        await peer.send("334 VXNlcm5hbWU6")
        assert base64.b64decode(await peer.hear()) == b"printer@contoso.test"
        await peer.send("334 UGFzc3dvcmQ6")
        assert base64.b64decode(await peer.hear()) == "pässwörd-1".encode()
        await peer.send("235 2.7.0 Authentication successful")
        await _goodbye(peer)

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
        await _open(peer, server_tls)
        await _sign_in(peer, f"334 {challenge}")
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
        await _open(peer, server_tls)
        await peer.expect("AUTH XOAUTH2")
        await peer.send("501 5.5.4 Initial response needed")
        line = await peer.expect("AUTH XOAUTH2 ")
        assert TOKEN in base64.b64decode(line.split()[2]).decode()
        await peer.send("235 2.7.0 Authentication successful")
        await _goodbye(peer)

    result, _, _ = run(ask, script, token=Secret(TOKEN))
    assert codes(result)[-1] == "smtp.auth.ok"


def _greets(*lines: str) -> Script:
    async def script(peer: Peer) -> None:
        await peer.send(*lines)
        await peer.hang()

    return script


def _sends(data: bytes) -> Script:
    async def script(peer: Peer) -> None:
        await peer.send_raw(data)
        await peer.hang()

    return script


async def _silent(peer: Peer) -> None:
    await peer.hang()


async def _drips(peer: Peer) -> None:
    for _ in range(200):
        await peer.send_raw(b"2")
        await asyncio.sleep(0.05)


async def _endless_line(peer: Peer) -> None:
    for _ in range(1024):
        await peer.send_raw(b"2" * 1024)


async def _endless_reply(peer: Peer) -> None:
    for _ in range(5000):
        await peer.send("220-welcome")


async def _closes(peer: Peer) -> None:
    return


async def _resets(peer: Peer) -> None:
    peer.reset()


@pytest.mark.parametrize(
    ("script", "code"),
    [
        pytest.param(_silent, "smtp.greeting.silent", id="2-silent"),
        pytest.param(_drips, "smtp.greeting.dripping", id="3-dripping"),
        pytest.param(_endless_reply, "smtp.reply_too_long", id="4-endless-reply"),
        pytest.param(_endless_line, "smtp.line_too_long", id="5-endless-line"),
        pytest.param(_greets("554 5.7.1 no"), "smtp.greeting.refused", id="6-554"),
        pytest.param(_greets("421 4.3.0 busy"), "smtp.greeting.not_now", id="6-421"),
        pytest.param(_greets("HTTP/1.1 400 Bad Request"), "smtp.speaks_http", id="7-http"),
        pytest.param(_greets("SSH-2.0-OpenSSH_9.2"), "smtp.speaks_ssh", id="7-ssh"),
        pytest.param(_greets("* OK IMAP ready"), "smtp.speaks_mailbox", id="7-imap"),
        pytest.param(_sends(b"\x15\x03\x01\x00\x02\x02\x0a"), "smtp.speaks_tls", id="7-tls-alert"),
        pytest.param(_greets("hello there"), "smtp.not_smtp", id="7-other"),
        pytest.param(_closes, "smtp.greeting.closed", id="closed"),
        pytest.param(_resets, "smtp.greeting.reset", id="reset"),
    ],
)
def test_submission_bad_greeting_is_named(ask: Ask, script: Script, code: str) -> None:
    result, _, _ = run(ask, script, token=Secret(TOKEN))
    assert codes(result) == ["smtp.connect.ok", code]
    assert {skipped.id for skipped in result.skipped} >= {"smtp.ehlo", "smtp.auth"}


def test_submission_port_that_wants_tls_at_once_is_named(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    result, _, _ = run(ask, _silent, server_tls=server_tls)
    assert codes(result) == ["smtp.connect.ok", "smtp.speaks_tls"]


def _hello(*lines: str, then: Script | None = None) -> Script:
    async def script(peer: Peer) -> None:
        await peer.send("220 hi")
        await peer.expect("EHLO")
        await peer.send(*lines)
        if then:
            await then(peer)
        else:
            await peer.hang()

    return script


async def _helo(peer: Peer) -> None:
    await peer.expect("HELO")
    await peer.send("250 hi")
    await peer.hang()


async def _injects(peer: Peer) -> None:
    await peer.expect("STARTTLS")
    await peer.send_raw(b"220 ready\r\n250 2.7.0 AUTH PLAIN\r\n")
    await peer.hang()


def _starttls(*lines: str) -> Script:
    async def script(peer: Peer) -> None:
        await peer.expect("STARTTLS")
        if lines:
            await peer.send(*lines)
            await peer.hang()

    return script


async def _no_tls_behind(peer: Peer) -> None:
    await peer.expect("STARTTLS")
    await peer.send("220 ready")
    await peer.reader.read(10)
    await peer.send("500 what is this")
    await peer.hang()


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(
            _hello("502 5.5.1 no", then=_helo),
            ["smtp.ehlo.only_helo", "smtp.starttls.absent"],
            id="10-helo-only",
        ),
        pytest.param(
            _hello("250-hi", "250 SIZE"), ["smtp.ehlo.ok", "smtp.starttls.absent"], id="11"
        ),
        pytest.param(
            _hello("250-hi", "250 XXXXXXXA"),
            ["smtp.ehlo.ok", "smtp.starttls.mangled"],
            id="mangled",
        ),
        pytest.param(
            _hello("250-hi", "250 STARTTLS", then=_starttls("454 4.7.0 TLS not available")),
            ["smtp.ehlo.ok", "smtp.starttls.not_now"],
            id="12-454",
        ),
        pytest.param(
            _hello("250-hi", "250 starttls", then=_starttls("501 5.5.4 no")),
            ["smtp.ehlo.ok", "smtp.starttls.refused"],
            id="refused",
        ),
        pytest.param(
            _hello("250-hi", "250 STARTTLS", then=_injects),
            ["smtp.ehlo.ok", "smtp.starttls.injected"],
            id="13-injected",
        ),
        pytest.param(
            _hello("250-hi", "250 STARTTLS", then=_starttls()),
            ["smtp.ehlo.ok", "smtp.starttls.cut"],
            id="cut",
        ),
        pytest.param(
            _hello("250-hi", "250 STARTTLS", then=_starttls("220 go")),
            ["smtp.ehlo.ok", "smtp.starttls.ok", "smtp.tls.silent"],
            id="14-handshake-silent",
        ),
        pytest.param(
            _hello("250-hi", "250 STARTTLS", then=_no_tls_behind),
            ["smtp.ehlo.ok", "smtp.starttls.ok", "smtp.tls.not_tls"],
            id="not-tls",
        ),
    ],
)
def test_submission_without_encryption_never_signs_in(
    ask: Ask, script: Script, expected: list[str]
) -> None:
    result, _, server = run(ask, script, token=Secret(TOKEN))
    assert codes(result)[2:] == expected
    assert not any("AUTH" in line for line in server.heard)
    assert "smtp.auth" in {skipped.id for skipped in result.skipped}


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
        await _open(peer, server_tls, offer)
        await _goodbye(peer)

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
        await _open(peer, server_tls)
        await _sign_in(peer, reply)
        await _goodbye(peer)

    result, _, _ = run(ask, script, token=Secret(TOKEN), recipients=("a@contoso.test",))
    assert codes(result)[-1] == code
    assert reply in result.findings[-1].evidence
    assert [skipped.id for skipped in result.skipped] == ["smtp.message.1"]


def test_submission_server_that_closes_while_signing_in_is_named(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    async def script(peer: Peer) -> None:
        await _open(peer, server_tls)
        await peer.expect("AUTH")

    result, _, _ = run(ask, script, token=Secret(TOKEN))
    assert codes(result)[-1] == "smtp.auth.cut"


async def _denies_at_data(peer: Peer) -> None:
    await peer.expect("MAIL")
    await peer.send("250 ok")
    await peer.expect("RCPT")
    await peer.send("250 ok")
    await peer.expect("DATA")
    await peer.send("354 go")
    await peer.hear_message()
    await peer.send(
        "554 5.2.252 SendAsDenied; a@contoso.test not allowed to send as b@contoso.test"
    )
    await _goodbye(peer)


async def _throttles(peer: Peer) -> None:
    await peer.expect("MAIL")
    await peer.send("432 4.3.2 Concurrent connections limit exceeded.")
    await peer.expect("RSET")
    await peer.send("250 ok")
    await peer.expect("QUIT")


async def _closes_after_mail(peer: Peer) -> None:
    await peer.expect("MAIL")


async def _closes_after_data(peer: Peer) -> None:
    await peer.expect("MAIL")
    await peer.send("250 ok")
    await peer.expect("RCPT")
    await peer.send("250 ok")
    await peer.expect("DATA")


async def _closes_after_dot(peer: Peer) -> None:
    await _closes_after_data(peer)
    await peer.send("354 go")
    await peer.hear_message()


async def _silent_after_dot(peer: Peer) -> None:
    await _closes_after_dot(peer)
    await peer.hang()


async def _says_421(peer: Peer) -> None:
    await peer.expect("MAIL")
    await peer.send("421 4.4.2 Connection dropped due to timeout")


@pytest.mark.parametrize(
    ("then", "code"),
    [
        pytest.param(_denies_at_data, "smtp.send_as.denied_by_store", id="23-send-as"),
        pytest.param(_throttles, "smtp.throttled.concurrent_connections", id="24-throttled"),
        pytest.param(_says_421, "smtp.session_dropped", id="421"),
        pytest.param(_closes_after_mail, "smtp.closed", id="26-after-mail"),
        pytest.param(_closes_after_data, "smtp.closed", id="26-after-data"),
        pytest.param(_closes_after_dot, "smtp.message.maybe_sent", id="26-after-dot"),
        pytest.param(_silent_after_dot, "smtp.message.maybe_sent", id="26-silent-after-dot"),
    ],
)
def test_submission_refused_message_names_the_step(
    ask: Ask, server_tls: ssl.SSLContext, then: Script, code: str
) -> None:
    async def script(peer: Peer) -> None:
        await _open(peer, server_tls)
        await _sign_in(peer)
        await then(peer)

    result, session, _ = run(ask, script, token=Secret(TOKEN), recipients=("a@contoso.test",))
    assert codes(result)[-1] == code
    assert not session.sent


def test_submission_throttled_is_not_tried_again(ask: Ask, server_tls: ssl.SSLContext) -> None:
    async def script(peer: Peer) -> None:
        await _open(peer, server_tls)
        await _sign_in(peer)
        await _throttles(peer)

    recipients = ("a@contoso.test", "b@contoso.test")
    result, _, server = run(ask, script, token=Secret(TOKEN), recipients=recipients)
    assert codes(result)[-2:] == ["smtp.throttled.concurrent_connections", "smtp.message.not_tried"]
    assert result.findings[-1].state is State.UNTOLD
    assert sum(line.startswith("MAIL") for line in server.heard) == 1


def test_submission_cancelled_drops_the_connection(ask: Ask) -> None:
    async def go() -> list[str]:
        gone = asyncio.Event()

        async def script(peer: Peer) -> None:
            await peer.send("220 hi")
            await peer.expect("EHLO")
            await peer.hang()
            gone.set()

        async with ScriptedServer(script) as server, asyncio.timeout(5):
            started = asyncio.Event()

            def report(event: CheckEvent) -> None:
                if isinstance(event, CheckStarted) and event.id == "smtp.ehlo":
                    started.set()

            async def work() -> None:
                long = Deadlines(command=600)
                async with SubmissionSession(ask(server.port, deadlines=long)) as session:
                    await run_plan(session.checks, report)

            task = asyncio.create_task(work())
            await started.wait()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await gone.wait()
            return server.heard

    assert asyncio.run(go())[0].startswith("EHLO")


def test_submission_one_refused_recipient_leaves_the_others(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    async def script(peer: Peer) -> None:
        await _open(peer, server_tls)
        await _sign_in(peer)
        await _take_message(peer)
        await peer.expect("MAIL")
        await peer.send("250 ok")
        await peer.expect("RCPT")
        await peer.send("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found")
        await peer.expect("RSET")
        await peer.send("250 ok")
        await _take_message(peer)
        await _goodbye(peer)

    recipients = ("a@contoso.test", "gone@contoso.test", "c@contoso.test")
    result, session, _ = run(ask, script, token=Secret(TOKEN), recipients=recipients)
    accepted = "smtp.message.accepted"
    assert [code == accepted for code in codes(result)[-3:]] == [True, False, True]
    assert [message.recipient for message in session.sent] == ["a@contoso.test", "c@contoso.test"]


def test_submission_sends_as_another_address(ask: Ask, server_tls: ssl.SSLContext) -> None:
    async def script(peer: Peer) -> None:
        await _open(peer, server_tls)
        await _sign_in(peer)
        await _take_message(peer)
        await peer.expect("MAIL FROM:<office@contoso.test>")
        await peer.send("550 5.7.60 SMTP; Client does not have permissions to send as this sender")
        await peer.expect("RSET")
        await peer.send("250 ok")
        await _goodbye(peer)

    result, _, _ = run(
        ask,
        script,
        token=Secret(TOKEN),
        recipients=("a@contoso.test",),
        send_as="office@contoso.test",
    )
    assert codes(result)[-2:] == ["smtp.message.accepted", "smtp.send_as.denied"]
    assert "office@contoso.test" in " ".join(result.findings[-1].fix)


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
    with pytest.raises(InputError):
        ask(1, recipients=(address,))


@pytest.mark.parametrize(
    "change",
    [
        {"username": "a@b.test\x01auth=Bearer x"},
        {"ehlo_name": "pc\r\nMAIL FROM:<x@y.test>"},
        {"token": Secret("line\nend")},
    ],
)
def test_submission_control_character_is_refused_before_the_socket(
    ask: Ask, change: dict[str, Any]
) -> None:
    with pytest.raises(InputError) as caught:
        ask(1, **change)
    assert caught.value.code == "input.smtp.control_character"
    assert "x\x01" not in repr(caught.value.raw)


def test_submission_utf8_address_is_not_sent_where_it_is_not_offered(
    ask: Ask, server_tls: ssl.SSLContext
) -> None:
    async def script(peer: Peer) -> None:
        await _open(peer, server_tls)
        await _sign_in(peer)
        await _goodbye(peer)

    result, _, server = run(ask, script, token=Secret(TOKEN), recipients=("bücher@contoso.test",))
    assert codes(result)[-1] == "smtp.message.needs_utf8"
    assert not any(line.startswith("MAIL") for line in server.heard)


def test_submission_hostile_words_stay_raw_but_printable(ask: Ask) -> None:
    result, _, _ = run(ask, _sends(b"554 \x1b[31m<script> \xff\xfe \xe2\x80\xae no\r\n"))
    evidence = result.findings[-1].evidence
    assert "<script>" in evidence
    assert "\\xff\\xfe" in evidence


def test_submission_events_stream_one_by_one(ask: Ask, server_tls: ssl.SSLContext) -> None:
    async def script(peer: Peer) -> None:
        await _open(peer, server_tls)
        await _goodbye(peer)

    async def go() -> list[str]:
        started: list[str] = []
        async with ScriptedServer(script) as server, SubmissionSession(ask(server.port)) as session:
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
