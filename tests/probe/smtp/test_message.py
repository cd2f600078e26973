from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.probe.smtp.message import build_test_message, check_address

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def build(name: str = "Copier", sender: str = "a@b.test") -> bytes:
    return build_test_message(
        sender=sender, sender_name=name, recipient="c@d.test", now=NOW, helo_name="pc.test"
    ).content


@given(st.text(max_size=300))
def test_message_any_display_name_never_makes_a_second_header(name: str) -> None:
    parsed = message_from_bytes(build(name), policy=policy.default)
    assert sorted(parsed.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Type",
            "Content-Transfer-Encoding",
            "MIME-Version",
        ]
    )
    assert [one.addr_spec for one in parsed["From"].addresses] == ["a@b.test"]


@pytest.mark.parametrize(
    "name", ['a "b" \\c', "Büro <x@y.test>", "😀 scanner", "a, b@c.test;", "\u202egnp"]
)
def test_message_hostile_display_name_comes_back_the_same(name: str) -> None:
    parsed = message_from_bytes(build(name), policy=policy.default)
    assert parsed["From"].addresses[0].display_name == name


def test_message_has_only_crlf_line_ends_and_short_ascii_lines() -> None:
    content = build("Büro " * 40)
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998


@given(st.text(max_size=80))
def test_address_that_passes_has_no_control_or_blank(text: str) -> None:
    try:
        address = check_address(text)
    except InputError:
        return
    assert address == text
    assert not set(address) & set(" <>\r\n\0\t")
