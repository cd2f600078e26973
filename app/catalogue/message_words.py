"""The languages in which messages to others are framed."""

from __future__ import annotations

from functools import cache

import msgspec

from app.catalogue.resources import I18N
from app.domain.errors import InputError
from app.domain.handover.message import ENGLISH, MessageWords


def message_languages() -> tuple[str, ...]:
    """English first, then what else there is."""
    others = (path.name.split(".")[1] for path in I18N.glob("message.*.toml"))
    return (ENGLISH.language, *sorted(others))


@cache
def load_message_words(language: str) -> MessageWords:
    """Read the words of a language, strictly; raises InputError for one that is not there."""
    if language == ENGLISH.language:
        return ENGLISH
    if language not in message_languages():
        values = {"language": language[:20], "known": ", ".join(message_languages())}
        raise InputError("input.language.unknown", values=values)
    content = (I18N / f"message.{language}.toml").read_bytes()
    return MessageWords(**msgspec.toml.decode(content, type=dict[str, str]))
