"""Faults that no other test plays: refusals in each step, odd certificates, counts of lookups."""

from __future__ import annotations

import ssl

import pytest
from cryptography import x509

from app.catalogue import Catalogue
from app.domain.finding import Actor
from app.domain.path import SendingPath
from app.domain.secret import Secret
from tests.probe.dialogue import TOKEN, Ask, codes, goodbye, open_session, run, sign_in
from tests.probe.dns_bench import APEX, run_checks, txt
from tests.probe.issuer import Issuer
from tests.probe.sending import test_relay as relay
from tests.probe.smtp.test_tls import run as run_tls
from tests.probe.smtp.test_tls import starttls
from tests.probe.smtp_server import Peer, Script
from tests.wording import in_words

SPF = "spf.protection.outlook.test"


def _refuses(step: str, reply: str) -> Script:
    """Play the server that takes every step up to this one."""

    async def then(peer: Peer) -> None:
        for verb, answer in (("MAIL", "250 ok"), ("RCPT", "250 ok"), ("DATA", "354 go")):
            await peer.expect(verb)
            if verb == step:
                await peer.send(reply)
                await goodbye(peer)
                return
            await peer.send(answer)
        await peer.hear_message()
        await peer.send(reply)
        await goodbye(peer)

    return then


@pytest.mark.parametrize(
    ("step", "reply", "code"),
    [
        pytest.param(
            "MAIL",
            "530 5.7.57 Client not authenticated to send mail.",
            "smtp.not_signed_in",
            id="23-530",
        ),
        pytest.param(
            "DATA_END",
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            "smtp.send_as.denied",
            id="23-550",
        ),
        pytest.param(
            "RCPT",
            "451 4.7.500 Server busy. Please try again later from [192.0.2.9].",
            "smtp.ip.throttled",
            id="24-busy",
        ),
    ],
)
def test_refusal_names_its_cause(
    ask: Ask, server_tls: ssl.SSLContext, step: str, reply: str, code: str
) -> None:
    async def script(peer: Peer) -> None:
        await open_session(peer, server_tls)
        await sign_in(peer)
        await _refuses(step, reply)(peer)

    result, session, server = run(ask, script, token=Secret(TOKEN), recipients=("a@contoso.test",))
    assert "smtp.auth.ok" in codes(result)
    assert codes(result)[-1] == code
    assert not session.sent
    assert sum(line.startswith("MAIL") for line in server.heard) == 1


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        pytest.param(
            "550 5.7.606 Access denied, banned sending IP [192.0.2.9]. To request removal from this"
            " list please visit https://sender.office.com/",
            "smtp.ip.banned",
            id="25-606",
        ),
        pytest.param("550 5.7.649 Access denied, banned sending IP", "smtp.ip.banned", id="25-649"),
    ],
)
def test_relay_of_a_banned_address_is_named(
    catalogue: Catalogue, client_tls: ssl.SSLContext, reply: str, code: str
) -> None:
    result, _ = relay.run(
        relay.serve(reply), catalogue, client_tls, path=SendingPath.RELAY_IP, inside=("a@b.test",)
    )
    assert codes(result)[-1] == code


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["xn--grsse-lva.test"], "smtp.tls.wrong_host"),
        (["*.*.contoso.test"], "smtp.tls.wrong_host"),
        (["*.0.0.1"], "smtp.tls.wrong_host"),
    ],
)
def test_odd_names_in_a_certificate_do_not_cover_us(
    catalogue: Catalogue, issuer: Issuer, names: list[str], problem: str
) -> None:
    alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    result, heard = run_tls(starttls(issuer.issue(names=alternatives)), catalogue, issuer.trusted())
    assert codes(result)[-1] == problem
    assert not any("AUTH" in line for line in heard)


def _lookups(count: int) -> str:
    """Make a record that needs this many lookups; the cloud's include is the first of them."""
    more = " ".join(f"exists:e{n}.contoso.test" for n in range(count - 1))
    return f"v=spf1 ip4:203.0.113.10 include:{SPF} {more} -all"


@pytest.mark.parametrize("count", [11, 12, 30])
def test_lookups_beyond_ten_are_counted(count: int) -> None:
    result = run_checks({APEX: txt(_lookups(count))})
    (found,) = [one for one in result.findings if one.code == "dns.spf.too_many_lookups"]
    assert found.values["lookups"] == str(count)
    assert in_words(found).who_acts is Actor.DNS_HOST


def test_ten_lookups_are_not_too_many() -> None:
    assert "dns.spf.too_many_lookups" not in codes(run_checks({APEX: txt(_lookups(10))}))


def test_four_kilobytes_of_text_are_read_whole() -> None:
    filler = [f"verification-{n}=" + "x" * 200 for n in range(20)]
    record = f"v=spf1 ip4:203.0.113.10 include:{SPF} -all"
    assert "dns.spf.ok" in codes(run_checks({APEX: txt(*filler, record)}))
