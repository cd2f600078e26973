"""Failures of our own work, as codes with values; the catalogue has the words of each code.

CarriedError                an exception that carries a finding
└── AppError                something we tried could not be done
    └── InputError          what was typed or passed cannot be used as it is
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Self

from app.domain.finding import Finding, Severity

_NO_VALUES: Mapping[str, str] = MappingProxyType({})


class CarriedError(Exception):
    """An exception that carries a finding: its words are made where it is shown."""

    def __init__(
        self,
        code: str,
        *,
        values: Mapping[str, str] = _NO_VALUES,
        subject: str = "",
        evidence: str = "",
    ) -> None:
        super().__init__(code, dict(values))
        self.finding = Finding(
            code=code,
            values=dict(values),
            severity=Severity.ERROR,
            subject=subject,
            evidence=evidence,
        )

    @property
    def code(self) -> str:
        """Which failure it is."""
        return self.finding.code

    @property
    def values(self) -> Mapping[str, str]:
        """What its words are filled with."""
        return self.finding.values

    @property
    def evidence(self) -> str:
        """What was seen, or the typed text; raw."""
        return self.finding.evidence


class AppError(CarriedError):
    """Something we tried could not be done."""

    exit_code = 1
    """What the command line exits with when this ends a command."""

    @classmethod
    def from_finding(cls, finding: Finding) -> Self:
        """Make the error that stops an action from the finding that explains it."""
        error = cls(finding.code)
        error.args = (finding.code, dict(finding.values))
        error.finding = finding
        return error

    def as_finding(self, subject: str) -> Finding:
        """Show this failure in the list in which findings are shown."""
        finding = self.finding
        own = {"subject": finding.subject} if finding.subject else {}  # the words may name it
        values = {**own, **finding.values}
        return replace(finding, severity=Severity.ERROR, subject=subject, values=values)


class InputError(AppError):
    """What was typed or passed cannot be used; nothing was done with it."""

    exit_code = 2
