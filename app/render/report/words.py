"""The words of the report, read strictly."""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct

from app.catalogue.resources import I18N


class ReportWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of the report in one language."""

    language: str
    page: dict[str, str]
    severities: dict[str, str]
    states: dict[str, str]
    security: dict[str, str]
    authentication: dict[str, str]
    verdicts: dict[str, str]


@cache
def load_words(language: str) -> ReportWords:
    """Read the words of a language, strictly."""
    return msgspec.toml.decode((I18N / f"report.{language}.toml").read_bytes(), type=ReportWords)
