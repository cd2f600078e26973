"""Keeps faults.toml true: every fault has tests that exist and name the findings they expect."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import msgspec
import pytest

from app.catalogue import Catalogue

TESTS = Path(__file__).parents[1]
COUNT = 46


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fault, what plays it and what is expected."""

    number: int
    what: str
    codes: tuple[str, ...]
    tests: tuple[str, ...]


class Index(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them."""

    fault: tuple[Fault, ...]


FAULTS = msgspec.toml.decode(Path(__file__).with_name("faults.toml").read_bytes(), type=Index).fault


@cache
def source(path: str) -> str:
    return (TESTS / path).read_text("utf-8")


@cache
def functions(path: str) -> frozenset[str]:
    """Name the tests of a file."""
    return frozenset(
        node.name for node in ast.parse(source(path)).body if isinstance(node, ast.FunctionDef)
    )


def test_every_fault_has_its_entry() -> None:
    assert [fault.number for fault in FAULTS] == list(range(1, COUNT + 1))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.number))
def test_fault_is_played_and_named(fault: Fault) -> None:
    known = Catalogue().findings
    assert fault.tests
    for test in fault.tests:
        path, _, name = test.partition("::")
        assert name in functions(path), test
    told = "\n".join(source(test.partition("::")[0]) for test in fault.tests)
    for code in fault.codes:
        assert code in known or code.startswith("input."), code
        assert f'"{code}"' in told, code
