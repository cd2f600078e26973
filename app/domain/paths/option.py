"""One sending path weighed for one client, sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.path import SendingPath
from app.domain.paths.brief import AdviceFacts, Brief, Sentence
from app.domain.worded import Said


class Fit(StrEnum):
    """How well a path suits; the order is the order of showing."""

    RECOMMENDED = "recommended"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One sentence for or against a path, with the code that tests and translations know it by."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What the sentence was filled with."""
    text: Said
    sources: tuple[str, ...] = ()
    checked: date | None = None
    """The day on which somebody last looked at the sources."""
    doubt: str = ""

    @classmethod
    def of(cls, code: str, sentence: Sentence, values: Mapping[str, str]) -> Remark:
        """Fill a sentence of the catalogue."""
        return cls(
            code=code,
            values=dict(values),
            text=Said(sentence.text.format_map(values), sentence.text.language),
            sources=sentence.sources,
            checked=sentence.checked,
            doubt=sentence.doubt,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One path and how it suits this client."""

    path: SendingPath
    fit: Fit
    grounds: tuple[Remark, ...] = ()
    """What speaks for it."""
    obstacles: tuple[Remark, ...] = ()
    """What speaks against it, or must be minded; for an impossible path the first says why."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentences that speak for it."""
        return tuple(remark.text for remark in self.grounds)

    @property
    def objections(self) -> tuple[str, ...]:
        """The sentences that speak against it."""
        return tuple(remark.text for remark in self.obstacles)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all remarks."""
        return tuple(remark.code for remark in (*self.grounds, *self.obstacles))


class Case:
    """Collects what speaks for and against one path, and closes with the verdict."""

    def __init__(self, path: SendingPath, brief: Brief, facts: AdviceFacts) -> None:
        self.path = path
        self.brief = brief
        self._facts = facts
        self._grounds: list[Remark] = []
        self._hurdles: list[Remark] = []
        self._barriers: list[Remark] = []

    def _remark(self, code: str, values: Mapping[str, str]) -> Remark:
        sentence = self._facts.sentences[code]
        known = {"path": self._facts.names[self.path], "ends": self._facts.ends[self.path]}
        return Remark.of(code, sentence, {**known, **values})

    def favour(self, code: str, *, when: bool = True, **values: str) -> None:
        """Count a sentence in its favour."""
        if when:
            self._grounds.append(self._remark(code, values))

    def object_to(self, code: str, *, when: bool = True, **values: str) -> None:
        """Name what speaks against it without ruling it out."""
        if when:
            self._hurdles.append(self._remark(code, values))

    def rule_out(self, code: str, *, when: bool = True, **values: str) -> None:
        """Name why it cannot work."""
        if when:
            self._barriers.append(self._remark(code, values))

    def close(self) -> Option:
        """Give the verdict; what rules a path out leaves nothing else worth reading."""
        return Option(
            path=self.path,
            fit=Fit.IMPOSSIBLE if self._barriers else Fit.POSSIBLE,
            grounds=() if self._barriers else tuple(self._grounds),
            obstacles=tuple(self._barriers or self._hurdles),
        )
