"""`clients show` is a page to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.finding import Finding, Severity
from app.domain.organisation.client import ClientId, Detection
from app.domain.path import SendingPath
from app.services.engine import Engine
from tests.cli.clients_scene import Run, add, own_keyring, sendwright

__all__ = ["own_keyring", "sendwright"]


def test_it_is_in_words_and_leaves_out_what_nobody_said(sendwright: Run) -> None:
    name = add(
        sendwright, "scan@contoso.com", "--name", "Contoso", "--path", "relay_ip",
        "--sender", "device", "--device", "generic-smtp-device", "--relay-ip", "198.51.100.7",
    )  # fmt: skip
    code, out, _ = sendwright("clients", "show", name)
    assert code == 0
    shown = {line[:22].strip(): line[23:] for line in out.splitlines()}
    assert shown["Name"] == "Contoso"
    assert shown["Domain"] == "contoso.com"
    assert shown["Path"] == Engine.of_user().catalogue.paths[SendingPath.RELAY_IP].name
    assert shown["Fixed addresses"] == "198.51.100.7"
    assert shown["From address"] == "scan@contoso.com"
    assert not {"Sign-in", "Tenant", "Last checked", "Paid licences", "Cloud file"} & set(shown)
    assert not any(mark in out for mark in ("None", "[]", "()", "'", "{", "parse("))


def test_it_says_what_was_found_and_what_is_left_to_do(sendwright: Run) -> None:
    name = ClientId(add(sendwright, "contoso.com"))
    bad = Finding(code="keyring.damaged", severity=Severity.WARNING, subject="x")
    Engine.of_user().clients.update(
        name,
        lambda now: replace(
            now,
            detection=Detection(domain=now.domain, mx=("mail.contoso.com",), spf="v=spf1\x1b -all"),
            tested_at=datetime(2026, 11, 30, 9, 5, tzinfo=UTC),
            findings=(bad, replace(bad, code="keyring.usable", severity=Severity.OK)),
        ),
    )
    _, out, _ = sendwright("clients", "show", name)
    assert "Mail arrives at        mail.contoso.com" in out
    assert "Last checked           2026-11-30 09:05 UTC, 1 left to do" in out
    assert "! The stored sign-in is damaged and is not used" in out
    assert "\x1b" not in out
