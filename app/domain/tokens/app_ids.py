"""The ids by which Entra ID knows an app: several look alike, and each is told from the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.errors import InputError

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EXAMPLE = "It looks like 3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """One of the ids, and where it stands."""

    code: str
    name: str
    place: str
    way: str


_APPLICATION = _Kind(
    code="application_id",
    name="Application ID",
    place="the overview of the app registration",
    way="Entra ID > App registrations > your app, as Application (client) ID.",
)
_OBJECT = _Kind(
    code="object_id",
    name="Object ID",
    place="Enterprise applications, not under App registrations",
    way="Entra ID > Enterprise applications > your app, as Object ID.",
)


def parse_application_id(
    text: str, *, object_id: str = "", tenant_id: str = "", is_private: bool = False
) -> str:
    """Read an Application (client) ID; raises InputError for what is not one.

    The identity service of a private cloud may have ids of any form.
    """
    if is_private:
        return text.strip()
    others = {"the Enterprise application's Object ID": object_id, "the Directory ID": tenant_id}
    return _parse(text, _APPLICATION, others)


def parse_object_id(
    text: str, *, application_id: str = "", tenant_id: str = "", is_private: bool = False
) -> str:
    """Read an Enterprise application's Object ID; raises InputError for what is not one."""
    if is_private:
        return text.strip()
    others = {"the Application (client) ID": application_id, "the Directory ID": tenant_id}
    return _parse(text, _OBJECT, others)


def _parse(text: str, kind: _Kind, others: Mapping[str, str]) -> str:
    typed = _plain(text)
    if typed and not _GUID.fullmatch(typed):
        detail = f"{_EXAMPLE} and stands under {kind.place}."
        raise _refuse(kind, "invalid", f"This is not an {kind.name}", detail, text)
    for name, other in others.items():
        if typed and typed == _plain(other):
            detail = f"The {kind.name} stands under {kind.place}."
            raise _refuse(kind, "another", f"This is {name}", detail, text)
    return typed


def _plain(text: str) -> str:
    return text.strip().strip("{}").lower()


def _refuse(kind: _Kind, fault: str, title: str, detail: str, typed: str) -> InputError:
    return InputError(
        title,
        detail,
        code=f"input.{kind.code}.{fault}",
        next_steps=(f"Copy it from {kind.way}",),
        raw=typed[:100],
    )
