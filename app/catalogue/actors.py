"""What people call those who must act, in one place a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from app.catalogue.resources import I18N
from app.domain.finding import Actor
from app.domain.worded import ENGLISH


def name_actor(actor: Actor, language: str = ENGLISH) -> str:
    """Name who must act, within a sentence."""
    return _load_names(language)[actor]


def title_actor(actor: Actor, language: str) -> str:
    """Name who must act where the name stands alone."""
    name = name_actor(actor, language)
    return name[:1].upper() + name[1:]


@cache
def _load_names(language: str) -> Mapping[Actor, str]:
    content = (I18N / f"actors.{language}.toml").read_bytes()
    return msgspec.toml.decode(content, type=dict[Actor, str])
