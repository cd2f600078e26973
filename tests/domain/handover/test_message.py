"""Messages to the person who must act."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.finding import Actor, Severity, State
from app.domain.handover.message import message_for, subject_for
from app.domain.visible import make_visible
from app.domain.worded import Worded
from tests.worded import worded

refused = partial(
    worded,
    code="smtp.auth.disabled_for_tenant",
    subject="smtp.office365.com:587",
    evidence="535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
    title="SMTP AUTH is off for the whole organisation",
    cause="The switch of the organisation counts.",
    who_acts=Actor.TENANT_ADMIN,
    fix=("Open the admin center.", "Tick Authenticated SMTP."),
    sources=("https://learn.microsoft.com/a", "https://learn.microsoft.com/b"),
)
REFUSED = refused()
DNS = refused(code="dns.spf.none", who_acts=Actor.DNS_HOST, title="There is no SPF record")
WELL = refused(severity=Severity.OK, code="smtp.tls.good", title="TLS works")


def write(*findings: Worded, actor: Actor = Actor.TENANT_ADMIN) -> str:
    return message_for(actor, findings, client="Contoso", domain="contoso.com")


def test_message_has_evidence_steps_proof_and_sources() -> None:
    text = write(REFUSED)
    assert "Contoso (contoso.com)" in text
    assert "  > 535 5.7.139 Authentication unsuccessful" in text
    assert "  1) Open the admin center.\n  2) Tick Authenticated SMTP." in text
    assert "How to know that it worked" in text
    assert REFUSED.code in text
    assert text.count("https://learn.microsoft.com/a") == 1
    assert text.endswith("\n")


def test_message_is_for_one_actor_and_leaves_out_what_is_well() -> None:
    text = write(REFUSED, DNS, WELL)
    assert DNS.title not in text
    assert WELL.title not in text
    assert DNS.title in write(REFUSED, DNS, actor=Actor.DNS_HOST)


def test_message_without_anything_to_do_is_empty() -> None:
    assert write(WELL) == ""
    assert write(REFUSED, actor=Actor.MICROSOFT) == ""


def test_message_numbers_findings_only_when_there_are_several() -> None:
    other = refused(code="smtp.send_as.denied", title="Send As is missing")
    assert "1. SMTP AUTH" not in write(REFUSED)
    text = write(REFUSED, other, REFUSED)
    assert "1. SMTP AUTH" in text
    assert "2. Send As" in text
    assert "3." not in text


def test_message_says_when_a_thing_could_not_be_told() -> None:
    assert "could not be told" in write(refused(state=State.UNTOLD))


def test_message_escapes_what_a_screen_would_obey() -> None:
    text = write(refused(evidence="550 \x1b[31mred\x00 \u202egnp.exe\u2028x\r\n250 next"))
    assert "\\u001b[31mred\\u0000 \\u202egnp.exe\\u2028x" in text
    assert "\n  > 250 next" in text
    assert "\x1b" not in text


def test_message_cuts_endless_evidence() -> None:
    text = write(refused(evidence="x" * 100_000))
    assert len(text) < 5_000
    assert "98000 more characters" in text


@pytest.mark.parametrize(("count", "words"), [(1, "one thing"), (2, "2 things")])
def test_subject_counts(count: int, words: str) -> None:
    findings = [refused(subject=str(i)) for i in range(count)]
    subject = subject_for(Actor.TENANT_ADMIN, findings, "contoso.com")
    assert subject == f"Mail from contoso.com: {words} to do"


def test_make_visible_keeps_what_people_write() -> None:
    assert (
        make_visible("Zoë – 山田 – नमस्\u200dते 👩\u200d💻 “x”")
        == "Zoë – 山田 – नमस्\u200dते 👩\u200d💻 “x”"
    )


@given(st.text(), st.text(), st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_message_never_holds_a_control_character(
    evidence: str, title: str, subject: str, client: str, fix: list[str]
) -> None:
    hostile = refused(evidence=evidence, title=title, subject=subject, fix=tuple(fix))
    text = message_for(Actor.TENANT_ADMIN, (hostile,), client=client, domain="contoso.com")
    assert all(char == "\n" or char >= " " for char in text)
    assert "\x7f" not in text
    assert "\u202e" not in text
    text.encode()
