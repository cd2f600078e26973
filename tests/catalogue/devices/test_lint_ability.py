"""The linter on claims: wrong shapes, missing sources, contradictions, each with its line."""

from __future__ import annotations

from datetime import date

import pytest

from app.catalogue.devices.fault import Fault
from app.catalogue.devices.lint import lint_devices
from app.catalogue.devices.places import find_line

TODAY = date(2026, 11, 25)
GOOD = """[[device]]
id = "acme-laser"
vendor = "Acme"
family = "Laser"
kind = "mfp"
security_labels = { on = "SSL" }
sources = ["https://acme.example/manual"]
checked = 2026-11-25

[device.ability]
tls = [
    { version = "1.2", value = "yes", told_by = "TLS 1.2", source = "https://acme.example/manual" },
]
encryption = [
    { kind = "starttls", value = "yes", told_by = "STARTTLS", source = "unrecorded" },
    { kind = "implicit", value = "no", told_by = "No SSL.", source = "unrecorded" },
]
mechanisms = [
    { mechanism = "PASSWORD", value = "yes", told_by = "Password", source = "unrecorded" },
    { mechanism = "XOAUTH2", value = "no", told_by = "No OAuth.", source = "unrecorded" },
]
auth_labels = [ { mechanism = "PASSWORD", label = "On" } ]
oauth = [
    { value = "no", told_by = "No OAuth.", source = "unrecorded" },
]
helo = { value = "fqdn", told_by = "Host name", source = "unrecorded" }
settle = "A test from the device."
"""


def lint(text: str) -> tuple[Fault, ...]:
    return lint_devices(text.encode(), today=TODAY)


def test_good_claims_have_no_fault() -> None:
    assert lint(GOOD) == ()


@pytest.mark.parametrize(
    ("good", "bad", "where", "word"),
    [
        ('version = "1.2"', "version = 1.2", "ability.tls[0].version", "double quotes"),
        ('version = "1.2"', 'version = "12"', "ability.tls[0].version", "Did you mean “1.2”"),
        ('"STARTTLS", source = "unrecorded"', '"STARTTLS"', "ability.encryption[0]", "source = …"),
        ('kind = "starttls"', 'kind = "startls"', "ability.encryption[0].kind", "“starttls”"),
        ('value = "fqdn"', 'value = "fqnd"', "ability.helo.value", "“fqdn”"),
        ('told_by = "TLS 1.2"', 'told_by = ""', "ability.tls[0].told_by", "Put something in"),
        ('told_by = "TLS 1.2"', 'told = "TLS 1.2"', "ability.tls[0]", "Did you mean “told_by”"),
        ("settle =", "setle =", "ability", "Did you mean “settle”"),
        ('label = "On"', "label = true", "ability.auth_labels[0].label", "double quotes"),
        ('{ mechanism = "PASSWORD", label = "On" }', '"On"', "ability.auth_labels[0]",
         'mechanism = "…", label = "…"'),
        ("tls = [", "tsl = [", "ability", "“tls”"),
        ("manual\" },", "manuel\" },", "ability.tls[0].source", "unrecorded"),
        ('kind = "mfp"', 'kind = "mfp"\noauth_ability = "no"', "", "[device.ability]"),
        ('kind = "mfp"', 'kind = "mfp"\nquirks = ["A."]', "", "about"),
    ],
)  # fmt: skip
def test_wrong_claim_names_its_line_and_what_to_write(
    good: str, bad: str, where: str, word: str
) -> None:
    assert good in GOOD
    text = GOOD.replace(good, bad, 1)
    place = f"device[0].{where}".rstrip(".")
    changed = text[: text.index(bad) + len(bad)].count("\n") + 1
    assert changed in [
        one.line for one in lint(text) if one.where == place and word in one.what + one.fix
    ]


@pytest.mark.parametrize(
    ("good", "bad", "where"),
    [
        (
            'kind = "implicit", value = "no"',
            'kind = "starttls", value = "no"',
            "ability.encryption[1].value",
        ),
        (
            'kind = "starttls", value = "yes"',
            'kind = "starttls", value = "no"',
            "ability.tls[0].value",
        ),
        ('oauth = [\n    { value = "no"', 'oauth = [\n    { over = "smtp", value = "yes"',
         "ability.oauth[0].over"),
        ('"XOAUTH2", value = "no"', '"XOAUTH2", value = "yes"', "ability.oauth[0].value"),
        ('on = "SSL"', 'implicit = "SSL"', "security_labels.implicit"),
        ('"PASSWORD", value = "yes"', '"PASSWORD", value = "no"',
         "ability.auth_labels[0].mechanism"),
    ],
)  # fmt: skip
def test_claims_that_contradict_each_other_are_refused(good: str, bad: str, where: str) -> None:
    assert good in GOOD
    faults = lint(GOOD.replace(good, bad, 1))
    assert f"device[0].{where}" in [fault.where for fault in faults]
    assert all(fault.line > 1 and fault.fix for fault in faults)


def test_limited_claims_contradict_nothing() -> None:
    text = GOOD.replace('kind = "implicit", value', 'only = "old units", kind = "starttls", value')
    assert lint(text) == ()


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("", 1),
        ("device[0]", 1),
        ("device[0].checked", 8),
        ("device[0].ability", 10),
        ("device[0].ability.encryption[1].kind", 16),
        ("device[0].ability.auth_labels[0].label", 22),
        ("device[0].nothing[3].at", 1),
        ("device[7].id", 1),
    ],
)
def test_line_is_found_by_path(where: str, line: int) -> None:
    assert find_line(GOOD, where) == line


def test_line_of_a_second_family_and_of_tables_under_headers() -> None:
    text = GOOD + '\n[[device]]\nid = "b"\n[[device.remarks]]\ntext = "A."\nabout = "menu"\n'
    start = GOOD.count("\n") + 2
    assert find_line(text, "device[1].id") == start + 1
    assert find_line(text, "device[1].remarks[0].about") == start + 4
