"""A finding in words, for whoever reads it; each sentence knows the language that it is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self

from app.domain.finding import Actor, Certainty, Finding, Severity, State

ENGLISH = "en"


class Said(str):
    """One sentence, and its language; English where the one asked for has no words for it."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = ENGLISH) -> Self:
        """Keep the language with the text."""
        said = super().__new__(cls, text)
        said.language = language
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A finding, and what it says in one language."""

    finding: Finding
    title: Said
    cause: Said
    fix: tuple[Said, ...] = ()
    """Steps in order; each is one sentence."""
    who_acts: Actor = Actor.NOBODY
    sources: tuple[str, ...] = ()
    checked: date | None = None
    """The day on which somebody last looked at the sources."""
    said_on: date | None = None
    """The day on which 0.1 said this; None for what is worded now."""

    @property
    def code(self) -> str:
        """The finding's."""
        return self.finding.code

    @property
    def severity(self) -> Severity:
        """The finding's."""
        return self.finding.severity

    @property
    def state(self) -> State:
        """The finding's."""
        return self.finding.state

    @property
    def subject(self) -> str:
        """The finding's."""
        return self.finding.subject

    @property
    def evidence(self) -> str:
        """The finding's."""
        return self.finding.evidence

    @property
    def confidence(self) -> Certainty | None:
        """The finding's."""
        return self.finding.confidence

    @property
    def is_well(self) -> bool:
        """Nobody has to do anything."""
        return self.finding.is_well

    @property
    def in_one(self) -> str:
        """Title and cause as running text."""
        return f"{self.title}. {self.cause}" if self.cause else self.title

    def has_english(self, language: str) -> bool:
        """Say whether some of it is in English though another language was asked for."""
        said = (self.title, self.cause, *self.fix)
        return any(text and text.language != language for text in said)


Wording = Callable[[Finding], Worded]
"""Words a finding in the language of whoever reads it."""
