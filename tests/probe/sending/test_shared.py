"""A mailbox without a password of its own: is its address taken as the user name?"""

from __future__ import annotations

import asyncio
import base64
import ssl

import pytest

from app.domain.finding import State
from app.domain.secret import Secret
from app.probe.sending.submission import SubmissionChecks
from tests.probe.dialogue import TOKEN, Ask, codes, goodbye, open_session, run
from tests.probe.smtp_server import Peer, Script

SHARED = "office@contoso.test"


def answering(tls: ssl.SSLContext, reply: str) -> Script:
    """Take the person's name, and answer the shared one with this; empty closes."""

    async def script(peer: Peer) -> None:
        await open_session(peer, tls)
        await peer.expect("AUTH XOAUTH2")
        await peer.send("334 ")
        blob = base64.b64decode(await peer.hear())
        is_shared = blob.startswith(f"user={SHARED}\x01".encode())
        if is_shared and not reply:
            return
        await peer.send(reply if is_shared else "235 2.7.0 ok")
        await goodbye(peer)

    return script


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("235 2.7.0 Authentication successful", "smtp.shared.ok"),
        ("535 5.7.3 Authentication unsuccessful", "smtp.shared.refused"),
        ("", "smtp.shared.untold"),
    ],
)
def test_both_names_are_tried(ask: Ask, server_tls: ssl.SSLContext, reply: str, code: str) -> None:
    result, _, server = run(
        ask,
        answering(server_tls, reply),
        token=Secret(TOKEN),
        from_address=SHARED,
        try_shared=True,
    )
    assert codes(result)[-2:] == ["smtp.auth.ok", code]
    found = result.findings[-1]
    assert found.values["mailbox"] == SHARED
    assert (found.state is State.UNTOLD) == code.endswith("untold")
    transcript = result.finished[-1].transcript
    assert any("AUTH XOAUTH2" in line.text for line in transcript)
    assert not any(TOKEN in line.text for line in transcript)
    assert len(server.peers) == 2


@pytest.mark.parametrize("changes", [{"from_address": "printer@contoso.test"}, {"token": None}])
def test_nothing_is_tried_where_there_is_one_name_or_no_token(
    ask: Ask, changes: dict[str, object]
) -> None:
    words = {"token": Secret(TOKEN), "from_address": SHARED, "try_shared": True, **changes}

    async def planned() -> list[str]:
        return [check.id for check in SubmissionChecks(ask(1, **words)).checks]

    assert "smtp.shared" not in asyncio.run(planned())
