from __future__ import annotations

import asyncio
import ssl

import pytest

from app.domain.secret import Secret
from tests.probe.dialogue import (
    TOKEN,
    Ask,
    codes,
    run,
)
from tests.probe.smtp_server import Peer, Script


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


def test_submission_hostile_words_stay_raw_but_printable(ask: Ask) -> None:
    result, _, _ = run(ask, _sends(b"554 \x1b[31m<script> \xff\xfe \xe2\x80\xae no\r\n"))
    evidence = result.findings[-1].evidence
    assert "<script>" in evidence
    assert "\\xff\\xfe" in evidence
