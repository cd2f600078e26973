"""Failures of our own work, told so that a person knows what to do next.

AppError                something we tried could not be done
└── InputError          what was typed or passed cannot be used as it is
"""

from __future__ import annotations

from typing import Self

from app.domain.finding import Actor, Finding, Severity, State


class AppError(Exception):
    """What happened, why, who must act and what to do next; the raw text stays beside it."""

    exit_code = 1
    """What the command line exits with when this ends a command."""

    def __init__(
        self,
        title: str,
        detail: str = "",
        *,
        code: str = "app.failed",
        next_steps: tuple[str, ...] = (),
        who_acts: Actor = Actor.YOU,
        raw: str = "",
        sources: tuple[str, ...] = (),
    ) -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.code = code
        self.next_steps = next_steps
        self.who_acts = who_acts
        self.raw = raw
        self.sources = sources

    @classmethod
    def from_finding(cls, finding: Finding) -> Self:
        """Make the error that stops an action from the finding that explains it."""
        return cls(
            finding.title,
            finding.cause,
            code=finding.code,
            next_steps=finding.fix,
            who_acts=finding.who_acts,
            raw=finding.evidence,
            sources=finding.sources,
        )

    def as_finding(self, subject: str) -> Finding:
        """Show this failure in the list in which findings are shown."""
        return Finding(
            code=self.code,
            severity=Severity.ERROR,
            state=State.FOUND,
            subject=subject,
            evidence=self.raw,
            title=self.title,
            cause=self.detail,
            who_acts=self.who_acts,
            fix=self.next_steps,
            sources=self.sources,
        )


class InputError(AppError):
    """What was typed or passed cannot be used; nothing was done with it."""

    exit_code = 2
