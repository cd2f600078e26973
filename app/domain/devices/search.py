"""Finds device families by vendor, series or model, also when the words are misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[a-z]+[0-9]*[a-z]*|[0-9]+[a-z]*")
# What a likeness counts. Measured over all of `tests/catalogue/device_queries.tsv`: each number can
# move alone within the range beside it without one query finding another family first.
_EXACT = 1.0  # 1.1 to 2
_BEGINS = 0.85  # up to 1.3; whoever types further leaves the others behind
_LONGER = 0.765  # 0.6 to 0.8; the typed word goes on, as `mx3071` after `mx`
_CONTAINS = 0.6  # up to 0.9
_ALIKE = 0.75  # 0.4 to 1.1
_SERIES = {1: 0.3, 2: 0.5, 3: 0.6}  # any; above 0; from 0.6
"""What the letters before a model number tell, by how many there are."""
_VENDOR = 1.3  # 1.2 to 1.4
"""How much more a vendor's name tells than another word."""
_NAMED = 0.5  # from 0.1
"""What a whole name counts on top of its words."""
_GENERAL = frozenset({
    "and", "camera", "color", "colour", "copier", "device", "door", "fax", "firewall", "floor",
    "for", "hall", "in", "ip", "laser", "main", "management", "mfp", "multifunction", "my",
    "network", "new", "nvr", "of", "office", "old", "on", "other", "pbx", "phone", "printer",
    "reception", "recorder", "room", "router", "scanner", "serie", "server", "service", "storage",
    "store", "switch", "system", "team", "the", "video", "warehouse", "with",
})  # fmt: skip
"""Words that name a sort of device or a place, as `_words` gives them: no family by themselves."""
_NUMBER = 0.8  # from 0.7
_COMMON = 0.5  # any; settles what is otherwise equal
_SHARE_OF_BEST = 0.5  # up to 1; how long the list is that a person chooses from
_LEAST_SHARED = 0.3  # up to 0.5; lower, and more words are compared in full
_LEAST_ALIKE = 0.7  # up to 0.8; lower, and strange words are taken for misspelt ones
_LEAST_SCORE = 0.4  # up to 0.45; lower, and nonsense finds families


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """What one family can be found by."""

    id: str
    vendor: str
    family: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A family and how well it fits, 1 being everything that was typed."""

    id: str
    score: float


class DeviceSearch:
    """An index over families; building it takes milliseconds, a search less than one."""

    def __init__(self, entries: Iterable[SearchEntry]) -> None:
        self._entries = tuple(entries)
        self._holders: dict[str, set[int]] = defaultdict(set)
        self._vendors: dict[str, set[int]] = defaultdict(set)
        self._named: dict[str, set[int]] = defaultdict(set)
        self._by_trigram: dict[str, set[str]] = defaultdict(set)
        for number, entry in enumerate(self._entries):
            for word in _words(" ".join((entry.vendor, entry.family, *entry.aliases))):
                self._holders[word].add(number)
            for word in tuple(_words(entry.vendor))[:1]:
                self._vendors[word].add(number)
            for name in (entry.vendor, entry.family, *entry.aliases):
                self._named[" ".join(_words(name))].add(number)
        for word in self._holders:
            for trigram in _trigrams(word):
                self._by_trigram[trigram].add(word)

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Give the families that fit, best first; all in their order where nothing was typed."""
        words = list(_words(text))
        if not words:
            return tuple(Hit(id=entry.id, score=0.0) for entry in self._entries[:limit])
        scores: dict[int, float] = defaultdict(float)
        for options in _readings(words):
            self._add(options, scores)
        for number in self._named.get(" ".join(words), ()):
            scores[number] += _NAMED
        total = sum(_weight(word) for word in words)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        best = ranked[0][1] if ranked else 0.0
        return tuple(
            Hit(id=self._entries[number].id, score=min(1.0, score / total))
            for number, score in ranked[:limit]
            if score >= max(_LEAST_SCORE, best * _SHARE_OF_BEST)
        )

    def _add(self, options: tuple[str, ...], scores: dict[int, float]) -> None:
        """Add to each entry the best that any reading of one typed word gives it."""
        best: dict[int, float] = {}
        for typed in options:
            for word, likeness in self._like(typed, is_joined=typed != options[0]):
                gain = likeness * _weight(options[0]) * self._rarity(word)
                vendors = self._vendors.get(word, set()) if _is_whole(typed, word) else set()
                for number in self._holders[word]:
                    counted = gain * _VENDOR if number in vendors else gain
                    best[number] = max(best.get(number, 0.0), counted)
        for number, gain in best.items():
            scores[number] += gain

    def _rarity(self, word: str) -> float:
        """A word that half of the families have tells less than one that few have."""
        return 1.0 - _COMMON * len(self._holders[word]) / max(len(self._entries), 1)

    def _like(self, typed: str, *, is_joined: bool) -> Iterator[tuple[str, float]]:
        wanted = _trigrams(typed)
        near: dict[str, int] = defaultdict(int)
        for trigram in wanted:
            for word in self._by_trigram.get(trigram, ()):
                near[word] += 1
        for word, shared in near.items():
            if is_joined and len(word) < len(typed) - 2:
                continue  # a part of two words is no more than a part of one of them
            likeness = _likeness(typed, word, shared, len(wanted))
            if likeness:
                yield word, likeness


def names_device(text: str, names: str) -> bool:
    """Say whether a free text has one of these names in it, and not only words that fit any."""
    theirs = set(_words(names)) - _GENERAL
    return any(word in theirs and len(word) > 1 for word in _words(text))


def _is_whole(typed: str, word: str) -> bool:
    """Say whether the word was typed to its end, perhaps with a mistake."""
    return typed == word or not word.startswith(typed)


def _likeness(typed: str, word: str, shared: int, wanted: int) -> float:
    if typed == word:
        return _EXACT
    if word.startswith(typed) and len(typed) >= 2:
        return _BEGINS
    if len(word) >= 4 and typed.startswith(word):
        return _LONGER
    if word.isalpha() and typed.startswith(word) and typed[len(word)].isdigit():
        return _SERIES.get(len(word), _LONGER)
    if len(typed) >= 3 and typed in word:
        return _CONTAINS
    if any(map(str.isdigit, typed)):
        return 0.0  # a model number that differs in one digit is another model
    if 2 * shared / (wanted + len(_trigrams(word))) < _LEAST_SHARED:
        return 0.0  # the exact comparison below is slow, and few words come so far
    alike = SequenceMatcher(None, typed, word, autojunk=False).ratio()
    return _ALIKE * alike if alike >= _LEAST_ALIKE else 0.0


def _weight(word: str) -> float:
    """A model number that no family lists says nothing against the family, so it weighs less."""
    return _NUMBER if any(map(str.isdigit, word)) else 1.0


def _readings(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Each typed word, and together with its neighbours: `image runner` is `imagerunner`."""
    for at, word in enumerate(words):
        before = (words[at - 1] + word,) if at else ()
        after = (word + words[at + 1],) if at + 1 < len(words) else ()
        yield (word, *before, *after)


def _words(text: str) -> Iterator[str]:
    """Words in small letters without accents; `M428-M429f` is two, `ECOSYS` one."""
    folded = unicodedata.normalize("NFKD", text.casefold()[:300])
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    yield from map(_singular, _WORD.findall(plain))


def _singular(word: str) -> str:
    """Take `cameras` for `camera`; the same is done to both sides."""
    return word[:-1] if len(word) > 4 and word.isalpha() and word.endswith("s") else word


def _trigrams(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
