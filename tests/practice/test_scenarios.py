"""Every scenario: its literal is what a client receives, and everything it names exists."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from collections.abc import Callable

import pytest

from app.catalogue import Catalogue, ScenarioFacts
from app.domain.errors import InputError
from app.practice import PracticeTenant
from app.practice.facts import load_practice_facts
from app.practice.situation import Behaviour, literal_of, resolve
from tests.wording import in_words

Connect = Callable[[PracticeTenant], smtplib.SMTP]
CATALOGUE = Catalogue()
SCENARIOS = sorted(CATALOGUE.scenarios.values(), key=lambda scenario: scenario.id)
SUBMISSION = [scenario for scenario in SCENARIOS if scenario.submission]
RELAY = [scenario for scenario in SCENARIOS if scenario.relay]
NEEDED = {
    "all_well", "smtp_auth_off_for_tenant", "smtp_auth_off_for_mailbox", "basic_retired",
    "send_as_denied", "throttled", "connector_mismatch", "direct_send_rejected", "port_blocked",
    "tls_intercepted", "dkim_not_enabled", "consent_missing", "conditional_access",
    "silent_server", "starttls_stripped",
}  # fmt: skip


def id_of(scenario: ScenarioFacts) -> str:
    return scenario.id


def text_of(reply: tuple[int, bytes]) -> str:
    return f"{reply[0]} {reply[1].decode()}"


def token_login(session: smtplib.SMTP, tenant: PracticeTenant) -> tuple[int, bytes]:
    text = f"user={tenant.user}\x01auth=Bearer {tenant.issue_token().reveal()}\x01\x01"
    return session.docmd("AUTH", f"XOAUTH2 {base64.b64encode(text.encode()).decode()}")


def password_login(session: smtplib.SMTP, tenant: PracticeTenant) -> tuple[int, bytes]:
    for text in ("", tenant.user):
        given = f" {base64.b64encode(text.encode()).decode()}" if text else ""
        assert session.docmd("AUTH", f"LOGIN{given}")[0] == 334
        if not text:
            assert session.docmd("*")[0] == 501
    password = tenant.password(tenant.user).reveal()
    return session.docmd(base64.b64encode(password.encode()).decode())


def send(session: smtplib.SMTP, sender: str) -> tuple[int, bytes]:
    """Send a message; gives the first reply that is not a success."""
    for reply in (session.mail(sender), session.rcpt("orders@fabrikam.test")):
        if reply[0] != 250:
            return reply
    try:
        return session.data(f"From: {sender}\r\n\r\nx\r\n")
    except smtplib.SMTPDataError as exc:
        return exc.smtp_code, str(exc.smtp_error).encode()


def test_scenarios_that_lessons_are_built_on_are_there() -> None:
    assert set(CATALOGUE.scenarios) >= NEEDED


@pytest.mark.parametrize("scenario", SCENARIOS, ids=id_of)
def test_scenario_names_only_what_exists(scenario: ScenarioFacts) -> None:
    facts = load_practice_facts()
    situation = resolve(scenario.id, CATALOGUE, facts)
    codes = {*scenario.expect, scenario.submission, scenario.relay, scenario.sign_in} - {""}
    assert codes <= set(CATALOGUE.findings)
    assert scenario.dns in {"", *(change.id for change in facts.dns.change)}
    for refusal in (situation.submission, situation.relay):
        assert refusal is None or refusal.reply[:3].isdigit()
    assert scenario.lesson.endswith(".")
    assert "!" not in scenario.lesson


def test_own_refusals_have_their_words() -> None:
    literals = resolve("all_well", CATALOGUE, load_practice_facts()).literals
    words = (
        literals.wrong_token,
        literals.wrong_password,
        literals.send_as_denied,
        literals.no_connector,
        literals.direct_send_rejected,
    )
    assert all(text[:3].isdigit() for text in words)


def test_unknown_scenario_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(InputError) as refused:
        PracticeTenant("nosuch")
    assert refused.value.code == "input.scenario.unknown"
    assert "all_well" in in_words(refused.value).fix[0]


@pytest.mark.parametrize("scenario", SUBMISSION, ids=id_of)
def test_submission_answers_with_the_literal(
    tenant: PracticeTenant, connect: Connect, scenario: ScenarioFacts
) -> None:
    literal = literal_of(CATALOGUE.findings[scenario.submission])
    tenant.switch(scenario.id)
    session = connect(tenant)
    match scenario.submission_stage:
        case "auth":
            assert text_of(token_login(session, tenant)) == literal
            assert text_of(password_login(session, tenant)) == literal
        case "login":
            assert text_of(password_login(session, tenant)) == literal
            assert token_login(session, tenant)[0] == 235
        case "data":
            assert token_login(session, tenant)[0] == 235
            assert text_of(send(session, tenant.user)) == literal
        case stage:
            pytest.fail(f"no client for stage {stage}")
    assert not tenant.messages()


@pytest.mark.parametrize("scenario", RELAY, ids=id_of)
def test_relay_answers_with_the_literal(tenant: PracticeTenant, scenario: ScenarioFacts) -> None:
    tenant.switch(scenario.id)
    with smtplib.SMTP("localhost", tenant.cloud.relay.port) as session:
        session.ehlo("office.contoso.test")
        reply = send(session, "copier@contoso.test")
    assert text_of(reply) == literal_of(CATALOGUE.findings[scenario.relay])


def test_send_as_denied_lets_in_and_refuses_the_other_address(
    tenant: PracticeTenant, connect: Connect
) -> None:
    session = connect(tenant)
    token_login(session, tenant)
    assert send(session, "scan@contoso.test")[0] == 250
    tenant.switch("send_as_denied")
    assert tenant.sender == "scan@contoso.test"
    literal = literal_of(CATALOGUE.findings["smtp.send_as.denied"])
    assert text_of(send(session, tenant.sender)) == literal
    assert send(session, tenant.user)[0] == 250


def test_blocked_ports_refuse_and_open_again_under_the_same_number(
    tenant: PracticeTenant, connect: Connect
) -> None:
    ports = (tenant.cloud.smtp.port, tenant.cloud.relay.port)
    tenant.switch("port_blocked")
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            smtplib.SMTP("127.0.0.1", port)
    tenant.switch("port_25_blocked")
    assert token_login(connect(tenant), tenant)[0] == 235
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("127.0.0.1", ports[1])
    tenant.switch("all_well")
    for port in ports:
        smtplib.SMTP("127.0.0.1", port).close()


def test_intercepted_tls_shows_a_certificate_that_is_not_trusted(
    tenant: PracticeTenant, connect: Connect
) -> None:
    tenant.switch("tls_intercepted")
    with pytest.raises(ssl.SSLCertVerificationError) as refused:
        connect(tenant)
    assert refused.value.verify_code in (18, 19, 20, 21)
    tenant.switch("all_well")
    assert connect(tenant).noop()[0] == 250


def test_stripped_starttls_is_neither_offered_nor_taken(tenant: PracticeTenant) -> None:
    tenant.switch("starttls_stripped")
    for port in (tenant.cloud.smtp.port, tenant.cloud.relay.port):
        with smtplib.SMTP("localhost", port) as session:
            session.ehlo("client.contoso.test")
            assert not session.has_extn("starttls")
            assert session.docmd("STARTTLS")[0] == 500


def test_silent_server_takes_the_connection_and_says_nothing(tenant: PracticeTenant) -> None:
    tenant.switch("silent_server")
    for port in (tenant.cloud.smtp.port, tenant.cloud.relay.port):
        with socket.create_connection(("127.0.0.1", port), 5) as sock:
            sock.sendall(b"EHLO client.contoso.test\r\n")
            sock.shutdown(socket.SHUT_WR)
            assert sock.recv(1) == b""  # the end of all it had to say


def test_every_behaviour_is_played_by_a_scenario() -> None:
    assert {scenario.behaviour for scenario in SCENARIOS} == {item.value for item in Behaviour}
