"""What is said for or against a path: a code with its values, worded where it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from app.domain.finding import Finding
from app.domain.path import SendingPath
from app.domain.worded import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing for or against a path; the catalogue has the sentence of its code."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What the sentence is filled with, by name."""
    path: SendingPath | None = None
    """The path whose name and end the sentence may tell."""
    seen: Finding | None = None
    """What was seen, where the sentence repeats its title."""


class Mention(Protocol):
    """Makes a remark; the catalogue knows which values its sentence waits for."""

    def __call__(
        self,
        code: str,
        values: Mapping[str, str] = ...,
        *,
        path: SendingPath | None = None,
        seen: Finding | None = None,
    ) -> Remark:
        """Mention one thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedRemark:
    """A remark, and what it says in one language."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    """All that the sentence was filled with."""
    text: Said
    sources: tuple[str, ...] = ()
    checked: date | None = None
    """The day on which somebody last looked at the sources."""
    doubt: str = ""


RemarkWording = Callable[[Remark], WordedRemark]
"""Words a remark in the language of whoever reads it."""
