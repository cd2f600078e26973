"""The linter of the device catalogue: what a contributor is told about a file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.devices.lint import lint_devices
from app.catalogue.resources import CATALOGUE, HELP

TODAY = date(2026, 11, 25)
FILES = sorted((CATALOGUE / "devices").glob("*.toml"))
GOOD = """
[[device]]
id = "acme-laser"
vendor = "Acme"
family = "Laser"
kind = "mfp"
fields = [
    { label = "Server", value = "server" },
    { label = "Port", value = "port" },
]
sources = ["https://acme.example/manual"]
checked = 2026-11-25
"""


REMARK, OTHER = 'kind = "mfp"\nremarks = [{ text = "', '", about = "other" }]'


def lint(text: str, taken: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    faults = lint_devices(text.encode(), taken, today=TODAY)
    return [(fault.where, fault.what, fault.fix) for fault in faults]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_of_the_catalogue_has_nothing_to_put_right(path: Path) -> None:
    assert lint_devices(path.read_bytes(), today=date.today()) == ()


def test_good_file_has_no_fault() -> None:
    assert lint(GOOD) == []
    assert lint("\ufeff" + GOOD) == []


def test_example_of_the_guide_is_right_and_shows_most_keys() -> None:
    page = (HELP / "device_catalogue.md").read_text("utf-8")
    example = re.search(r"<!-- example.*?```toml\n(.*?)```", page, re.DOTALL)
    assert example
    assert lint(example[1]) == []
    for key in ("id", "vendor", "fields", "security_labels", "remarks", "sources", "doubt"):
        assert f"\n{key} = " in example[1]


@pytest.mark.parametrize(
    ("good", "bad", "where", "word"),
    [
        ('"acme-laser"', '"Acme Laser"', "device[0].id", "hyphens"),
        ('id = "acme-laser"\n', "", "device[0]", "Add a line: id"),
        ('"mfp"', '"mpf"', "device[0].kind", "Did you mean “mfp”"),
        ('value = "port"', 'value = "prot"', "device[0].fields[1].value", "Did you mean “port”"),
        ('label = "Port"', 'lable = "Port"', "device[0].fields[1]", "Did you mean “label”"),
        ('label = "Port"', 'label = ""', "device[0].fields[1].label", "Put something in"),
        ('label = "Port"', 'label = " Port"', "device[0].fields[1].label", "spaces"),
        ('kind = "mfp"', 'kind = "mfp"\nremark = []', "device[0]", "“remarks”"),
        ('kind = "mfp"', f"{REMARK}No end{OTHER}", "device[0].remarks[0].text", "full stop"),
        ('kind = "mfp"', f"{REMARK}TODO.{OTHER}", "device[0].remarks[0].text", "unverified"),
        ('kind = "mfp"', 'kind = "mfp"\nremarks = "A."', "device[0].remarks", "square brackets"),
        ('kind = "mfp"', 'kind = "mfp"\ndoubt = "Is it?"', "device[0].doubt", "third_party"),
        ('kind = "mfp"', 'kind = "mfp"\nconfidence = "unconfirmed"', "device[0].doubt", "sentence"),
        ('kind = "mfp"', 'kind = "mfp"\ncommands = ["{prt}"]', "device[0].commands[0]", "{port}"),
        ('kind = "mfp"', 'kind = "mfp"\naliases = ["a", "A"]', "device[0].aliases[1]", "Take one"),
        ('["https://acme.example/manual"]', "[]", "device[0].sources", "at least one"),
        ("https://acme", "htp://acme", "device[0].sources[0]", "https://"),
        ("2026-11-25", "2027-11-25", "device[0].checked", "the day"),
        ("2026-11-25", '"yesterday"', "device[0].checked", "quotes"),
        ("[[device]]", "[[devices]]", "", "[[device]]"),
        ('"mfp"', '"mfp', "", "double quotes"),
    ],
)  # fmt: skip
def test_fault_names_its_place_and_the_way_out(good: str, bad: str, where: str, word: str) -> None:
    assert good in GOOD
    faults = lint(GOOD.replace(good, bad, 1))
    assert (where, True) in [(fault[0], word in fault[2] or word in fault[1]) for fault in faults]


def test_all_faults_are_told_at_once() -> None:
    text = GOOD.replace('"server"', '"sever"').replace('"port"', '"prot"').replace("mfp", "mpf")
    assert [where for where, _, _ in lint(text)] == [
        "device[0].fields[0].value",
        "device[0].fields[1].value",
        "device[0].kind",
    ]


def test_id_may_not_be_taken_by_another_family_or_file() -> None:
    assert lint(GOOD + GOOD)[0][0] == "device[1].id"
    assert "taken" in lint(GOOD, taken=("acme-laser",))[0][1]


def test_other_encodings_are_named() -> None:
    (fault,) = lint_devices(GOOD.encode("utf-16"), today=TODAY)
    assert "UTF-8" in fault.what


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_nothing_makes_the_linter_fail(content: bytes) -> None:
    assert lint_devices(content, today=TODAY)


@given(
    st.dictionaries(
        st.sampled_from(["id", "vendor", "kind", "fields", "sources", "checked", "remarks"]),
        st.sampled_from(['""', "1", "[]", "[1]", "[[]]", "{}", "[{label = 1}]", "true", '"x"']),
    )
)
def test_wrong_types_anywhere_are_faults(keys: dict[str, str]) -> None:
    text = "[[device]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
    assert lint(text)


def test_deep_nesting_is_a_fault_like_any_other() -> None:
    assert lint("a = " + "[" * 5000)


def test_two_families_without_an_id_are_told_apart() -> None:
    """Fuzzing found it: the second was said to have the first one's id, which it has not."""
    faults = lint_devices(b"[[device]]\n[[device]]\n", today=TODAY)
    assert {fault.where.partition(".")[0] for fault in faults} == {"device[0]", "device[1]"}
    assert not any("taken" in fault.what for fault in faults)
