"""Splits a secret into parts that every password store takes, and puts them together again.

Windows' credential blob holds 2,560 bytes, which is 1,280 UTF-16 units; a refresh token is longer.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec
from msgspec import Struct

NARROW = 1200
"""UTF-16 units of a part, below Windows' limit of 1,280; what an unknown store gets too."""
WIDE = 64_000
"""Where no limit is known: fewer entries are faster, and macOS may ask a person for each."""
MAX_PARTS = 64
"""Chosen: some seventy thousand characters, far more than any secret has."""
MAX_LENGTH = NARROW * MAX_PARTS
"""A longer secret is none."""


class Slot(StrEnum):
    """One of two places for the parts: a new value goes where the present one is not."""

    A = "a"
    B = "b"

    @property
    def other(self) -> Slot:
        """The place that the next value is written to."""
        return Slot.B if self is Slot.A else Slot.A


class Header(Struct, frozen=True, kw_only=True):
    """What makes the parts of one slot the present value; writing it is the commit."""

    v: int
    slot: Slot
    parts: int
    digest: str


def make_header(value: str, slot: Slot, parts: int) -> Header:
    """Describe a value that is about to be written to a slot."""
    return Header(v=1, slot=slot, parts=parts, digest=_digest(value))


def encode_header(header: Header) -> str:
    return msgspec.json.encode(header).decode()


def decode_header(text: str) -> Header | None:
    """Read a header; None for one that another program wrote or that a person edited."""
    try:
        header = msgspec.json.decode(text, type=Header)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return header if header.v == 1 and 0 < header.parts <= MAX_PARTS else None


def is_whole(value: str, header: Header) -> bool:
    """Say whether the parts that were read are the value which the header was written for."""
    return _digest(value) == header.digest


def split(value: str, max_units: int = NARROW) -> tuple[str, ...]:
    """Cut a value into parts of at most so many UTF-16 units; never within a character."""
    parts: list[str] = []
    part: list[str] = []
    units = 0
    for character in value:
        width = 2 if ord(character) > 0xFFFF else 1
        if units + width > max_units:
            parts.append("".join(part))
            part, units = [], 0
        part.append(character)
        units += width
    return (*parts, "".join(part))


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
