from __future__ import annotations

import asyncio
import ssl
from typing import Any

import pytest
import trustme

from app.catalogue import Catalogue
from app.domain.check import CheckRun
from app.domain.finding import Severity
from app.domain.path import Endpoint, SendingPath
from app.domain.records.lookup import Lookup, LookupReason
from app.probe.plan import run_plan
from app.probe.sending.relay import RelayChecks, RelayQuestion
from tests.probe.conftest import QUICK
from tests.probe.smtp_server import Peer, Script, ScriptedServer

RELAY_DENIED = "550 5.7.64 TenantAttribution; Relay Access Denied [X.outlook.test]"


def serve(
    *rcpt: str, tls: ssl.SSLContext | None = None, mail: str = "250 2.1.0 ok", ip: str = "192.0.2.9"
) -> Script:
    """Play a mail host that answers each RCPT with the next of these replies."""

    async def script(peer: Peer) -> None:
        answers = iter(rcpt)
        await peer.send("220 mx.contoso.test Microsoft ESMTP MAIL Service ready")
        encrypted = False
        while line := await peer.hear():
            match line.split(maxsplit=1)[0].upper():
                case "EHLO":
                    offers = ["250-STARTTLS"] if tls and not encrypted else []
                    await peer.send(f"250-mx Hello [{ip}]", *offers, "250 SIZE 157286400")
                case "STARTTLS" if tls:
                    await peer.send("220 ready")
                    await peer.start_tls(tls)
                    encrypted = True
                case "MAIL":
                    await peer.send(mail)
                case "RCPT":
                    await peer.send(next(answers))
                case "DATA":
                    await peer.send("354 go")
                    await peer.hear_message()
                    await peer.send("250 2.6.0 queued")
                case _:
                    await peer.send("250 ok")

    return script


def run(
    script: Script, catalogue: Catalogue, tls: ssl.SSLContext, **changes: Any
) -> tuple[CheckRun, RelayChecks]:
    async def go() -> tuple[CheckRun, RelayChecks]:
        async with ScriptedServer(script) as server:
            question = RelayQuestion(
                **{
                    "endpoint": Endpoint(host="127.0.0.1", port=server.port),
                    "tls": tls,
                    "catalogue": catalogue,
                    "from_address": "scanner@contoso.test",
                    "deadlines": QUICK,
                    "look_at_ipv6": False,
                    **changes,
                }
            )
            async with RelayChecks(question) as session:
                return await run_plan(session.checks, lambda event: None), session

    return asyncio.run(go())


def codes(result: CheckRun) -> list[str]:
    return [finding.code for finding in result.findings]


def test_relay_asks_inside_and_outside_without_sending(
    catalogue: Catalogue, client_tls: ssl.SSLContext, server_tls: ssl.SSLContext
) -> None:
    result, session = run(
        serve("250 ok", "250 ok", tls=server_tls),
        catalogue,
        client_tls,
        inside=("a@contoso.test",),
        outside=("b@dest.test",),
    )
    assert codes(result) == [
        "smtp.connect.ok",
        "smtp.greeting.ok",
        "smtp.ehlo.ok",
        "relay.public_address",
        "smtp.tls.ok",
        "relay.accepted.inside",
        "relay.accepted.outside",
    ]
    assert session.public_address == "192.0.2.9"
    assert not session.sent


def test_relay_no_connector_is_refused_outside_alone(
    catalogue: Catalogue, client_tls: ssl.SSLContext, server_tls: ssl.SSLContext
) -> None:
    result, session = run(
        serve("250 ok", RELAY_DENIED, tls=server_tls),
        catalogue,
        client_tls,
        inside=("a@contoso.test",),
        outside=("b@dest.test",),
        send=True,
    )
    assert codes(result)[-2:] == ["relay.message.accepted", "relay.no_matching_connector"]
    assert [one.recipient for one in session.sent] == ["a@contoso.test"]


def test_relay_direct_send_asks_nobody_outside(
    catalogue: Catalogue, client_tls: ssl.SSLContext, server_tls: ssl.SSLContext
) -> None:
    refusal = (
        "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from"
        " unauthorized sources"
    )
    result, _ = run(
        serve(refusal, tls=server_tls),
        catalogue,
        client_tls,
        path=SendingPath.DIRECT_SEND,
        inside=("a@contoso.test",),
        outside=("b@dest.test",),
    )
    assert codes(result)[-1] == "direct_send.rejected"
    assert sum(check.id.startswith("relay.message") for check in result.finished) == 1


def test_relay_without_encryption_is_said_and_goes_on(
    catalogue: Catalogue, client_tls: ssl.SSLContext
) -> None:
    result, _ = run(serve("250 ok"), catalogue, client_tls, inside=("a@contoso.test",))
    assert codes(result)[-2:] == ["relay.tls.absent", "relay.accepted.inside"]


def test_relay_unverified_certificate_is_said_and_goes_on(
    catalogue: Catalogue, client_tls: ssl.SSLContext
) -> None:
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(stranger)
    result, _ = run(
        serve("250 ok", tls=stranger), catalogue, client_tls, inside=("a@contoso.test",)
    )
    assert codes(result)[-3:] == [
        "smtp.tls.unknown_ca",
        "relay.tls.unverified",
        "relay.accepted.inside",
    ]
    assert all(finding.severity is not Severity.ERROR for finding in result.findings)


def test_relay_by_certificate_ends_where_there_is_no_encryption(
    catalogue: Catalogue, client_tls: ssl.SSLContext
) -> None:
    result, _ = run(
        serve("250 ok"),
        catalogue,
        client_tls,
        path=SendingPath.RELAY_CERTIFICATE,
        inside=("a@contoso.test",),
    )
    assert codes(result)[-1] == "smtp.starttls.absent"
    assert [skipped.id for skipped in result.skipped] == ["relay.message.1"]


@pytest.mark.parametrize(
    ("seen", "saved", "code"),
    [
        ("192.0.2.9", ("192.0.2.0/24",), "relay.public_address"),
        ("192.0.2.9", ("198.51.100.7",), "relay.public_address.differs"),
        ("IPv6:2001:db8::1", ("192.0.2.9",), "relay.public_address.ipv6"),
    ],
)
def test_relay_compares_the_public_address(
    catalogue: Catalogue, client_tls: ssl.SSLContext, seen: str, saved: tuple[str, ...], code: str
) -> None:
    result, _ = run(serve(ip=seen), catalogue, client_tls, expected_ips=saved)
    assert code in codes(result)


def test_relay_without_ipv6_is_well(catalogue: Catalogue, client_tls: ssl.SSLContext) -> None:
    result, _ = run(serve(), catalogue, client_tls, look_at_ipv6=True)
    (found,) = result.finished[-1].findings
    assert found.code == "relay.ipv6.absent"
    assert found.is_well


def test_relay_says_what_a_device_must_manage(
    catalogue: Catalogue, client_tls: ssl.SSLContext
) -> None:
    _, session = run(serve(), catalogue, client_tls)
    assert session.needs({}).encryption == {"starttls", "none"}
    assert not session.needs({}).signs_in


def test_relay_shows_its_certificate_to_a_host_that_asks(
    catalogue: Catalogue, ca: trustme.CA
) -> None:
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(asking)
    ca.configure_trust(asking)
    asking.verify_mode = ssl.CERT_REQUIRED
    showing = ssl.create_default_context()
    ca.configure_trust(showing)
    ca.issue_cert("relay.contoso.test").configure_cert(showing)
    result, _ = run(
        serve("250 ok", tls=asking),
        catalogue,
        showing,
        path=SendingPath.RELAY_CERTIFICATE,
        inside=("a@contoso.test",),
    )
    assert codes(result)[-1] == "relay.accepted.inside"


class Zones:
    """Answers for one name alone."""

    def __init__(self, record: str, reason: LookupReason = LookupReason.ANSWERED) -> None:
        self._record = record
        self._reason = reason

    async def lookup(self, name: str, record_type: str) -> Lookup:
        return Lookup(name=name, type=record_type, reason=self._reason, records=(self._record,))


@pytest.mark.parametrize(
    ("zones", "code"),
    [
        (Zones("v=spf1 ip4:192.0.2.0/24 -all"), "relay.spf.passes"),
        (Zones("v=spf1 ip4:198.51.100.7 -all"), "relay.spf.fails"),
        (Zones("", LookupReason.TIMED_OUT), "relay.spf.untold"),
    ],
)
def test_relay_asks_spf_about_the_address_that_the_host_sees(
    catalogue: Catalogue, client_tls: ssl.SSLContext, zones: Zones, code: str
) -> None:
    result, _ = run(serve(ip="192.0.2.9"), catalogue, client_tls, spf_resolver=zones)
    (found,) = [one for one in result.findings if one.code.startswith("relay.spf.")]
    assert found.code == code
    assert found.values["address"] == "192.0.2.9"
