"""How the sign-in service says no: AADSTS numbers, their texts and their OAuth errors."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import msgspec

from app.catalogue import Catalogue
from app.practice.facts import ErrorFacts, SignInFacts

_GAP = "…"
_DEFAULT_ERROR = "invalid_grant"


class SignInRefusedError(Exception):
    """The service refuses with this number; the values fill the gaps of its text in order."""

    def __init__(self, number: int, *values: str) -> None:
        super().__init__(number)
        self.number = number
        self.values = values


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The JSON of a refusal, field by field as the service sends it."""

    error: str
    error_description: str
    error_codes: tuple[int, ...]
    timestamp: str
    trace_id: str
    correlation_id: str
    suberror: str = ""


class Refusals:
    """Finds the words for a number: a finding's literal, else the text beside it."""

    def __init__(self, facts: SignInFacts, catalogue: Catalogue) -> None:
        self._errors = {number: item for item in facts.error for number in item.numbers}
        self._texts = {item.number: item.text for item in facts.text}
        self._prefix = facts.finding_prefix
        self._catalogue = catalogue

    def text(self, refused: SignInRefusedError) -> str:
        """Give the service's sentence, its gaps filled."""
        text = self._literal(refused.number)
        for value in refused.values:
            text = text.replace(_GAP, value, 1)
        return text

    def body(self, refused: SignInRefusedError, correlation_id: str = "") -> ErrorBody:
        """Make what the token endpoint answers."""
        facts = self._facts_of(refused)
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        trace, correlation = str(uuid.uuid4()), correlation_id or str(uuid.uuid4())
        return ErrorBody(
            error=facts.error,
            error_description=f"{self.text(refused)}\r\nTrace ID: {trace}\r\n"
            f"Correlation ID: {correlation}\r\nTimestamp: {now}",
            error_codes=(refused.number,),
            timestamp=now,
            trace_id=trace,
            correlation_id=correlation,
            suberror=facts.suberror,
        )

    def at_redirect(self, refused: SignInRefusedError) -> dict[str, str]:
        """Make what the redirect carries instead of a code."""
        facts, body = self._facts_of(refused), self.body(refused)
        return {
            "error": facts.at_redirect or facts.error,
            "error_description": body.error_description,
        }

    def _literal(self, number: int) -> str:
        marker = f"AADSTS{number}:"
        finding = self._catalogue.findings.get(f"{self._prefix}{number}")
        literals = [match.literal for match in finding.match] if finding else []
        found = next((text for text in literals if text.startswith(marker)), "")
        return found or self._texts.get(number, f"{marker} The request was refused.")

    def _facts_of(self, refused: SignInRefusedError) -> ErrorFacts:
        default = ErrorFacts(numbers=(refused.number,), error=_DEFAULT_ERROR)
        return self._errors.get(refused.number, default)
