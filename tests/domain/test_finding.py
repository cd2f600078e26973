"""Findings: their order, what a command exits with, and errors shown as findings."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import permutations

import pytest

from app.domain.errors import AppError, InputError
from app.domain.finding import Finding, Severity, State, exit_code, sort_worst_first


def finding(
    severity: Severity = Severity.OK, state: State = State.FOUND, code: str = "a.b"
) -> Finding:
    return Finding(code=code, severity=severity, state=state, subject="x")


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ((), 0),
        ((finding(),), 0),
        ((finding(Severity.INFO),), 0),
        ((finding(Severity.WARNING),), 0),
        ((finding(Severity.WARNING, State.ABSENT),), 0),
        ((finding(Severity.ERROR),), 1),
        ((finding(Severity.ERROR, State.ABSENT),), 1),
        ((finding(Severity.WARNING, State.UNTOLD),), 3),
        ((finding(Severity.INFO, State.UNTOLD),), 3),
        ((finding(), finding(Severity.WARNING, State.UNTOLD), finding(Severity.ERROR)), 1),
    ],
)
def test_exit_code(findings: tuple[Finding, ...], code: int) -> None:
    for order in permutations(findings):
        assert exit_code(order) == code


def test_sort_worst_first_keeps_the_order_among_equals() -> None:
    made = tuple(
        finding(severity, code=f"{severity}.n{i}") for i in range(2) for severity in Severity
    )
    codes = [item.code for item in sort_worst_first(tuple(reversed(made)))]
    assert codes == [f"{severity}.n{i}" for severity in Severity for i in (1, 0)]


@pytest.mark.parametrize(
    ("severity", "state", "well"),
    [
        (Severity.OK, State.FOUND, True),
        (Severity.INFO, State.ABSENT, True),
        (Severity.OK, State.UNTOLD, False),
        (Severity.WARNING, State.FOUND, False),
        (Severity.ERROR, State.ABSENT, False),
    ],
)
def test_is_well(severity: Severity, state: State, *, well: bool) -> None:
    assert finding(severity, state).is_well is well


def test_finding_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        finding().__setattr__("subject", "y")


def test_error_and_finding_are_the_same() -> None:
    error = AppError("a.b", values={"host": "mail"}, evidence="550 no")
    shown = error.as_finding("host:25")
    assert (shown.severity, shown.state, shown.subject) == (Severity.ERROR, State.FOUND, "host:25")
    assert (shown.code, shown.values, shown.evidence) == ("a.b", {"host": "mail"}, "550 no")
    again = AppError.from_finding(shown)
    assert again.as_finding("host:25").code == "a.b"
    assert "a.b" in str(again)


def test_an_error_shown_elsewhere_keeps_the_subject_its_words_name() -> None:
    error = AppError("a.b", subject="contoso-com")
    assert error.as_finding("sendwright").values == {"subject": "contoso-com"}


def test_what_was_typed_wrongly_is_a_wrong_use() -> None:
    assert InputError("x").exit_code == 2
    assert AppError("x").exit_code == 1
