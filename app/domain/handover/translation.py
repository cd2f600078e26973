"""Says in another language what was filled in and saved in English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from string import Formatter

from app.domain.finding import Finding
from app.domain.handover.message import ENGLISH, MessageWords

_FORMAT = Formatter()


def _as_it_is(finding: Finding) -> Finding | None:
    return finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The language that is spoken to whoever must act."""

    words: MessageWords = ENGLISH
    finding: Callable[[Finding], Finding | None] = _as_it_is
    """Words a finding in this language; None where it has no words for it."""
    left_in_english: frozenset[str] = frozenset()
    """Ids of the steps and points of the checklist that it has no words for."""

    def say(self, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], frozenset[str]]:
        """Word findings as far as that goes, and name the codes of those left in English."""
        pairs = [(item, self.finding(item)) for item in findings]
        left = frozenset(item.code for item, said in pairs if said is None)
        return tuple(said or item for item, said in pairs), left

    def frame(self, *, has_english: bool) -> MessageWords:
        """The sentences around findings and steps; what is in English is said to be so."""
        return self.words if has_english else replace(self.words, rest_in_english="")


PLAIN = Speech()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What one finding says, in one language; `{name}` waits for a value."""

    title: str
    cause: str = ""
    fix: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it, in a fixed order."""
        return (self.title, self.cause, *self.fix)


def translate_finding(finding: Finding, english: Wording, said: Wording) -> Finding | None:
    """Word a finding anew; None where it does not say what `english` says.

    A saved finding keeps its sentences and not the values in them, so these are read back.
    """
    old = (finding.title, finding.cause, *finding.fix)
    if not len(old) == len(english.sentences) == len(said.sentences):
        return None
    new = []
    for text, template, translated in zip(old, english.sentences, said.sentences, strict=True):
        values = read_values(template, text)
        if values is None:
            return None
        new.append(translated.format_map(values))
    title, cause, *fix = new
    return replace(finding, title=title, cause=cause, fix=tuple(fix))


def read_values(template: str, text: str) -> Mapping[str, str] | None:
    """Read out of `text` what stands in the `{places}` of `template`; None where it does not fit.

    A value ends where the template first goes on, so the work grows only with the text's length.
    """
    first, places = _split(template)
    if not text.startswith(first):
        return None
    rest = text[len(first) :]
    values: dict[str, str] = {}
    for number, (name, literal) in enumerate(places, start=1):
        end = len(rest) - len(literal) if number == len(places) else rest.find(literal)
        if end < 0 or not rest.startswith(literal, end):
            return None
        value, rest = rest[:end], rest[end + len(literal) :]
        if values.setdefault(name, value) != value:
            return None
    return values if not rest else None


def _split(template: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the first place, then each place with what follows it."""
    parts = list(_FORMAT.parse(template))
    names = [name for _, name, _, _ in parts if name]
    literals = [literal for literal, _, _, _ in parts]
    first, *later = literals or [""]
    return first, list(zip(names, (*later, ""), strict=False))
