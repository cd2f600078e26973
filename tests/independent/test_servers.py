"""The independent servers themselves, so that a failure elsewhere is not theirs."""

from __future__ import annotations

import base64
import json
import smtplib
import ssl
from pathlib import Path

import dns.flags
import dns.resolver
import pytest

from tests.independent.certificates import Authority
from tests.independent.exim import Relay
from tests.independent.lab import MX, OUTSIDE, Lab

_MESSAGE = "Subject: proof\r\n\r\nOne line.\r\n"
REAL_TOKEN = 1500
"""What Microsoft issues is longer; a short token hides every limit on a line."""


def xoauth2(user: str, token: str) -> str:
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def connect(port: int, ca_file: Path) -> smtplib.SMTP:
    client = smtplib.SMTP("localhost", port, timeout=20)
    client.starttls(context=ssl.create_default_context(cafile=str(ca_file)))
    client.ehlo()
    return client


@pytest.mark.parametrize("at_once", [True, False], ids=["initial response", "two steps"])
def test_submission_takes_a_token_of_real_size(lab: Lab, *, at_once: bool) -> None:
    user, recipient = lab.user, f"token-{at_once}@{OUTSIDE}".lower()
    token = lab.token()
    assert len(token) > REAL_TOKEN
    with connect(lab.mail.submission_port, lab.authority.file) as client:
        client.auth("XOAUTH2", lambda _=None: xoauth2(user, token), initial_response_ok=at_once)
        client.sendmail(user, [recipient], _MESSAGE)
    (message,) = lab.mail.mailbox.wait_for(1, to=recipient)
    assert message["Subject"] == "proof"


def test_submission_says_why_a_token_is_refused(lab: Lab) -> None:
    bad = base64.b64encode(xoauth2(lab.user, "not a token").encode()).decode()
    with connect(lab.mail.submission_port, lab.authority.file) as client:
        code, challenge = client.docmd("AUTH", f"XOAUTH2 {bad}")
        assert code == 334
        assert json.loads(base64.b64decode(challenge))["status"] in ("400", "401")
        assert client.docmd("")[0] == 535


def test_submission_without_sign_in_takes_nothing(lab: Lab) -> None:
    with connect(lab.mail.submission_port, lab.authority.file) as client:
        client.mail("anybody@contoso.test")
        assert client.rcpt(f"anybody@{OUTSIDE}")[0] == 554


def test_mx_takes_mail_for_its_own_domains_only(lab: Lab) -> None:
    with connect(lab.mail.relay_port, lab.authority.file) as client:
        client.mail("anybody@contoso.test")
        assert client.rcpt("reception@contoso.test")[0] == 250
        assert client.rcpt("anybody@elsewhere.test")[0] == 554


def test_exim_takes_mail_under_tls_only(relay: Relay, relay_authority: Authority) -> None:
    with smtplib.SMTP("localhost", relay.port, timeout=20) as client:
        client.ehlo()
        assert client.mail("anybody@contoso.test")[0] == 550
    with connect(relay.port, relay_authority.file) as client:
        client.sendmail("anybody@contoso.test", ["tls-only@dest.test"], _MESSAGE)
    relay.mailbox.wait_for(1, to="tls-only@dest.test")


def test_names_are_signed_validated_and_followed(lab: Lab) -> None:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], lab.dns_port
    resolver.use_edns(0, dns.flags.DO, 1232)
    answer = resolver.resolve("contoso.test", "MX")
    assert answer.response.flags & dns.flags.AD
    assert answer[0].exchange.to_text(omit_final_dot=True) == MX
    key = resolver.resolve("selector1._domainkey.contoso.test", "TXT")
    assert b"".join(key[0].strings).startswith(b"v=DKIM1;")
