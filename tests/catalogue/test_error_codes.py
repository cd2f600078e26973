"""Every code that an error or a check is made with has words, and the values they wait for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalogue import Catalogue

CATALOGUE = Catalogue()
APP = Path(__file__).parents[2] / "app"
MADE_BY_CODE = ("AppError", "InputError", "CatalogueError", "StoreError", "KeyringError")
CODE = re.compile(r"(input|client|export|gui|sheets|check|demo|plan)(\.[a-z0-9_]+)+\.?\Z")
"""Beginnings of codes that nothing but the catalogue has."""


def trees() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(APP.rglob("*.py")):
        yield str(path.relative_to(APP)), ast.parse(path.read_text("utf-8"))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call that makes an error by its code."""
    for name, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in MADE_BY_CODE and node.args:
                yield name, node


def code_of(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_an_error_with_a_written_code_gives_what_its_words_wait_for() -> None:
    seen = 0
    for name, call in calls():
        code = code_of(call.args[0])
        if code is None:
            continue
        seen += 1
        places = CATALOGUE.places(code)
        written = next((word.value for word in call.keywords if word.arg == "values"), None)
        if written is None:
            assert not places, (name, code)
        if isinstance(written, ast.Dict) and None not in written.keys:
            keys = {key.value for key in written.keys if isinstance(key, ast.Constant)}
            assert places <= keys, (name, code)
    assert seen > 30


def test_every_code_that_is_written_somewhere_has_words() -> None:
    known = set(CATALOGUE.findings)
    beginnings = {code[: end + 1] for code in known for end, sign in enumerate(code) if sign == "."}
    strange = [
        (name, node.value)
        for name, tree in trees()
        if not name.startswith("gui")  # widgets have names of the same form
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.match(node.value)
        and node.value not in known | beginnings
    ]
    assert strange == []


@pytest.mark.parametrize(
    "beginning",
    [
        "input.relay_ip.", "input.device_page.", "input.auth_report.", "input.devices.",
        "input.certificate.", "export.value_not_writable", "export.unsafe_name", "plan.left_out.",
        "plan.brought.", "sheets.address.", "input.target.",
    ],
)  # fmt: skip
def test_what_is_put_together_in_the_code_is_used_there(beginning: str) -> None:
    """Each word behind such a beginning stands somewhere, so no entry is left over."""
    source = "".join(path.read_text("utf-8") for path in APP.rglob("*.py"))
    for code in CATALOGUE.findings:
        if code.startswith(beginning):
            rest = code.removeprefix(beginning).lstrip(".")
            assert not rest or re.search(rf'["._]{rest}"', source), code
