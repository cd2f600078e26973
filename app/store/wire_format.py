"""The text form of our values in a client file, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.domain.address import DomainName, EmailAddress
from app.domain.errors import InputError
from app.domain.organisation.client import Client

_READERS: dict[type, Callable[[str], object]] = {
    DomainName: DomainName.parse,
    EmailAddress: EmailAddress.parse,
}


def to_text(value: object) -> str:
    """Write one of our values; anything else, a Secret before all, is refused."""
    if isinstance(value, DomainName | EmailAddress):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} is not written to a client file")


def from_text(kind: type, value: Any) -> object:
    """Read one of our values; raises ValueError for text that is none."""
    if kind not in _READERS:
        raise NotImplementedError(kind.__name__)
    if not isinstance(value, str):
        raise ValueError(f"text is wanted here, and this is {type(value).__name__}")  # noqa: TRY004  # as msgspec tells
    try:
        return _READERS[kind](value)
    except InputError as exc:
        raise ValueError(exc.code) from exc


def with_zones(client: Client) -> Client:
    """Take a moment without a zone for UTC: TOML knows such moments, and we never write one."""
    return replace(
        client,
        tested_at=_in_utc(client.tested_at),
        reported_at=_in_utc(client.reported_at),
        sign_in=replace(client.sign_in, signed_in_at=_in_utc(client.sign_in.signed_in_at)),
    )


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def without_none(value: Any) -> Any:
    """Leave out what is None, since TOML has no word for it."""
    if isinstance(value, dict):
        return {key: without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [without_none(item) for item in value]
    return value
