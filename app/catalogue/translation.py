"""The catalogue's sentences in another language: `resources/i18n`, read when asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from app.catalogue.files import CatalogueError, read_named
from app.catalogue.loader import Catalogue, installed_catalogue
from app.catalogue.message_words import load_message_words
from app.catalogue.resources import I18N
from app.catalogue.schema.finding import FindingText
from app.catalogue.schema.path import AdminStep, ChecklistFacts, PathFacts, ReasonText
from app.catalogue.schema.words import (
    ChecklistWords,
    FindingWords,
    PathWords,
    ReasonWords,
    StepWords,
    Words,
)
from app.catalogue.wording import word, word_legacy, word_remark, word_step
from app.domain.finding import Actor, Finding
from app.domain.handover.admin_step import PreparedStep, WordedStep
from app.domain.handover.message import ENGLISH
from app.domain.handover.speech import Speech
from app.domain.path import SendingPath
from app.domain.paths.remark import Remark, WordedRemark
from app.domain.worded import Said, Worded, Wording

UNKNOWN = "app.finding_unknown"
F = TypeVar("F", bound=Struct)
W = TypeVar("W", bound=Words)


class Translation:
    """Entries of the catalogue in one language, each section read on first use and kept.

    What is not translated, or not since its English changed, is in none of them. English itself
    has no files, so nothing is read for it.
    """

    def __init__(self, catalogue: Catalogue, language: str, folder: Path = I18N) -> None:
        self.language = language
        self.catalogue = catalogue
        self._folder = folder / language

    @cached_property
    def findings(self) -> Mapping[str, FindingText]:
        """By code."""
        return self._translate("findings", FindingWords, self.catalogue.findings)

    @cached_property
    def admin_steps(self) -> Mapping[str, AdminStep]:
        """By id."""
        return self._translate("steps", StepWords, self._english_steps)

    @cached_property
    def _english_steps(self) -> Mapping[str, AdminStep]:
        return {step.id: step for step in self.catalogue.admin_steps}

    @cached_property
    def checklist(self) -> Mapping[str, ChecklistFacts]:
        """By id."""
        items = {item.id: item for item in self.catalogue.checklist}
        return self._translate("checklist", ChecklistWords, items)

    @cached_property
    def paths(self) -> Mapping[str, PathFacts]:
        """By id."""
        paths = {str(id_): path for id_, path in self.catalogue.paths.items()}
        return self._translate("paths", PathWords, paths)

    @cached_property
    def reasons(self) -> Mapping[str, ReasonText]:
        """By code."""
        return self._translate("advice", ReasonWords, self.catalogue.reasons)

    def path(self, id_: SendingPath) -> PathFacts:
        """What is known of a path, in English where it is not translated."""
        return self.paths.get(id_, self.catalogue.paths[id_])

    def word(self, finding: Finding) -> Worded:
        """Say a finding in this language, and in English what it has no words for."""
        if finding.legacy is not None:
            return word_legacy(finding, finding.legacy)
        english = self.catalogue.findings.get(finding.code)
        if english is None:
            return self._word_unknown(finding)
        return word(finding, english, self.findings.get(finding.code), self.language)

    def remark(self, remark: Remark) -> WordedRemark:
        """Say what speaks for or against a path, in English where it is not translated."""
        values = {**self._about(remark.path), **remark.values}
        if remark.seen is not None:
            values["seen"] = self.word(remark.seen).title
        english, said = self.catalogue.reasons[remark.code], self.reasons.get(remark.code)
        return word_remark(remark, values, english, said, self.language)

    def step(self, step: PreparedStep) -> WordedStep:
        """Say a step with its values, all of it in English where it is not translated."""
        return word_step(step, self._english_steps[step.id], self.admin_steps.get(step.id))

    def _about(self, path: SendingPath | None) -> dict[str, str]:
        if path is None:
            return {}
        facts = self.path(path)
        return {"path": facts.name, "ends": facts.ends}

    def _word_unknown(self, finding: Finding) -> Worded:
        """A finding of another version, which has words that this one lacks."""
        told = {"code": finding.code, "values": "; ".join(finding.values.values()) or "…"}
        strange = replace(finding, code=UNKNOWN, values=told)
        return replace(self.word(strange), finding=finding)

    @property
    def speech(self) -> Speech:
        """What the rules need to speak this language; raises InputError for one without words."""
        words = load_message_words(self.language)
        if words is ENGLISH:
            return Speech(word=self.word, step=self.step)
        steps = self._english_steps.keys() - self.admin_steps.keys()
        points = {item.id for item in self.catalogue.checklist} - self.checklist.keys()
        left = frozenset(steps | points)
        return Speech(words=words, word=self.word, step=self.step, left_in_english=left)

    def _translate(
        self, section: str, kind: type[W], originals: Mapping[str, F]
    ) -> Mapping[str, F]:
        read = read_named(self._folder / section, kind)
        return {
            id_: msgspec.structs.replace(originals[id_], **_told(words))
            for id_, words in read.items()
            if id_ in originals and words.of == digest(originals[id_], kind)
        }


@cache
def installed_translation(language: str) -> Translation:
    """Words of the installed catalogue, for what shows them and builds nothing else."""
    return Translation(installed_catalogue(), language)


@cache
def installed_wording(language: str) -> Wording:
    """Words findings, and shows the bare code where the installed catalogue is damaged."""
    translation = installed_translation(language)

    def word_it(finding: Finding) -> Worded:
        try:
            return translation.word(finding)
        except CatalogueError as exc:
            return _without_words(finding, exc)

    return word_it


def _without_words(finding: Finding, damage: CatalogueError) -> Worded:
    """Show the bare code: the file that has the words is the one that is damaged."""
    told = "; ".join((*finding.values.values(), *damage.finding.values.values(), damage.evidence))
    return Worded(
        finding=finding,
        title=Said(finding.code),
        cause=Said(told),
        fix=(Said("Install Sendwright again."),),
        who_acts=Actor.YOU,
    )


def digest(entry: Struct, kind: type[Words]) -> str:
    """Fingerprint of those English sentences of an entry that `kind` has fields for."""
    said = [getattr(entry, name) for name in sorted(_fields(kind))]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:8]


def _told(words: Words) -> dict[str, str | tuple[str, ...]]:
    return {name: getattr(words, name) for name in _fields(type(words))}


def _fields(kind: type[Words]) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name != "of")
