"""The answer of check_host() (RFC 7208) and the way that led to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from app.domain.spf.record import Qualifier


class SpfVerdict(StrEnum):
    """What a receiver concludes (RFC 7208, 2.6)."""

    PASS = auto()
    FAIL = auto()
    SOFTFAIL = auto()
    NEUTRAL = auto()
    NONE = auto()
    TEMPERROR = auto()
    PERMERROR = auto()


VERDICT_OF = {
    Qualifier.PLUS: SpfVerdict.PASS,
    Qualifier.MINUS: SpfVerdict.FAIL,
    Qualifier.TILDE: SpfVerdict.SOFTFAIL,
    Qualifier.QUESTION: SpfVerdict.NEUTRAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfStep:
    """One term that was tried."""

    term: str
    matched: bool = False
    target: str = ""
    """The name that was asked for, macros filled in."""
    lookups: int = 0
    """Terms that asked DNS in this step, those inside an include counted too."""
    detail: str = ""
    inside: SpfTrace | None = None
    """What happened in the included or redirected record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfTrace:
    """How one domain's record was evaluated."""

    domain: str
    record: str
    result: SpfVerdict
    steps: tuple[SpfStep, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfResult:
    """What check_host() answers."""

    result: SpfVerdict
    explanation: str = ""
    """The domain's own words for a fail; empty where it has none. Untrusted text."""
    problem: str = ""
    """Why the result is an error, in a sentence."""
    trace: SpfTrace
    lookups: int = 0
    voids: int = 0
