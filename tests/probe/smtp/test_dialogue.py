from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.domain.path import Endpoint
from app.domain.records.lookup import Lookup, LookupReason
from app.probe.smtp.dialogue import Caller, Dialogue
from app.probe.smtp.fault import RefusedError, SmtpError, WireError
from app.probe.smtp.reply import Features, Reply
from app.probe.smtp.stage import Stage
from app.probe.smtp.transcript import Transcript
from app.probe.smtp.wire import SmtpWire
from tests.probe.conftest import QUICK
from tests.probe.smtp_server import Peer, Script, ScriptedServer

T = TypeVar("T")


def talk(script: Script, work: Callable[[Dialogue], Awaitable[T]]) -> tuple[T, ScriptedServer]:
    async def go() -> tuple[T, ScriptedServer]:
        async with ScriptedServer(script) as server:
            endpoint = Endpoint(host="127.0.0.1", port=server.port)
            dialogue = Dialogue(Caller(endpoint=endpoint, deadlines=QUICK))
            await dialogue.connect()
            await dialogue.read_greeting()
            try:
                return await work(dialogue), server
            finally:
                await dialogue.quit()

    return asyncio.run(go())


async def _agrees(peer: Peer) -> None:
    await peer.send("220 hi")
    while await peer.hear():
        await peer.send("250 ok")


@pytest.mark.parametrize("line", ["NOOP\r\nRSET", "NOOP\n", "NOOP\x00", "NOOP\x7f", "NOOP\x85"])
def test_session_refuses_control_characters_in_every_command(line: str) -> None:
    async def work(dialogue: Dialogue) -> None:
        with pytest.raises(InputError):
            await dialogue.command(line, stage=Stage.MAIL)

    _, server = talk(_agrees, work)
    assert list(filter(None, server.heard)) == ["QUIT"]


def test_session_message_cannot_end_itself_early() -> None:
    received: list[bytes] = []

    async def script(peer: Peer) -> None:
        await peer.send("220 hi")
        received.append(await peer.hear_message())
        await peer.send("250 ok")
        await _agrees(peer)

    async def work(dialogue: Dialogue) -> None:
        await dialogue.send_message(b"a\n.\nMAIL FROM:<x>\r.\rb\r\n.\r\nc\n..d")

    talk(script, work)
    assert received == [b"a\r\n..\r\nMAIL FROM:<x>\r\n..\r\nb\r\n..\r\nc\r\n...d\r\n.\r\n"]


def test_session_bytes_between_commands_are_not_the_next_reply() -> None:
    async def script(peer: Peer) -> None:
        await peer.send_raw(b"220 hi\r\n250 forged\r\n")
        await peer.expect("NOOP")
        await peer.send("250 genuine")
        await peer.expect("QUIT")

    async def work(dialogue: Dialogue) -> str:
        return (await dialogue.command("NOOP", stage=Stage.EHLO)).text

    assert talk(script, work)[0] == "250 genuine"


def test_session_last_words_of_the_server_are_the_reason() -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 hi")
        await peer.expect("NOOP")
        await peer.send_raw(b"250 ok\r\n421 4.4.2 Connection dropped due to TimedOut\r\n")

    async def work(dialogue: Dialogue) -> str:
        await dialogue.command("NOOP", stage=Stage.EHLO)
        with pytest.raises(RefusedError) as caught:
            await dialogue.command("NOOP", stage=Stage.MAIL)
        return caught.value.evidence

    assert talk(script, work)[0] == "421 4.4.2 Connection dropped due to TimedOut"


class OneName:
    """A resolver that knows one name, as a private cloud's does."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def lookup(self, name: str, record_type: str) -> Lookup:
        found = name == self._name and record_type == "A"
        reason = LookupReason.ANSWERED if found else LookupReason.NO_SUCH_NAME
        records = ("127.0.0.1",) if found else ()
        return Lookup(name=name, type=record_type, reason=reason, records=records)


@pytest.mark.parametrize("host", ["mx.contoso.test", "localhost"])
def test_session_asks_the_private_resolver_then_the_system(host: str) -> None:
    async def go() -> str:
        async with ScriptedServer(_agrees) as server:
            endpoint = Endpoint(host=host, port=server.port)
            caller = Caller(endpoint=endpoint, resolver=OneName("mx.contoso.test"), deadlines=QUICK)
            dialogue = Dialogue(caller)
            await dialogue.connect()
            greeting = await dialogue.read_greeting()
            await dialogue.quit()
            return greeting.text

    assert asyncio.run(go()) == "220 hi"


class Nowhere(asyncio.Transport):
    """A transport that leads nowhere; what arrives is fed by the test."""


def feed(chunks: list[bytes]) -> Reply | SmtpError | None:
    """Let the bytes arrive in these pieces; return the reply, the fault, or nothing yet."""

    async def go() -> Reply | SmtpError | None:
        wire = SmtpWire(lambda line: None)
        wire.connection_made(Nowhere())
        for chunk in chunks:
            wire.data_received(chunk)
        waiter = wire._response_waiter
        assert waiter is not None
        if not waiter.done():
            return None
        fault = waiter.exception()
        assert fault is None or isinstance(fault, SmtpError)
        return fault or wire.reply

    return asyncio.run(go())


@given(st.binary(max_size=600))
def test_wire_any_bytes_give_a_reply_a_fault_or_nothing(data: bytes) -> None:
    whole = feed([data])
    assert whole is None or isinstance(whole, Reply | WireError)


@given(st.text("0123456789-abc \r\n", max_size=200), st.integers(1, 7))
def test_wire_reads_the_same_however_the_bytes_are_cut(text: str, size: int) -> None:
    data = b"250-" + text.encode() + b"\r\n250 end\r\n"
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    whole, cut = feed([data]), feed(pieces)
    assert type(whole) is type(cut)
    if isinstance(whole, Reply):
        assert whole == cut


@given(st.lists(st.text(max_size=60), max_size=20))
def test_features_any_answer_is_read(lines: list[str]) -> None:
    features = Features.read(Reply(code=250, lines=tuple(f"250-{line}" for line in lines)))
    assert features.size is None or features.size > 0
    assert len(set(features.auth)) == len(features.auth)


@pytest.mark.parametrize(
    ("line", "auth"),
    [
        ("AUTH LOGIN XOAUTH2", ("LOGIN", "XOAUTH2")),
        ("AUTH=LOGIN", ("LOGIN",)),
        ("auth login plain LOGIN", ("LOGIN", "PLAIN")),
        ("AUTH", ()),
    ],
)
def test_features_sign_in_mechanisms(line: str, auth: tuple[str, ...]) -> None:
    reply = Reply(code=250, lines=("250-hi", f"250 {line}"))
    assert Features.read(reply).auth == auth


@pytest.mark.parametrize(
    ("greeting", "address"),
    [
        ("AM6.outlook.test Hello [203.0.113.5]", "203.0.113.5"),
        ("mx Hello [IPv6:2001:db8::7]", "2001:db8::7"),
        ("mx Hello [999.1.1.1]", ""),
        ("mx Hello", ""),
    ],
)
def test_features_public_address(greeting: str, address: str) -> None:
    features = Features.read(Reply(code=250, lines=(f"250 {greeting}",)))
    assert features.seen_address == address


@given(st.text(min_size=4, max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_transcript_never_holds_the_secret(secret: str, before: str, after: str) -> None:
    transcript = Transcript()
    transcript.hide(secret)
    transcript.server(before + secret + after)
    transcript.client(secret)
    assert all(secret not in line.text or secret in "(not shown)" for line in transcript.lines)


def test_transcript_hides_pieces_of_long_secrets() -> None:
    transcript = Transcript()
    token = "".join(f"{number:04x}" for number in range(600))
    transcript.hide(token)
    transcript.server(f"500 what is {token[100:700]}")
    assert transcript.lines[0].text == "500 what is (not shown)"
