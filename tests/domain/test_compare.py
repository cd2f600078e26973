"""What changed since the last good run."""

from datetime import UTC, datetime

import pytest

from app.domain.check import CheckFinished, CheckRun
from app.domain.compare import compare, is_good, last_good
from app.domain.finding import Finding, Severity, State


def finding(code: str, severity: Severity = Severity.ERROR, subject: str = "h:587") -> Finding:
    return Finding(code=code, severity=severity, state=State.FOUND, subject=subject)


def run(*findings: Finding, day: int = 1) -> CheckRun:
    check = CheckFinished(id="c", findings=findings, elapsed_s=0.1)
    return CheckRun(started=datetime(2026, 1, day, tzinfo=UTC), elapsed_s=0.1, finished=(check,))


WELL = finding("smtp.auth.accepted", Severity.OK)
WARNING = finding("dns.dmarc.none", Severity.WARNING, "contoso.com")
ERROR = finding("smtp.auth.disabled_for_tenant")


def test_what_needs_somebody_only_now_has_appeared() -> None:
    changes = compare(run(WELL, WARNING), run(WARNING, ERROR, day=2))
    assert changes.appeared == (ERROR,)
    assert changes.gone == ()
    assert changes.since.day == 1


def test_what_needs_nobody_any_more_is_gone() -> None:
    assert compare(run(WARNING), run(WELL, day=2)).gone == (WARNING,)


@pytest.mark.parametrize(
    ("before", "after"),
    [("h:587", "h:25"), ("2001:db8::10", "2001:db8::11"), ("list.csv:5:name", "list.csv:6:name")],
)
def test_the_same_code_elsewhere_is_another_finding(before: str, after: str) -> None:
    then, now = (finding("smtp.port.silent", subject=subject) for subject in (before, after))
    changes = compare(run(then), run(now, day=2))
    assert (changes.appeared, changes.gone) == ((now,), (then,))
    assert compare(run(then), run(then, day=2)).is_nothing


def test_the_measure_is_the_latest_run_without_an_error() -> None:
    good, newer, bad = run(WELL), run(WARNING, day=2), run(ERROR, day=3)
    assert last_good((good, newer, bad)) is newer
    assert last_good((bad,)) is None
    assert not is_good(bad)
