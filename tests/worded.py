"""A finding with words of its own, which no catalogue has."""

from __future__ import annotations

from datetime import date

from app.domain.finding import Actor, Finding, Severity, State
from app.domain.worded import Said, Worded


def worded(
    code: str,
    *,
    title: str,
    cause: str = "",
    fix: tuple[str, ...] = (),
    who_acts: Actor = Actor.TENANT_ADMIN,
    severity: Severity = Severity.ERROR,
    state: State = State.FOUND,
    subject: str = "contoso.com",
    evidence: str = "",
    sources: tuple[str, ...] = (),
    checked: date | None = None,
) -> Worded:
    """Make a finding with words of its own; its code may be any."""
    return Worded(
        finding=Finding(
            code=code, severity=severity, state=state, subject=subject, evidence=evidence
        ),
        title=Said(title),
        cause=Said(cause),
        fix=tuple(Said(step) for step in fix),
        who_acts=who_acts,
        sources=sources,
        checked=checked,
    )
