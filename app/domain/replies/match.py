"""How well one reply fits one way of recognising it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

# How much a sign tells. What counts is the order between them; measured over a thousand texts
# (known replies, each at every stage and in other words, and whole logs and bounces), each can
# move alone within the range beside it without one text being read as something else.
_LETTER = 10.0  # 2.5 to 12.5
"""Of a phrase: the longer it is, the less it stands in a text by chance."""
_ENHANCED_CODE = 250.0  # from 190
"""As much as a phrase of 25 letters: of two replies with a code in common the words decide."""
_DOUBLING = 10.0  # up to 12.5
"""What a range of codes loses whenever it is twice as wide; a class stays above nothing."""
_OTHER_ENHANCED = 100.0  # from 50
"""Taken off where the words fit and the server states another enhanced code."""
_REPLY_CODE = 20.0  # above 0, up to 60
"""Settles what is otherwise equal: one three-digit code stands for many replies."""
_OTHER_STAGE = 30.0  # up to 90
"""Taken off where the words belong to another step; no known reply needs it."""
SIGN_IN = 400.0  # from 200
"""An AADSTS number names one error: more than an enhanced code and a reply code together."""
_WHOLE_CLASS = 100_000  # up to 1,000,000
"""Codes in a range across subjects, such as `5.0.0-5.7.999`: more than one subject has."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How a server's text is recognised; empty parts mean any."""

    phrases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Reply codes and AADSTS numbers."""
    enhanced: tuple[str, ...] = ()
    """Enhanced status codes; `5.7.606-5.7.649` is a range."""
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """One reply within the text: its codes and its words without any blank."""

    reply: frozenset[str]
    enhanced: frozenset[str]
    squashed: str


def score_of(pattern: Pattern, segment: Segment, stage: str) -> float:
    """Rate a match; a phrase counts by its length, a code by how few others share its range."""
    phrase = max((len(p) for p in _found_phrases(pattern, segment)), default=0)
    width = _narrowest(pattern.enhanced, segment.enhanced)
    if pattern.phrases and not phrase:
        return 0
    score = phrase * _LETTER
    if width:
        score += _ENHANCED_CODE - _DOUBLING * math.log2(width)
    elif not phrase and (pattern.enhanced or not segment.reply & set(pattern.codes)):
        return 0
    elif pattern.enhanced and segment.enhanced:
        score -= _OTHER_ENHANCED
    score += _agreement(pattern.codes, segment.reply, _REPLY_CODE)
    if stage and pattern.stages and stage not in pattern.stages:
        score -= _OTHER_STAGE
    return max(score, 1)


def _agreement(wanted: Sequence[str], seen: frozenset[str], worth: float) -> float:
    if not wanted or not seen:
        return 0
    return worth if seen & set(wanted) else -worth


def _found_phrases(pattern: Pattern, segment: Segment) -> Iterable[str]:
    squashed = (_squash_phrase(phrase) for phrase in pattern.phrases)
    return (phrase for phrase in squashed if phrase and phrase in segment.squashed)


def _narrowest(ranges: Sequence[str], seen: frozenset[str]) -> int:
    """Return how many codes the narrowest range holds that covers one of the seen; 0: none does."""
    widths = (_width(one, code) for one in ranges for code in seen)
    return min((width for width in widths if width), default=0)


def _width(range_: str, code: str) -> int:
    first, dash, last = range_.partition("-")
    if not dash:
        return 1 if code == first else 0
    low, value, high = (_numbers(part) for part in (first, code, last))
    if low[:2] == value[:2] and low <= value <= high:
        return high[-1] - low[-1] + 1
    if low[:1] == value[:1] == high[:1] and low <= value <= high:
        return _WHOLE_CLASS
    return 0


def _numbers(code: str) -> tuple[int, ...]:
    return tuple(int(part) for part in code.split("."))


def squash(text: str) -> str:
    """Leave out every blank and every difference of case, as wrapping and shouting change them."""
    return _SPACE.sub("", text).casefold()


@lru_cache(maxsize=2048)
def _squash_phrase(phrase: str) -> str:
    return squash(phrase)
