"""MTA-STS (RFC 8461): the record, the policy file and whether the MX hosts are in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.records.tags import RecordError, parse_tags, shorten

_MAX_AGE = 31_557_600
"""A year, the most that RFC 8461, 3.2, knows; more counts as so much."""


class StsMode(StrEnum):
    """How strictly senders take the policy."""

    ENFORCE = "enforce"
    TESTING = "testing"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class StsPolicy:
    """The file that the domain serves."""

    mode: StsMode
    max_age: int
    mx: tuple[str, ...] = ()


def select_sts(texts: Iterable[str]) -> tuple[str, ...]:
    """Pick the records of this kind; not exactly one means none (3.1)."""
    return tuple(text for text in texts if text.replace(" ", "").startswith("v=STSv1;"))


def parse_sts_id(text: str) -> str:
    """Read the policy id of a record; raises RecordError."""
    tags = parse_tags(text)
    if tags.names[:1] != ("v",) or tags.get("v") != "STSv1":
        raise RecordError("it does not begin with v=STSv1")
    id_ = tags.get("id") or ""
    if not (id_.isascii() and id_.isalnum() and len(id_) <= 32):
        raise RecordError("id= must be 1 to 32 letters and digits")
    return id_


def parse_sts_policy(text: str) -> StsPolicy:
    """Read the policy file; raises RecordError."""
    fields: dict[str, str] = {}
    mx: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        if not colon:
            raise RecordError(f"the line “{shorten(line.strip())}” has no colon")
        if name.strip() == "mx":
            mx.append(value.strip().lower().removesuffix("."))
        else:
            fields.setdefault(name.strip(), value.strip())
    return _build(fields, tuple(mx))


def _build(fields: dict[str, str], mx: tuple[str, ...]) -> StsPolicy:
    if fields.get("version") != "STSv1":
        raise RecordError("version: STSv1 is missing")
    try:
        mode = StsMode(fields.get("mode", ""))
    except ValueError as exc:
        raise RecordError("mode: must be enforce, testing or none") from exc
    age = fields.get("max_age", "")
    if not (age.isascii() and age.isdigit() and len(age) <= 10):
        raise RecordError("max_age: must be a number of seconds")
    if mode is not StsMode.NONE and not mx:
        raise RecordError("it names no mx:")
    return StsPolicy(mode=mode, max_age=min(int(age), _MAX_AGE), mx=mx)


def covers(policy: StsPolicy, host: str) -> bool:
    """An MX host is allowed by one of the patterns; `*.` stands for exactly one label (4.1)."""
    host = host.lower().removesuffix(".")
    parent = host.partition(".")[2]
    return any(
        pattern == host or (pattern.startswith("*.") and pattern[2:] == parent and parent != "")
        for pattern in policy.mx
    )
