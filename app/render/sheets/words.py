"""The words of the printed sheet in one language, read strictly: a missing one is an error."""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct

from app.catalogue.message_words import message_languages
from app.catalogue.resources import I18N

LANGUAGES = message_languages()


class ErrorWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message that a device may show, and the way out."""

    message: str
    meaning: str


class SheetWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All words by what they are for; values and the vendor's labels are never translated."""

    language: str
    page: dict[str, str]
    actions: dict[str, str]
    values: dict[str, str]
    general: dict[str, str]
    confidence: dict[str, str]
    notices: dict[str, str]
    paths: dict[str, str]
    tests: dict[str, str]
    errors: dict[str, tuple[ErrorWords, ...]]
    """By kind of path: sign_in, relay, direct, bridge."""


@cache
def load_words(language: str) -> SheetWords:
    """Read the words of a language; raises FileNotFoundError for one that does not exist."""
    text = (I18N / f"sheet.{language}.toml").read_bytes()
    return msgspec.toml.decode(text, type=SheetWords)
