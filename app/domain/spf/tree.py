"""All that an SPF record stands for, includes opened, and what it costs at worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.records.lookup import LookupReason


class SpfFault(StrEnum):
    """What is wrong with one record of the tree."""

    NO_RECORD = "no_record"
    TWO_RECORDS = "two_records"
    SYNTAX = "syntax"
    LOOP = "loop"
    UNTOLD = "untold"
    DEPENDS = "depends"
    """Its name depends on who sends; it cannot be opened beforehand."""
    TOO_MANY = "too_many"
    """The tree is so large that the rest was not opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfTerm:
    """One term that asks DNS."""

    text: str
    mechanism: str
    """A mechanism's name, or `redirect`."""
    target: str = ""
    is_void: bool = False
    """The name it asks for does not exist or has nothing of that type."""
    hosts: int = 0
    """How many MX hosts it stands for."""
    untold: LookupReason | None = None
    child: SpfNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfNode:
    """One domain's record in the tree."""

    domain: str
    record: str = ""
    fault: SpfFault | None = None
    detail: str = ""
    terms: tuple[SpfTerm, ...] = ()
    other_texts: tuple[str, ...] = ()
    """TXT records that look like SPF to a person but not to a receiver, and doubles."""

    def nodes(self) -> Iterator[SpfNode]:
        """This record and all below it, in the order of evaluation."""
        yield self
        for term in self.terms:
            if term.child is not None:
                yield from term.child.nodes()

    def all_terms(self) -> Iterator[SpfTerm]:
        """Every term that asks DNS, in the order of evaluation."""
        for term in self.terms:
            yield term
            if term.child is not None:
                yield from term.child.all_terms()

    @property
    def lookups(self) -> int:
        """What a sender that matches nothing before `all` costs; ten are allowed."""
        return sum(1 for _ in self.all_terms())

    @property
    def by_mechanism(self) -> dict[str, int]:
        """The count for each mechanism."""
        return dict(Counter(term.mechanism for term in self.all_terms()))

    @property
    def voids(self) -> tuple[SpfTerm, ...]:
        """Terms that find nothing; two are allowed."""
        return tuple(term for term in self.all_terms() if term.is_void)

    def includes(self, domain: str) -> bool:
        """This domain's record is part of the tree."""
        wanted = domain.lower()
        return any(term.target.lower() == wanted for term in self.all_terms())


def draw_tree(node: SpfNode, indent: str = "") -> str:
    """Show the tree in lines of text, with the lookups that each part costs."""
    cost = f" ({count_lookups(node.lookups)})" if node.lookups else ""
    fault = f" [{node.detail or node.fault.value}]" if node.fault else ""
    lines = [f"{indent}{node.domain}{cost}: {node.record or 'no record'}{fault}"]
    lines += [draw_tree(term.child, indent + "  ") for term in node.terms if term.child is not None]
    return "\n".join(lines)


def count_lookups(count: int) -> str:
    """Say a number of lookups."""
    return "1 lookup" if count == 1 else f"{count} lookups"
