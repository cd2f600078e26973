"""No finding, error or check is worded in the code: it names a code whose words are data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
FILES = sorted(APP.rglob("*.py"))
MAKERS = frozenset(
    {
        *("Finding", "finding", "Check", "PlannedCheck", "Judgement", "tell", "sign_in_error"),
        *("explain", "Remark", "mention", "favour", "object_to", "rule_out"),
        *("PreparedStep", "fill_step"),
    }
)
RAW = frozenset({"evidence", "subject"})
"""What was seen, and what it is about, are not words of ours."""
SENTENCE = re.compile(r"[A-Za-zÀ-ÿ’']{2,} [A-Za-zÀ-ÿ’']+ ?[A-Za-zÀ-ÿ’']*")


def carriers() -> frozenset[str]:
    """Name the exceptions that carry a finding; what others say is for whoever mends a bug."""
    bases = {
        node.name: {called(base) for base in node.bases}
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = {"CarriedError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return frozenset(found)


def worded(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give each text of several words that a call which makes a finding is handed."""
    for table in tables_of_values(tree):
        yield from texts_of(table)
    for call in makers(tree):
        seen = call.args[1:2]  # evidence, where it is no table of values
        handed = [
            *(arg for arg in call.args if arg not in seen or isinstance(arg, ast.Dict)),
            *(word.value for word in call.keywords if word.arg not in RAW),
        ]
        for part in handed:
            yield from texts_of(part)


def makers(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node.func) in MAKERS | CARRIERS:
            yield node


def tables_of_values(tree: ast.AST) -> Iterator[ast.Dict]:
    """Give the tables that are written first and handed over by their name."""
    handed = {
        node.id
        for call in makers(tree)
        for part in (*call.args[1:], *(word.value for word in call.keywords))
        for node in ast.walk(part)
        if isinstance(node, ast.Name)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Dict)
            and any(isinstance(to, ast.Name) and to.id in handed for to in node.targets)
        ):
            yield node.value


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def texts_of(part: ast.expr) -> Iterator[tuple[int, str]]:
    """Look into what is written here, and not into calls: they are looked at by themselves."""
    if isinstance(part, ast.Call) and ast.unparse(part).endswith(".replace('_', ' ')"):
        yield part.lineno, "an English word made of a name of ours"
    if isinstance(part, ast.Call | ast.Lambda | ast.Compare):
        return
    if isinstance(part, ast.Constant):
        if isinstance(part.value, str) and SENTENCE.search(part.value):
            yield part.lineno, part.value
        return
    for child in ast.iter_child_nodes(part):
        if isinstance(child, ast.expr):
            yield from texts_of(child)


CARRIERS = carriers()


def test_the_errors_are_found() -> None:
    assert {"InputError", "SignInError", "ClientFileError", "TlsError"} <= CARRIERS
    assert "RecordError" not in CARRIERS


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(APP)) for path in FILES])
def test_what_is_told_is_not_worded_here(path: Path) -> None:
    assert list(worded(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        'raise InputError("This is not an IP address", code="x")',
        'raise AppError("a.b", values={"reason": "It has no header row."})',
        'Finding(code="a.b", title=f"No route to {host} was found")',
        'self._catalogue.finding("a.b", subject="x", values={"what": "another app " + name})',
        'Check(id="x", title="Reading the answer")',
        'def f():\n values = {"knows": known or "no way to sign in"}\n tell("a.b", values)',
        'case.rule_out("a.b", names=names or "all of them")',
        'facts.mention("a.b", {"name": "the one device"})',
        'tell("a.b", {"field": name.replace("_", " ")})',
    ],
)
def test_words_would_be_seen(code: str) -> None:
    assert list(worded(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        'raise InputError("input.ip.invalid", evidence="what was typed here")',
        'catalogue.finding("a.b", subject="the pasted text", values={"host": host})',
        'raise ValueError("this is for whoever mends it")',
    ],
)
def test_what_is_not_worded_is_left_alone(code: str) -> None:
    assert not list(worded(ast.parse(code)))
