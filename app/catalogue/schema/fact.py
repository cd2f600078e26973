"""What every fact carries, whatever it is about."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Confidence(StrEnum):
    """How well a fact is founded; anything but `confirmed` is shown as such."""

    CONFIRMED = "confirmed"
    THIRD_PARTY = "third_party"
    UNCONFIRMED = "unconfirmed"


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a fact comes from and when somebody last looked."""

    sources: Annotated[tuple[str, ...], Meta(description="Pages on which it can be read.")]
    checked: Annotated[date, Meta(description="The day on which somebody last looked there.")]
    confidence: Annotated[
        Confidence, Meta(description="How well it is founded; `confirmed` where nothing is said.")
    ] = Confidence.CONFIRMED
    doubt: Annotated[str, Meta(description="What about it is not sure, in a sentence.")] = ""
