"""One sending path weighed for one client, remark by remark."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.finding import Finding
from app.domain.path import SendingPath
from app.domain.paths.brief import AdviceFacts, Brief
from app.domain.paths.remark import Remark


class Fit(StrEnum):
    """How well a path suits; the order is the order of showing."""

    RECOMMENDED = "recommended"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One path and how it suits this client."""

    path: SendingPath
    fit: Fit
    grounds: tuple[Remark, ...] = ()
    """What speaks for it."""
    obstacles: tuple[Remark, ...] = ()
    """What speaks against it, or must be minded; for an impossible path the first says why."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all remarks."""
        return tuple(remark.code for remark in (*self.grounds, *self.obstacles))


class Case:
    """Collects what speaks for and against one path, and closes with the verdict."""

    def __init__(self, path: SendingPath, brief: Brief, facts: AdviceFacts) -> None:
        self.path = path
        self.brief = brief
        self._mention = facts.mention
        self._grounds: list[Remark] = []
        self._hurdles: list[Remark] = []
        self._barriers: list[Remark] = []

    def favour(self, code: str, *, when: bool = True, **values: str) -> None:
        """Count something in its favour."""
        if when:
            self._grounds.append(self._mention(code, values, path=self.path))

    def object_to(self, code: str, *, when: bool = True, **values: str) -> None:
        """Name what speaks against it without ruling it out."""
        if when:
            self._hurdles.append(self._mention(code, values, path=self.path))

    def rule_out(
        self, code: str, *, when: bool = True, seen: Finding | None = None, **values: str
    ) -> None:
        """Name why it cannot work; `seen` is the finding that says so."""
        if when:
            self._barriers.append(self._mention(code, values, path=self.path, seen=seen))

    def close(self) -> Option:
        """Give the verdict; what rules a path out leaves nothing else worth reading."""
        return Option(
            path=self.path,
            fit=Fit.IMPOSSIBLE if self._barriers else Fit.POSSIBLE,
            grounds=() if self._barriers else tuple(self._grounds),
            obstacles=tuple(self._barriers or self._hurdles),
        )
