"""The shape of what `resources/i18n` says of the catalogue's entries; fields named as there."""

from __future__ import annotations

from msgspec import Struct


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the catalogue in another language."""

    of: str
    """The `digest` of the English that was translated; another one means that it has changed."""


class FindingWords(Words, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a finding says."""

    title: str
    cause: str = ""
    fix: tuple[str, ...] = ()


class StepWords(Words, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an admin step says; PowerShell is the same in every language."""

    title: str
    why: str
    clicks: tuple[str, ...]
    undo_clicks: tuple[str, ...] = ()
    waits: str = ""


class ChecklistWords(Words, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a point of the checklist says."""

    title: str
    why: str


class PathWords(Words, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a sending path."""

    name: str
    summary: str
    needs: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    ends: str = ""
    cost: str = ""
    doubt: str = ""


class ReasonWords(Words, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence for or against a path."""

    text: str
