"""Every PowerShell block parses, and no value ever leaves its literal, whatever is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import tree_sitter_powershell
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Language, Node, Parser

from app.catalogue import Catalogue
from app.catalogue.schema.path import AdminStep
from app.catalogue.steps import prepare_step
from app.domain.handover.admin_step import StepValue, WordedStep, fill_step, quote_powershell
from tests.wording import ENGLISH

PARSER = Parser(Language(tree_sitter_powershell.language()))
CATALOGUE = Catalogue()
STEPS = CATALOGUE.admin_steps
WITH_CODE = [step for step in STEPS if step.powershell or step.undo]
PLACE = re.compile(r"<<([a-z_]+)>>")
HOSTILE = (
    "'; Remove-Mailbox -Identity *; '",
    "$(Remove-Mailbox *)",
    "`$x",
    '"$env:USERNAME"',
    "a b",
    "#comment",
    "@'",
    "'@",
    "-Confirm:$false",
    "{ }",
    "\u2019; Remove-Mailbox *",
    "|",
    ";",
    "o'brien@contoso.com",
    "<<mailbox>>",
    "&{calc}",
    "",
)
# What a hostile value would have to make to do harm, and its harmless twin.
PLAIN = "plain"


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


def shape_of(code: str) -> list[str]:
    """The kinds of all parts of a script; equal shapes do the same with other values."""
    root = PARSER.parse(code.encode()).root_node
    parts = list(walk(root))
    assert not [part for part in parts if part.is_error or part.is_missing], code
    return [part.type for part in parts]


def fill(step: AdminStep, value: StepValue) -> WordedStep:
    prepared = prepare_step(step)
    return ENGLISH.step(fill_step(prepared, dict.fromkeys(prepared.names, value)))


def scripts(step: AdminStep | WordedStep) -> list[str]:
    return [code for code in (step.powershell, step.undo) if code]


@pytest.mark.parametrize("step", WITH_CODE, ids=lambda step: step.id)
def test_powershell_parses_without_an_error(step: AdminStep) -> None:
    for code in scripts(fill(step, PLAIN)):
        assert "pipeline" in shape_of(code)


@pytest.mark.parametrize("step", WITH_CODE, ids=lambda step: step.id)
def test_powershell_keeps_its_shape_with_hostile_values(step: AdminStep) -> None:
    plain = [shape_of(code) for code in scripts(fill(step, PLAIN))]
    for value in HOSTILE:
        assert [shape_of(code) for code in scripts(fill(step, value))] == plain, value


@pytest.mark.parametrize("step", WITH_CODE, ids=lambda step: step.id)
def test_powershell_takes_lists_where_it_takes_values(step: AdminStep) -> None:
    for code in scripts(fill(step, ("203.0.113.10", "203.0.113.11"))):
        assert shape_of(code)


@pytest.mark.parametrize("step", WITH_CODE, ids=lambda step: step.id)
def test_places_stand_where_a_whole_literal_belongs(step: AdminStep) -> None:
    for code in scripts(step):
        for place in PLACE.finditer(code):
            before, after = code[: place.start()][-1:], code[place.end() :][:1]
            assert before in ("", " ", "\n")
            assert after in ("", " ", "\n", ")")
            line = code[: place.start()].rpartition("\n")[2]
            assert line.count("'") % 2 == 0
            assert line.count('"') % 2 == 0
            assert "#" not in line


@pytest.mark.parametrize("step", WITH_CODE, ids=lambda step: step.id)
def test_powershell_asks_nothing_back_in_the_middle_of_a_paste(step: AdminStep) -> None:
    """A line that asks for a confirmation would swallow the next one."""
    for line in "\n".join(scripts(step)).splitlines():
        if re.search(r"\b(Remove|Disconnect)-(?!MgApplication|BlockedConnector)", line):
            assert "-Confirm:$false" in line, line


def above(node: Node) -> Iterator[str]:
    parent = node.parent
    while parent is not None:
        yield parent.type
        parent = parent.parent


@pytest.mark.parametrize("step", WITH_CODE, ids=lambda step: step.id)
def test_what_is_made_is_looked_for_first_so_that_a_second_run_changes_nothing(
    step: AdminStep,
) -> None:
    root = PARSER.parse(fill(step, PLAIN).powershell.encode()).root_node
    for node in walk(root):
        makes = re.match(rb"(New|Add|Install)-", node.text or b"")
        if node.type == "command_name" and makes and step.id != "high_volume.sign_in":
            assert "if_statement" in set(above(node)), node.text


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_what_changes_something_can_be_taken_back(step: AdminStep) -> None:
    changing = re.search(r"\b(Set|New|Add|Enable|Disable)-(?!Object)", step.powershell)
    if changing and step.id != "high_volume.sign_in":  # no command is known that takes it back
        assert step.undo or step.undo_clicks


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_a_quoted_value_is_one_literal(value: str) -> None:
    literal = quote_powershell(value)
    assert shape_of(f"Set-X -Identity {literal} -Y $true") == shape_of(
        "Set-X -Identity 'a' -Y $true"
    )


COMMAND = re.compile(r"\b(?:Get|Set|Add|New|Remove|Enable|Disable)-[A-Z]\w+ [^,.]*-?\w[^,]*")
IN_FINDINGS = [
    (text.code, found[0].rstrip("."))
    for text in CATALOGUE.findings.values()
    for fix in text.fix
    for found in COMMAND.finditer(fix)
    if "{" in found[0]
]


@pytest.mark.parametrize(("code", "command"), IN_FINDINGS, ids=[code for code, _ in IN_FINDINGS])
def test_commands_in_findings_keep_their_shape_too(code: str, command: str) -> None:
    names = re.findall(r"\{(\w+)\}", command)
    assert all(name.endswith("_quoted") for name in names)

    def filled(value: str) -> list[str]:
        return shape_of(command.format_map(dict.fromkeys(names, quote_powershell(value))))

    plain = filled(PLAIN)
    assert "command" in plain
    for value in HOSTILE:
        assert filled(value) == plain, value


def test_some_findings_have_commands() -> None:
    assert len(IN_FINDINGS) >= 8
