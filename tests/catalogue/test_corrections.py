"""Fifteen statements that popular articles have wrong, outdated or incomplete; ours are right."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from app.catalogue import AdminStep, Catalogue, PathFacts
from app.catalogue.advice import rate_limits, tenant_limits
from app.catalogue.replies import read_reply
from app.domain.path import SendingPath
from app.domain.paths.relay_address import RelayAddress, judge_relay_address

CATALOGUE = Catalogue()
PATHS = CATALOGUE.paths
TENANT = tenant_limits(CATALOGUE)
MAILBOX_PATHS = (
    SendingPath.SMTP_AUTH_OAUTH,
    SendingPath.SMTP_AUTH_BASIC,
    SendingPath.OAUTH_BRIDGE,
)
RELAYS = (SendingPath.RELAY_IP, SendingPath.RELAY_CERTIFICATE)


def step(id_: str) -> AdminStep:
    return next(item for item in CATALOGUE.admin_steps if item.id == id_)


def told(item: AdminStep | PathFacts) -> str:
    """All that is said of it, on one line."""
    if isinstance(item, AdminStep):
        return " ".join((item.title, item.why, *item.clicks, item.powershell))
    return " ".join((item.summary, *item.needs, *item.limits, *item.risks, item.ends))


def code_of(text: str) -> str:
    return read_reply(CATALOGUE, text).code


def test_1_basic_ends_as_microsoft_says_it_and_not_as_it_is_retold() -> None:
    ends = PATHS[SendingPath.SMTP_AUTH_BASIC].ends
    assert "off by default for existing organisations at the end of December 2026" in ends
    assert "admins can switch it on again" in ends
    assert "unavailable by default" in ends
    assert "second half of 2027 Microsoft will announce the date" in ends
    assert not re.search(r"(removed|ends|stops|gone) in (the second half of )?2027", ends)
    assert PATHS[SendingPath.SMTP_AUTH_BASIC].review_by is not None
    for path in SendingPath:
        assert path is SendingPath.SMTP_AUTH_BASIC or "2027" not in PATHS[path].ends


@pytest.mark.parametrize("path", MAILBOX_PATHS)
def test_2_recipients_a_message_are_one_setting_with_a_default(path: SendingPath) -> None:
    limits = rate_limits(PATHS[path])
    assert (limits.recipients_per_message, limits.recipients_per_message_most) == (500, 1000)
    assert "500 recipients in one message; an admin can set any number from 1 to 1,000" in told(
        PATHS[path]
    )


def test_3_an_app_password_is_a_password_and_exists_with_per_user_sign_in_only() -> None:
    text = told(PATHS[SendingPath.SMTP_AUTH_BASIC])
    assert "An app password is a password too and ends with it" in text
    assert "not with security defaults" in text
    assert "Conditional Access" in text


def test_4_dkim_is_switched_on_in_the_defender_portal() -> None:
    text = told(step("domain.dkim"))
    assert "Defender portal" in text
    assert "not in the Exchange admin center" in text


def test_5_twenty_mailboxes_do_not_make_200_000_recipients() -> None:
    assert rate_limits(PATHS[SendingPath.SMTP_AUTH_OAUTH]).recipients_per_day == 10_000
    assert "inside and outside counted together" in told(PATHS[SendingPath.SMTP_AUTH_OAUTH])
    assert TENANT.external_per_day(20) == 13_570


@pytest.mark.parametrize("path", RELAYS)
def test_6_relay_has_limits_of_its_own(path: SendingPath) -> None:
    limits = rate_limits(PATHS[path])
    assert limits.messages_per_minute is None
    assert limits.recipients_per_day is None
    assert limits.recipients_per_domain == 200
    assert limits.counts_for_tenant
    assert "misuse blocks the connector" in told(PATHS[path])


def test_7_a_connector_knows_an_address_or_a_certificate() -> None:
    assert "TlsSenderCertificateName" in step("relay.connector_certificate").powershell
    assert (
        "recommends this over an address" in CATALOGUE.reasons["advice.certificate_no_address"].text
    )
    assert "fixed public IPv4 address that only your organisation uses" in told(
        PATHS[SendingPath.RELAY_IP]
    )
    assert judge_relay_address("2a01:4f8::1") is RelayAddress.IPV6
    assert judge_relay_address("100.64.0.1") is RelayAddress.SHARED


def test_8_the_envelope_sender_or_the_certificate_must_be_of_an_accepted_domain() -> None:
    text = told(step("relay.accepted_domain"))
    assert "Since November 2023" in text
    assert "envelope sender" in text
    assert "The From line that people read does not count" in text
    assert set(RELAYS) <= set(step("relay.accepted_domain").paths)


def test_9_the_relay_host_is_read_and_never_made_up() -> None:
    assert "not made from the domain by a rule" in told(step("relay.host"))
    assert "not from the public MX record" in told(step("relay.filter_host"))
    assert ".mx.microsoft" in CATALOGUE.clouds["worldwide"].relay.mx_suffixes


def test_10_the_tick_box_is_one_gate_of_several() -> None:
    assert "OAuth does not get around" in told(step("mailbox.smtp_auth"))
    blocked = CATALOGUE.reasons["advice.basic_blocked"].text
    for gate in ("Security defaults", "authentication policy", "Conditional Access"):
        assert gate in blocked
    assert "smtp.auth.security_defaults" in CATALOGUE.findings


VARIANTS = (
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the"
    " Mailbox.",
    "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security"
    " defaults policy. Contact your administrator.",
    "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be"
    " authenticated successfully. Contact your administrator.",
    "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
    "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
    "535 5.7.139 Authentication unsuccessful, the organization configuration does not allow this"
    " auth",
    "535 5.7.139 Authentication unsuccessful, federated STS service was unreachable",
    "535 5.7.139 Authentication unsuccessful, federated STS URL does not support HTTPS",
)


def test_11_each_wording_of_5_7_139_has_its_own_cause() -> None:
    codes = [code_of(text) for text in VARIANTS]
    assert len(set(codes)) == len(VARIANTS)
    for one, other in combinations(codes, 2):
        assert CATALOGUE.findings[one].fix != CATALOGUE.findings[other].fix
        assert CATALOGUE.findings[one].cause != CATALOGUE.findings[other].cause


UNLIKE = (
    "550 5.7.1 Unable to relay",
    "530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM",
    "550 5.7.1 Delivery not authorized, message refused",
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "550 5.7.64 TenantAttribution; Relay Access Denied",
    "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from"
    " unauthorized sources",
)


def test_12_refusals_that_look_alike_are_told_apart() -> None:
    codes = [code_of(text) for text in UNLIKE]
    assert len(set(codes)) == len(UNLIKE)
    by_store = code_of(
        "554 5.2.252 SendAsDenied; a@contoso.com not allowed to send as b@contoso.com"
    )
    assert by_store.startswith("smtp.send_as.")


def test_13_dmarc_begins_with_watching_and_ends_with_refusing() -> None:
    text = told(step("domain.dmarc"))
    assert text.index("p=none") < text.index("p=quarantine") < text.index("p=reject")
    assert "DKIM for your own domain comes first" in text


def test_14_the_spf_include_differs_between_clouds_and_the_address_belongs_into_it() -> None:
    includes = {cloud.id: cloud.dns.spf_include for cloud in CATALOGUE.clouds.values()}
    assert includes["worldwide"] == "spf.protection.outlook.com"
    assert includes["gcc_high"] == includes["dod"] == "spf.protection.office365.us"
    assert includes["china"] == "spf.protection.partner.outlook.cn"
    text = told(step("relay.spf"))
    assert "<<spf_sources>> include:<<spf_include>>" in text
    assert "one SPF record only" in text
    assert "ten DNS queries" in text


def test_15_there_are_more_than_two_ways_and_three_connections() -> None:
    assert set(PATHS) == set(SendingPath)
    assert rate_limits(PATHS[SendingPath.SMTP_AUTH_OAUTH]).connections == 3
    assert "switched off and only its support can switch them on" in told(
        PATHS[SendingPath.RELAY_IP]
    )
    assert "born_disabled" in step("relay.born_disabled").id
    assert "Microsoft Graph" in CATALOGUE.reasons["advice.note_graph"].text
    assert "RejectDirectSend" in step("direct.look").powershell
    assert "smtp.throttled.concurrent_connections" in CATALOGUE.findings
