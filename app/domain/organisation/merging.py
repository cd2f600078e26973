"""Joins two changes of one client that were made side by side: three versions, field by field."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from app.domain.organisation.client import Client
from app.domain.organisation.fields import GROUPS, get_field, set_field

_MACHINE = frozenset(
    {
        "detection", "tested_at", "findings", "reported", "reported_at", "certificate_until",
        "sign_in.signed_in_at", "sign_in.method", "step",
    }
)  # fmt: skip
"""What no person types, so nobody is asked about it: what this side knows now is taken."""
_TOGETHER = {
    "findings": "tested_at",
    "reported": "reported_at",
    "sign_in.method": "sign_in.signed_in_at",
}
"""Fields that belong to a moment: the later one wins, and they go with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The client with both changes."""

    client: Client
    conflicts: tuple[str, ...] = ()
    """Fields that both sides changed to different values; the client has this side's."""


def merge(base: Client, mine: Client, theirs: Client) -> Merged:
    """Join what changed since `base` on this side and elsewhere."""
    conflicts: list[str] = []
    client = _merge_group(base, mine, theirs, "", conflicts)
    for name, moment in _TOGETHER.items():
        client = _follow(client, name, moment, mine, theirs)
    return Merged(client=client, conflicts=tuple(conflicts))


def _merge_group(base: Any, mine: Any, theirs: Any, prefix: str, conflicts: list[str]) -> Any:
    joined = {}
    for one in fields(base):
        name = f"{prefix}{one.name}"
        was, ours, other = (getattr(side, one.name) for side in (base, mine, theirs))
        if isinstance(was, GROUPS):
            joined[one.name] = _merge_group(was, ours, other, f"{name}.", conflicts)
        else:
            joined[one.name] = _merge_value(was, ours, other, name, conflicts)
    return replace(mine, **joined)


def _merge_value(was: Any, ours: Any, other: Any, name: str, conflicts: list[str]) -> Any:
    if ours in (was, other):
        return other
    if other == was:
        return ours
    if name.endswith("_at"):
        return max(filter(None, (ours, other)), default=None)
    if name in _MACHINE:
        return ours
    if isinstance(was, tuple) and isinstance(ours, tuple) and isinstance(other, tuple):
        return _merge_list(was, ours, other)
    conflicts.append(name)
    return ours


def _merge_list(was: tuple[Any, ...], ours: tuple[Any, ...], other: tuple[Any, ...]) -> Any:
    """Take out what either side took out, and keep what either put in."""
    gone = {one for one in was if one not in ours or one not in other}
    return tuple(one for one in dict.fromkeys((*other, *ours)) if one not in gone)


def _follow(client: Client, name: str, moment: str, mine: Client, theirs: Client) -> Client:
    """Let a field come from the side that its moment came from."""
    taken = get_field(client, moment)
    side = mine if taken == get_field(mine, moment) else theirs
    return set_field(client, name, get_field(side, name))
