"""The language that is spoken to whoever must act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.finding import Finding
from app.domain.handover.admin_step import StepWording
from app.domain.handover.message import ENGLISH, MessageWords
from app.domain.worded import Worded, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The language that is spoken to whoever must act."""

    words: MessageWords = ENGLISH
    word: Wording
    """Words a finding in this language, sentence by sentence."""
    step: StepWording
    """Says a step in this language, or in English where it has no words for it."""
    left_in_english: frozenset[str] = frozenset()
    """Ids of the steps and points of the checklist that it has no words for."""

    def say(self, findings: Iterable[Finding]) -> tuple[tuple[Worded, ...], frozenset[str]]:
        """Word findings, and name the codes of those of which something is in English."""
        said = tuple(self.word(finding) for finding in findings)
        english = (item.code for item in said if item.has_english(self.words.language))
        return said, frozenset(english)

    def frame(self, *, has_english: bool) -> MessageWords:
        """The sentences around findings and steps; what is in English is said to be so."""
        return self.words if has_english else replace(self.words, rest_in_english="")
