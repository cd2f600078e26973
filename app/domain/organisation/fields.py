"""Fields of a client by dotted names, such as `sender.fixed_ips`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from app.domain.organisation.client import Client, SenderAnswers, SignInAnswers

GROUPS = (SenderAnswers, SignInAnswers)
"""Values whose own fields are answers of their own."""


def get_field(client: Client, name: str) -> Any:
    """Return a field's value."""
    value: Any = client
    for part in name.split("."):
        value = getattr(value, part)
    return value


def set_field(client: Client, name: str, value: Any) -> Client:
    """Return the client with another value in a field."""
    group, _, leaf = name.rpartition(".")
    if not group:
        return replace(client, **{leaf: value})
    return replace(client, **{group: replace(get_field(client, group), **{leaf: value})})


def differing(one: Client, other: Client) -> tuple[str, ...]:
    """Name the fields in which two versions differ."""
    return tuple(name for name in _names(one) if get_field(one, name) != get_field(other, name))


def _names(client: Client) -> Iterator[str]:
    for field in fields(client):
        value = getattr(client, field.name)
        if isinstance(value, GROUPS):
            yield from (f"{field.name}.{part.name}" for part in fields(value))
        else:
            yield field.name
