"""The MX of the practice tenant: who is let through by where they come from."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from app.practice import Entrance, PracticeTenant

Open = Callable[[], smtplib.SMTP]
DEVICE, INSIDE, OUTSIDE = "copier@contoso.test", "admin@contoso.test", "orders@fabrikam.test"
STRANGER = "somebody@fabrikam.test"
NOT_HOSTED, NO_CONNECTOR, NO_DIRECT_SEND = b"5.4.1", b"5.7.64", b"5.7.68"


@pytest.fixture
def dial(tenant: PracticeTenant) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_session() -> smtplib.SMTP:
            session = smtplib.SMTP("localhost", tenant.cloud.relay.port, timeout=10)
            stack.callback(session.close)
            session.ehlo("office.contoso.test")
            return session

        yield open_session


def refusal(session: smtplib.SMTP, sender: str, recipient: str) -> bytes:
    """Give the enhanced code that refuses the recipient; empty when it is accepted."""
    session.rset()
    assert session.mail(sender)[0] == 250
    code, text = session.rcpt(recipient)
    return b"" if code == 250 else text.split()[0]


def test_connector_relays_to_the_outside(tenant: PracticeTenant, dial: Open) -> None:
    dial().sendmail(DEVICE, [INSIDE, OUTSIDE], f"From: {DEVICE}\r\n\r\nscan\r\n")
    (delivered,) = tenant.wait_for_message(1)
    assert delivered.recipients == (INSIDE, OUTSIDE)
    assert delivered.entrance is Entrance.RELAY
    assert not delivered.is_secured
    assert delivered.peer == "127.0.0.1"


def test_tls_is_offered_and_shows_the_name_of_the_mx(
    tenant: PracticeTenant, dial: Open, trust: ssl.SSLContext
) -> None:
    session = dial()
    # The name that smtplib checks the certificate against; the port is reached by another one.
    vars(session)["_host"] = f"contoso-test{tenant.cloud.relay.mx_suffixes[0]}"
    assert session.starttls(context=trust)[0] == 220
    session.sendmail(DEVICE, [OUTSIDE], f"From: {DEVICE}\r\n\r\nscan\r\n")
    assert tenant.messages()[0].is_secured


def test_no_login_is_offered_or_taken(dial: Open) -> None:
    session = dial()
    assert not session.has_extn("auth")
    assert session.docmd("AUTH", "XOAUTH2 AAAA")[0] == 504


@pytest.mark.parametrize(
    ("scenario", "sender", "recipient", "code"),
    [
        ("all_well", DEVICE, OUTSIDE, b""),
        ("all_well", STRANGER, OUTSIDE, NOT_HOSTED),
        ("all_well", STRANGER, INSIDE, b""),
        ("all_well", DEVICE, "nobody@contoso.test", NOT_HOSTED),
        ("all_well", "", OUTSIDE, NOT_HOSTED),
        ("connector_mismatch", DEVICE, OUTSIDE, NO_CONNECTOR),
        ("connector_mismatch", DEVICE, INSIDE, b""),
        ("connector_mismatch", STRANGER, OUTSIDE, NOT_HOSTED),
        ("direct_send_rejected", DEVICE, INSIDE, NO_DIRECT_SEND),
        ("direct_send_rejected", DEVICE, OUTSIDE, NO_CONNECTOR),
        ("direct_send_rejected", STRANGER, INSIDE, b""),
    ],
)
def test_connector_domains_and_direct_send_decide(
    tenant: PracticeTenant, dial: Open, scenario: str, sender: str, recipient: str, code: bytes
) -> None:
    tenant.switch(scenario)
    assert refusal(dial(), sender, recipient) == code


def test_switch_takes_effect_in_an_open_session(tenant: PracticeTenant, dial: Open) -> None:
    session = dial()
    assert refusal(session, DEVICE, OUTSIDE) == b""
    tenant.switch("connector_mismatch")
    assert refusal(session, DEVICE, OUTSIDE) == NO_CONNECTOR
