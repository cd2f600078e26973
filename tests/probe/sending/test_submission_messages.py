from __future__ import annotations

import asyncio
import ssl

import pytest

from app.domain.check import CheckEvent, CheckStarted
from app.domain.finding import State
from app.domain.secret import Secret
from app.probe.plan import run_plan
from app.probe.sending.submission import SubmissionChecks
from app.probe.smtp.dialogue import Deadlines
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
from tests.probe.smtp_server import Peer, Script, ScriptedServer
from tests.wording import in_words


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
    await goodbye(peer)


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
        await open_session(peer, server_tls)
        await sign_in(peer)
        await then(peer)

    result, session, _ = run(ask, script, token=Secret(TOKEN), recipients=("a@contoso.test",))
    assert codes(result)[-1] == code
    assert not session.sent


def test_submission_throttled_is_not_tried_again(ask: Ask, server_tls: ssl.SSLContext) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await sign_in(peer)
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

            def progress(event: CheckEvent) -> None:
                if isinstance(event, CheckStarted) and event.id == "smtp.ehlo":
                    started.set()

            async def work() -> None:
                long = Deadlines(command=600)
                async with SubmissionChecks(ask(server.port, deadlines=long)) as session:
                    await run_plan(session.checks, progress)

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
        await open_session(peer, server_tls)
        await sign_in(peer)
        await take_message(peer)
        await peer.expect("MAIL")
        await peer.send("250 ok")
        await peer.expect("RCPT")
        await peer.send("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found")
        await peer.expect("RSET")
        await peer.send("250 ok")
        await take_message(peer)
        await goodbye(peer)

    recipients = ("a@contoso.test", "gone@contoso.test", "c@contoso.test")
    result, session, _ = run(ask, script, token=Secret(TOKEN), recipients=recipients)
    accepted = "smtp.message.accepted"
    assert [code == accepted for code in codes(result)[-3:]] == [True, False, True]
    assert [message.recipient for message in session.sent] == ["a@contoso.test", "c@contoso.test"]


def test_submission_sends_as_another_address(ask: Ask, server_tls: ssl.SSLContext) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await sign_in(peer)
        await take_message(peer)
        await peer.expect("MAIL FROM:<office@contoso.test>")
        await peer.send("550 5.7.60 SMTP; Client does not have permissions to send as this sender")
        await peer.expect("RSET")
        await peer.send("250 ok")
        await goodbye(peer)

    result, _, _ = run(
        ask,
        script,
        token=Secret(TOKEN),
        recipients=("a@contoso.test",),
        send_as="office@contoso.test",
    )
    assert codes(result)[-2:] == ["smtp.message.accepted", "smtp.send_as.denied"]
    assert result.findings[-1].values["from_address"] == "office@contoso.test"
    assert "'office@contoso.test'" in " ".join(in_words(result.findings[-1]).fix)
