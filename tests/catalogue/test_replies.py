"""All known replies, in the words in which they were seen, and as people paste them."""

from __future__ import annotations

import pytest

from app.catalogue import Catalogue
from app.catalogue.replies import explain_text, read_reply
from app.domain.finding import Severity, State

AUTH = "535 5.7.139 Authentication unsuccessful, "
ROWS = [
    (1, "421 4.7.66 TLS 1.0 and 1.1 are not supported.", "smtp.tls.client_too_old"),
    (
        2,
        "421 4.3.2 The maximum number of concurrent connections has exceeded a limit",
        "smtp.throttled.sessions",
    ),
    (3, "421 4.4.2 Connection dropped due to SocketError", "smtp.session_dropped"),
    (
        4,
        "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
        "smtp.throttled.session_rate",
    ),
    (5, "421 4.7.0 Too many errors on this connection", "smtp.too_many_errors"),
    (6, "501 5.5.4 Invalid domain name", "smtp.ehlo.invalid_name"),
    (7, "454 4.7.0 TLS cipher strength is too weak", "smtp.starttls.server_cannot"),
    (8, "550 5.7.506 Access Denied, Bad HELO", "smtp.ehlo.bad_helo"),
    (9, "535 5.7.3 Authentication unsuccessful", "smtp.auth.unsuccessful"),
    (
        10,
        AUTH + "SmtpClientAuthentication is disabled for the Tenant.",
        "smtp.auth.disabled_for_tenant",
    ),
    (
        11,
        AUTH + "SmtpClientAuthentication is disabled for the Mailbox.",
        "smtp.auth.disabled_for_mailbox",
    ),
    (
        12,
        AUTH + "user is locked by your organization's security defaults policy.",
        "smtp.auth.security_defaults",
    ),
    (
        13,
        AUTH + "the request did not meet the criteria to be authenticated successfully.",
        "smtp.auth.criteria_not_met",
    ),
    (14, AUTH + "basic authentication is disabled.", "smtp.auth.basic_blocked"),
    (15, AUTH + "the user credentials were incorrect.", "smtp.auth.credentials_incorrect"),
    (
        16,
        AUTH + "the organization configuration does not allow this auth method",
        "smtp.auth.organisation_forbids",
    ),
    (17, AUTH + "the federated STS service was unreachable", "smtp.auth.federation_unreachable"),
    (
        18,
        AUTH + "the federated STS URL does not support HTTPS",
        "smtp.auth.federation_not_https",
    ),
    (19, AUTH + "the password has expired", "smtp.auth.password_expired"),
    (19, AUTH + "the account is locked", "smtp.auth.account_locked"),
    (19, AUTH + "something quite new", "smtp.auth.refused_by_policy"),
    (
        20,
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
        "smtp.auth.basic_retired",
    ),
    (21, "501 5.5.121 Invalid XOAUTH2 argument", "smtp.auth.xoauth2_malformed"),
    (21, "501 5.5.126 Something about auth data", "smtp.auth.xoauth2_malformed"),
    (22, "501 5.5.127 Token will expire soon", "smtp.auth.token_expires_soon"),
    (23, "535 5.7.142 Token will expire soon", "smtp.auth.token_expires_soon"),
    (24, "535 5.7.143 Expired token", "smtp.auth.token_expired"),
    (25, "535 5.7.144 Invalid API permissions", "smtp.auth.token_without_permission"),
    (
        26,
        "550 5.7.240 application is not allowed for use with this High Volume Email account",
        "smtp.auth.application_not_allowed",
    ),
    (27, "504 5.7.4 Unrecognized authentication type", "smtp.auth.type_unrecognised"),
    (28, "454 4.7.0 Temporary authentication failure", "smtp.auth.temporary_failure"),
    (29, "451 5.7.3 Require STARTTLS to authenticate", "smtp.auth.needs_tls"),
    (30, "530 5.7.0 Must issue a STARTTLS command first", "smtp.starttls_first"),
    (31, "451 5.7.3 STARTTLS is required to send mail", "smtp.starttls_to_send"),
    (
        32,
        "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
        "smtp.not_signed_in",
    ),
    (32, "530 5.7.57 Client not authenticated to send mail.", "smtp.not_signed_in"),
    (33, "530 5.7.1 Client was not authenticated", "smtp.not_authenticated"),
    (
        34,
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "smtp.send_as.denied",
    ),
    (35, "554 5.2.252 SendAsDenied; a not allowed to send as b", "smtp.send_as.denied_by_store"),
    (
        36,
        "550 5.2.251 Sender throttled due to continuous mailbox full errors",
        "smtp.throttled.mailbox_full",
    ),
    (
        37,
        "550 5.2.252 Sender throttled due to continuous send as denied errors",
        "smtp.throttled.send_as_denied",
    ),
    (
        38,
        "550 5.2.253 Sender throttled due to continuous invalid license errors",
        "smtp.throttled.no_licence",
    ),
    (
        39,
        "550 5.2.254 Sender throttled due to continuous too many recipients errors",
        "smtp.throttled.too_many_recipients",
    ),
    (
        40,
        "550 5.2.255 Sender throttled due to continuous invalid recipients errors",
        "smtp.throttled.invalid_recipients",
    ),
    (
        41,
        "432 4.3.2 Concurrent connections limit exceeded.",
        "smtp.throttled.concurrent_connections",
    ),
    (
        41,
        "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
        "smtp.throttled.concurrent_connections",
    ),
    (
        42,
        "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException",
        "smtp.mailbox_full",
    ),
    (
        43,
        "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException",
        "smtp.daily_quota_used",
    ),
    (44, "550 5.2.2 Submission quota exceeded", "bounce.submission_quota"),
    (
        45,
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for message"
        " recipients",
        "bounce.daily_limit",
    ),
    (46, "452 4.5.3 Too many recipients", "smtp.too_many_recipients"),
    (47, "452 4.5.3 Recipients belong to several regions ATTR38", "smtp.recipients_in_two_regions"),
    (48, "550 5.1.8 Access denied, bad outbound sender", "bounce.sender_restricted"),
    (49, "550 5.7.501 Access denied, spam abuse detected", "bounce.spam_abuse"),
    (50, "550 5.7.503 Access denied, banned sender", "bounce.banned_sender"),
    (
        51,
        "550 5.7.504 Recipient address rejected: Access denied",
        "bounce.recipient_access_denied",
    ),
    (52, "550 5.7.505 Access denied, banned recipient", "bounce.recipient_banned"),
    (53, "550 5.7.507 Access denied, rejected by recipient", "bounce.rejected_by_recipient"),
    (
        54,
        "550 5.7.508 Access denied, [2001:db8::1] has exceeded permitted limits within ::/32",
        "smtp.ipv6.too_fast",
    ),
    (
        55,
        "550 5.7.509 Access denied, sending domain contoso.com does not pass DMARC verification and"
        " has a DMARC policy of reject",
        "bounce.dmarc_reject",
    ),
    (56, "550 5.7.510 contoso.com does not accept email over IPv6", "smtp.ipv6.not_taken"),
    (
        57,
        "550 5.7.511 Access denied, banned sender [1.2.3.4]. Forward to delist@microsoft.com",
        "smtp.ip.banned_by_mail",
    ),
    (
        58,
        "550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant",
        "message.from_missing",
    ),
    (
        59,
        "550 5.7.513 Service unavailable, [1.2.3.4] blocked by b.test using Customer Block list",
        "bounce.blocked_by_customer_list",
    ),
    (
        60,
        "550 5.7.515 Access denied, contoso.com does not meet the required authentication level",
        "bounce.outlook_authentication",
    ),
    (61, "550 5.7.520 Access denied, no external forwarding", "bounce.external_forwarding"),
    (62, "550 5.7.606 Access denied, banned sending IP [1.2.3.4]", "smtp.ip.banned"),
    (62, "550 5.7.649 Access denied, banned sending IP [1.2.3.4]", "smtp.ip.banned"),
    (63, "451 4.7.500 Server busy. Please try again later (S77719)", "smtp.ip.throttled"),
    (63, "451 4.7.550 Access denied, please try again later", "smtp.ip.throttled"),
    (
        64,
        "451 4.7.650 The mail server has been temporarily rate limited due to IP reputation",
        "smtp.ip.rate_limited",
    ),
    (65, "451 4.7.850 Access denied, please try again later", "smtp.ip.under_review"),
    (
        66,
        "550 5.7.26 Service unavailable, message sent over IPv6 must pass either SPF or DKIM",
        "smtp.ipv6.not_authenticated",
    ),
    (
        67,
        "550 5.7.25 Service unavailable, sending IPv6 address [::1] must have a reverse DNS record",
        "smtp.ipv6.no_reverse_name",
    ),
    (68, "550 5.7.64 TenantAttribution; Relay Access Denied", "relay.no_matching_connector"),
    (
        69,
        "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization",
        "direct_send.rejected",
    ),
    (70, "550 5.7.51 TenantInboundAttribution; Rejecting.", "relay.partner_connector_mismatch"),
    (71, "550 5.7.1 Unable to relay", "relay.unable_to_relay"),
    (72, "550 5.4.1 Relay Access Denied", "relay.domain_not_hosted"),
    (
        73,
        "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
        "relay.recipient_does_not_exist",
    ),
    (74, "451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35", "relay.wrong_region"),
    (75, "550 5.7.705 Access denied, tenant has exceeded threshold", "bounce.tenant_threshold"),
    (76, "550 5.7.708 Access denied, traffic not accepted from this IP", "bounce.ip_not_trusted"),
    (
        77,
        "550 5.7.703 blocked by your organization using Tenant Allow Block List",
        "bounce.tenant_block_list",
    ),
    (
        78,
        "550 5.7.750 Client blocked from sending from unregistered domain",
        "relay.unregistered_domain",
    ),
    (79, "550 5.7.711 Access denied, bad inbound connector. AS(2204)", "relay.connector_blocked"),
    (
        80,
        "550 5.7.233 Your tenant exceeded its daily limit for sending email to external recipients"
        " (tenant external recipient rate limit)",
        "bounce.external_rate_limit",
    ),
    (81, "550 5.7.232 trial tenants may send less", "bounce.external_rate_limit_trial"),
    (82, "550 5.7.236 too many from onmicrosoft.com", "bounce.onmicrosoft_limit"),
    (
        83,
        "550 5.1.20 Multiple From addresses are not allowed without Sender address",
        "bounce.two_from_addresses",
    ),
    (
        84,
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
        "bounce.recipient_not_found",
    ),
    (85, "550 5.1.1 Bad destination mailbox address", "bounce.bad_destination"),
    (86, "550 5.1.0 Sender denied", "bounce.sender_denied"),
    (
        87,
        "550 5.5.0 Requested action not taken: mailbox unavailable",
        "bounce.consumer_mailbox_unavailable",
    ),
    (
        88,
        "550 5.2.122 The recipient has exceeded their limit for the per hour message receive limit",
        "bounce.recipient_flooded",
    ),
    (
        89,
        "432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded",
        "bounce.recipient_busy",
    ),
    (90, "554 5.4.14 Hop count exceeded - possible mail loop", "bounce.loop"),
    (90, "554 5.4.6 Routing loop detected", "bounce.loop"),
    (91, "550 4.4.7 Message expired", "bounce.expired"),
    (91, "550 5.4.300 Message expired", "bounce.expired"),
    (92, "550 5.6.11 Invalid characters", "message.bare_line_ends"),
    (93, "552 5.3.4 Message size exceeds fixed maximum message size", "message.too_large"),
    (
        94,
        "550 5.7.1 TRANSPORT.RULES.RejectMessage; Delivery not authorized",
        "bounce.delivery_not_authorised",
    ),
    (
        95,
        "550 5.7.12 Sender was not authenticated by organization",
        "bounce.internal_senders_only",
    ),
    (
        96,
        "550 5.7.124 Sender not in allowed-senders list",
        "bounce.restricted_recipient",
    ),
    (96, "550 5.7.135 not authenticated for mail user", "bounce.restricted_recipient"),
    (97, "550 5.7.23 Sender Policy Framework violation", "bounce.spf_violation"),
    (98, "450 4.7.323 tlsa-invalid: The domain failed DANE validation", "bounce.recipient_tls"),
    (98, "550 5.7.321 starttls-not-supported", "bounce.recipient_tls"),
    (99, "450 4.4.8 recipient domain failed MTA-STS validation", "bounce.mta_sts"),
    (100, "550 5.7.367 remote server: not permitted to relay", "bounce.remote_refuses_relay"),
    (101, "450 4.4.316 Connection refused", "bounce.remote_unreachable"),
    (
        102,
        "451 4.7.0 Temporary server error. Please try again later. PRX4",
        "smtp.server_error_prx",
    ),
    (
        103,
        "550 5.7.1 Submission has been disabled for this account",
        "smtp.account_disabled_for_sending",
    ),
    (104, "235 2.7.0 Authentication successful", "smtp.auth.ok"),
    (105, "Connection timed out after 30 s on port 25", "smtp.connect.no_answer"),
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.mark.parametrize(("row", "text", "code"), ROWS, ids=[f"{r[0]}-{r[2]}" for r in ROWS])
def test_reply_is_told_by_phrase_in_any_case_and_wrapping(
    catalogue: Catalogue, row: int, text: str, code: str
) -> None:
    assert read_reply(catalogue, text).code == code
    assert read_reply(catalogue, text.upper()).code == code
    assert read_reply(catalogue, f"<<< {text[:30]}\n    {text[30:]}").code == code
    found = explain_text(catalogue, f"Server response: {text}")
    assert [finding.code for finding in found] == [code]
    assert text in found[0].evidence


def test_every_row_of_the_list_is_here() -> None:
    assert {row for row, _, _ in ROWS} == set(range(1, 106))


def test_every_literal_is_read_as_its_own_finding(catalogue: Catalogue) -> None:
    literals = {
        match.literal: text.code
        for text in catalogue.findings.values()
        for match in text.match
        if match.literal
    }
    assert {text: read_reply(catalogue, text).code for text in literals} == literals


def test_codes_are_read_where_the_phrase_is_unknown(catalogue: Catalogue) -> None:
    found = read_reply(catalogue, "550 5.7.233 neue Worte")
    assert found.code == "bounce.external_rate_limit"
    assert not found.is_generic


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("550 5.1.99 odd", "reply.generic.address"),
        ("451 4.2.77 odd", "reply.generic.mailbox_for_now"),
        ("554 5.6.99 odd", "reply.generic.content"),
        ("550 no enhanced code", "reply.generic.recipient"),
        ("535 wrong", "reply.generic.sign_in"),
        ("421 closing", "reply.generic.temporary"),
        ("250 2.1.5 fine", "reply.generic.success"),
        ("the copier does not work", "reply.generic.unknown"),
        ("", "reply.generic.unknown"),
    ],
)
def test_unknown_reply_gets_the_best_generic_reading(
    catalogue: Catalogue, text: str, code: str
) -> None:
    (finding,) = explain_text(catalogue, text)
    assert finding.code == code
    assert read_reply(catalogue, text).is_generic
    assert (finding.state is State.UNTOLD) == (code == "reply.generic.unknown")


def test_sign_in_code_is_found_within_longer_text(catalogue: Catalogue) -> None:
    text = (
        "Sorry, but we’re having trouble signing you in.\nAADSTS65001: The user or administrator "
        "has not consented. Trace ID: 0a1b2c3d-0000-4444-8888-0123456789ab Correlation ID: "
        "99999999-0000-4444-8888-0123456789ab Timestamp: 2026-11-23 09:00:00Z"
    )
    found = read_reply(catalogue, text)
    assert found.code == "signin.aadsts.65001"
    assert found.support.id == "0a1b2c3d-0000-4444-8888-0123456789ab"
    assert found.support.time == "2026-11-23 09:00:00Z"


def test_many_lines_of_one_reply_are_one(catalogue: Catalogue) -> None:
    text = (
        "<<< 535-5.7.139 Authentication unsuccessful, SmtpClientAuthentication is\r\n"
        "<<< 535 5.7.139 disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled\r\n"
    )
    found = read_reply(catalogue, text)
    assert found.code == "smtp.auth.disabled_for_tenant"
    assert found.reply_codes == ("535 5.7.139",)


def test_whole_log_lets_the_worst_win_and_lists_the_others(catalogue: Catalogue) -> None:
    log = """
    2026-11-23 09:00:01 S: 220 AM6PR.outlook.office365.com Microsoft ESMTP MAIL Service ready
    2026-11-23 09:00:01 C: EHLO scanner
    2026-11-23 09:00:02 S: 235 2.7.0 Authentication successful
    2026-11-23 09:00:02 S: 432 4.3.2 Concurrent connections limit exceeded.
    2026-11-23 09:00:03 S: 554 5.2.252 SendAsDenied; a@b.c not allowed to send as d@b.c
    """
    found = read_reply(catalogue, log)
    assert found.code == "smtp.send_as.denied_by_store"
    assert found.others == ("smtp.throttled.concurrent_connections", "smtp.auth.ok")


def test_html_entities_and_quoted_printable_are_undone(catalogue: Catalogue) -> None:
    html = "535 5.7.139 user is locked by your organization&#39;s security defaults=\n policy"
    assert read_reply(catalogue, html).code == "smtp.auth.security_defaults"


def test_tail_for_support_is_kept(catalogue: Catalogue) -> None:
    text = catalogue.findings["smtp.auth.unsuccessful"].match[0].literal
    support = read_reply(catalogue, text).support
    assert support.server == "AM6PR0202CA0042.eurprd02.prod.outlook.com"
    assert support.time == "2026-11-23T09:00:00.000Z"
    assert support.id == "08DE2A3B4C5D6E7F"


def test_no_reply_rule_is_a_success_but_those_of_success(catalogue: Catalogue) -> None:
    well = {rule.code for rule in catalogue.reply_rules if rule.severity is Severity.OK}
    assert well == {"smtp.auth.ok", "reply.generic.success", "reply.generic.agreed"}
