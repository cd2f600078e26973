"""What a reader of English gets to read of an error or a finding."""

from __future__ import annotations

from app.catalogue import Catalogue
from app.catalogue.translation import Translation
from app.domain.errors import AppError
from app.domain.finding import Finding
from app.domain.worded import Worded

ENGLISH = Translation(Catalogue(), "en")


def in_words(told: AppError | Finding) -> Worded:
    """Word it; the catalogue must know its code, and every place in its words has a value."""
    finding = told.finding if isinstance(told, AppError) else told
    words = ENGLISH.catalogue.findings[finding.code]
    assert ENGLISH.catalogue.places(finding.code) <= finding.values.keys(), words
    return ENGLISH.word(finding)


def all_of(told: AppError | Finding) -> str:
    """Everything that is shown of it, in one text."""
    said = in_words(told)
    return "\n".join((said.title, said.cause, *said.fix, said.evidence))
