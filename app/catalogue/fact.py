"""What every fact carries, whatever it is about."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Confidence(StrEnum):
    """How well a fact is founded; anything but `confirmed` is shown as such."""

    CONFIRMED = "confirmed"
    THIRD_PARTY = "third_party"
    UNCONFIRMED = "unconfirmed"


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a fact comes from and when somebody last looked."""

    sources: tuple[str, ...]
    checked: date
    confidence: Confidence = Confidence.CONFIRMED
    doubt: str = ""
    """What about it is not sure, in a sentence."""
