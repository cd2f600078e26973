from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.catalogue.replies import explain_text, read_reply
from app.domain.replies.bounce import read_mail

DSN = """\
From: postmaster@contoso.test
To: scanner@contoso.test
Subject: =?utf-8?q?Unzustellbar=3A_Scan_f=C3=BCr_dich?=
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"
Received: from AM6.eurprd02.prod.outlook.test ([192.0.2.7]) by mx.contoso.test
 (Postfix) with ESMTPS id 1; Mon, 23 Nov 2026 09:05:00 +0000
Received: from scanner (unknown [198.51.100.4]) by AM6.eurprd02.prod.outlook.test
 with SMTP; Mon, 23 Nov 2026 09:00:00 +0000

--b1
Content-Type: text/plain; charset=utf-8

Your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns;AM6.eurprd02.prod.outlook.test
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822;gone@dest.test
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@dest.test
 not found by SMTP address lookup
Remote-MTA: dns;mx.dest.test

Final-Recipient: rfc822;slow@dest.test
Action: failed
Status: 5.7.233
Diagnostic-Code: smtp;550 5.7.233 Your message can't be sent because your tenant exceeded its
 daily limit for sending email to external recipients (tenant external recipient rate limit)

Final-Recipient: rfc822;fine@dest.test
Action: delivered
Status: 2.0.0

--b1--
"""
HEADERS = """\
    Authentication-Results: spf=fail (sender IP is 198.51.100.4; not listed)
     smtp.mailfrom=contoso.test; dkim=none (message not signed) header.d=none;
     dmarc=fail action=quarantine header.from=contoso.test;compauth=fail reason=000
    Authentication-Results: mx.attacker.test; dmarc=pass
    Received: from a.test ([198.51.100.4]) by b.test; Mon, 23 Nov 2026 09:00:00 +0100
    Subject: Scan
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def test_bounce_is_read_recipient_by_recipient() -> None:
    mail = read_mail(DSN.replace("\n", "\r\n"))
    assert mail is not None
    assert mail.is_bounce
    assert mail.subject == "Unzustellbar: Scan für dich"
    assert mail.reporting_server == "AM6.eurprd02.prod.outlook.test"
    assert [one.recipient for one in mail.recipients] == [
        "gone@dest.test",
        "slow@dest.test",
        "fine@dest.test",
    ]
    assert mail.recipients[0].status == "5.1.10"
    assert mail.recipients[0].diagnostic.startswith("550 5.1.10 RESOLVER")
    assert mail.recipients[0].remote_server == "mx.dest.test"


def test_bounce_hops_are_in_the_order_of_travelling() -> None:
    mail = read_mail(DSN)
    assert mail is not None
    assert [hop.ip for hop in mail.hops] == ["198.51.100.4", "192.0.2.7"]
    assert mail.hops[0].sent_by == "scanner"
    assert mail.hops[1].at == datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def test_bounce_is_explained_for_each_recipient(catalogue: Catalogue) -> None:
    found = {finding.code: finding for finding in explain_text(catalogue, DSN)}
    assert found["bounce.recipient_not_found"].subject == "gone@dest.test"
    assert found["bounce.external_rate_limit"].subject == "slow@dest.test"
    assert found["bounce.delivered"].subject == "fine@dest.test"
    assert "5 min" in found["mail.route"].values["duration"]
    assert len(found) == 4
    assert not read_reply(catalogue, DSN).is_generic


def test_headers_of_the_receiver_alone_count(catalogue: Catalogue) -> None:
    mail = read_mail(HEADERS)
    assert mail is not None
    assert [(one.method, one.result) for one in mail.authentication] == [
        ("spf", "fail"),
        ("dkim", "none"),
        ("dmarc", "fail"),
        ("compauth", "fail"),
    ]
    codes = [finding.code for finding in explain_text(catalogue, HEADERS)]
    assert codes == ["mail.dmarc_failed", "mail.spf_failed"]


def test_headers_that_pass_are_well(catalogue: Catalogue) -> None:
    text = "Authentication-Results: spf=pass smtp.mailfrom=a.test; dmarc=pass\nFrom: a@a.test\n"
    assert [finding.code for finding in explain_text(catalogue, text)] == ["mail.authenticated"]


def test_bounce_without_a_report_is_read_from_its_text(catalogue: Catalogue) -> None:
    text = (
        "From: postmaster@contoso.test\nMessage-ID: <1@contoso.test>\nSubject: Undeliverable\n\n"
        "Remote Server returned '550 5.7.64 TenantAttribution; Relay Access Denied'\n"
    )
    assert [finding.code for finding in explain_text(catalogue, text)] == [
        "relay.no_matching_connector"
    ]


@pytest.mark.parametrize("text", ["", "550 5.7.64 TenantAttribution", "Note: this\nis no mail"])
def test_other_text_is_no_mail(text: str) -> None:
    assert read_mail(text) is None


@given(st.text(max_size=600))
@example("Received: " + "(" * 500 + "\nSubject: x")
@example(
    "Content-Type: multipart/report; boundary=x\nFrom: a\n\n--x\n"
    "Content-Type: message/delivery-status\n\nx\n--x--"
)
@example("Content-Type: text/plain; charset=nonsense\nFrom: =?x?q?=FF?=\n\n\ud800")
@example("Content-Type: message/rfc822\nReceived: x\n\n" * 60)
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_mail(text)
    read_mail("Received: by a; x\nSubject: " + text)
    read_mail("Content-Type: " + text + "\nReceived: " + text + "\n\n" + text)
