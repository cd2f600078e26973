"""The ids by which Entra ID knows an app: several look alike, and each is told from the others."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.errors import InputError
from app.domain.visible import make_visible

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST = 200
"""Chosen: an id has 36 characters; with blanks and quotes around it is still short."""
_EXAMPLE = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def parse_application_id(
    text: str, *, object_id: str = "", tenant_id: str = "", is_private: bool = False
) -> str:
    """Read an Application (client) ID; raises InputError for what is not one.

    The identity service of a private cloud may have ids of any form.
    """
    if is_private:
        return _any_form(text, "application_id")
    return _parse(text, "application_id", {"another": object_id, "directory": tenant_id})


def parse_object_id(
    text: str, *, application_id: str = "", tenant_id: str = "", is_private: bool = False
) -> str:
    """Read an Enterprise application's Object ID; raises InputError for what is not one."""
    if is_private:
        return _any_form(text, "object_id")
    return _parse(text, "object_id", {"another": application_id, "directory": tenant_id})


def _any_form(text: str, kind: str) -> str:
    """Take an id of any form, as long as it is one line of characters that can be seen."""
    typed = text.strip()
    if len(typed) > _LONGEST or make_visible(typed) != typed:
        raise InputError(f"input.{kind}.invalid", values={"example": _EXAMPLE}, evidence=text[:100])
    return typed


def _parse(text: str, kind: str, others: Mapping[str, str]) -> str:
    """Read an id; `others` are the ids it is mistaken for, by the fault that each is."""
    typed = _plain(text)
    if typed and not _GUID.fullmatch(typed):
        raise InputError(f"input.{kind}.invalid", values={"example": _EXAMPLE}, evidence=text[:100])
    for fault, other in others.items():
        if typed and typed == _plain(other):
            raise InputError(f"input.{kind}.{fault}", evidence=text[:100])
    return typed


def _plain(text: str) -> str:
    return text.strip().strip("{}").lower()
