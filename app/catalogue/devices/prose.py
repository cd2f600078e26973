"""Reads what a sentence plainly says of a device's ability, so that it can be held against claims.

It knows few phrases and prefers silence: what it does not understand says nothing. A text is cut
into clauses; a clause is about subjects (STARTTLS, a version of TLS, a mechanism, OAuth), and
affirms or denies each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.devices import phrases
from app.domain.devices.ability import VERSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A clause affirms or denies one thing."""

    kind: str
    """Of tls, encryption, mechanisms and oauth."""
    of: str
    holds: bool


def read_statements(text: str, where: str = "") -> Iterator[Statement]:
    """Give what a text plainly says; `where` is the key it stands under, such as `tls_min`."""
    if " | " in text or text.count(" / ") > 1:
        yield from _choices(re.split(r" [|/] ", text))
        return
    answer = phrases.ANSWER.match(text) if where == "oauth" else None
    if answer:
        yield Statement(kind="oauth", of="oauth", holds=answer[1] == "Yes")
    if where == "oauth" and phrases.NOT_SMTP.search(text):
        yield Statement(kind="oauth", of="smtp", holds=False)
    last = ""
    for clause in phrases.SPLIT.split(phrases.ASIDE.sub("…", text)):
        clause = phrases.IT.sub(rf"\1 {last}", clause) if last else clause
        last = _last_named(clause) or last
        if _is_of_device(clause):
            yield from _of_clause(clause, is_named=where in ("tls_min", "note"))


def _is_of_device(clause: str) -> bool:
    """Say whether a clause speaks of this device's mail, and not of what is open or elsewhere."""
    return not (
        phrases.OF_OTHERS.match(clause)
        or phrases.ELSEWHERE.search(clause)
        or phrases.OPEN.search(clause)
    )


def _last_named(clause: str) -> str:
    """What an “it” of the next clause would mean."""
    found = [_find(subject, clause) for subject in phrases.SUBJECTS.values()]
    return next((match[0] for match in reversed(found) if match), "")


def _find(subject: str, clause: str) -> re.Match[str] | None:
    return re.search(subject, clause, re.IGNORECASE)


def _of_clause(clause: str, *, is_named: bool) -> Iterator[Statement]:
    yield from _of_versions(clause, is_named=is_named)
    for kind, of, holds, pattern in phrases.SPECIAL:
        if re.search(pattern, clause, re.IGNORECASE):
            yield Statement(kind=kind, of=of, holds=holds)
    named = [key for key, subject in phrases.SUBJECTS.items() if _find(subject, clause)]
    if phrases.ONLY_ONES.search(clause):
        yield from _only_ones(named)
    for key in named:
        polarity = _polarity(clause, phrases.SUBJECTS[key], is_named=is_named)
        if polarity is not None:
            yield Statement(kind=key[0], of=key[1], holds=polarity)


def _polarity(clause: str, subject: str, *, is_named: bool) -> bool | None:
    """True where the clause affirms the subject, False where it denies it, None for neither.

    A note of a field affirms what it names.
    """
    if _denies(clause, subject):
        return False
    is_there = (is_named or phrases.THERE.search(clause)) and not phrases.NEGATION.search(clause)
    return True if is_there else None


def _denies(clause: str, subject: str) -> bool:
    if phrases.NO_DENIAL.search(clause):
        return False
    return any(
        re.search(pattern.replace("{subject}", subject), clause, re.IGNORECASE)
        for pattern in phrases.DENIES
    )


def _of_versions(clause: str, *, is_named: bool) -> Iterator[Statement]:
    """Versions of TLS that a clause names, and those that it leaves behind."""
    versions = phrases.VERSION.findall(clause)
    if not versions or not (is_named or "TLS" in clause or phrases.NOT_THESE.match(clause)):
        return
    if phrases.NEWEST.search(clause) and "default" not in clause:
        for one in VERSIONS:
            if one > max(versions):
                yield Statement(kind="tls", of=one, holds=False)
    elif phrases.NOT_THESE.match(clause) or _denies(
        clause, r"(?:TLS(?:v| )?)?" + re.escape(versions[0])
    ):
        yield from (Statement(kind="tls", of=one, holds=False) for one in versions)
    elif not phrases.NEGATION.search(clause) and (is_named or phrases.THERE.search(clause)):
        yield from (Statement(kind="tls", of=one, holds=True) for one in versions)


def _only_ones(named: list[tuple[str, str]]) -> Iterator[Statement]:
    """Deny each mechanism beside those that are named as the only ones."""
    mechanisms = {of for kind, of in named if kind == "mechanisms"}
    if not mechanisms:
        return
    if "PASSWORD" in mechanisms:
        mechanisms |= {"LOGIN", "PLAIN"}
    for kind, of in phrases.SUBJECTS:
        if kind == "mechanisms" and of not in mechanisms | {"PASSWORD"}:
            yield Statement(kind=kind, of=of, holds=False)
    if ("oauth", "oauth") not in named:
        yield Statement(kind="oauth", of="oauth", holds=False)


def _choices(items: list[str]) -> Iterator[Statement]:
    """Affirm each item of a list of choices."""
    named = set()
    for item in items:
        for key, subject in phrases.SUBJECTS.items():
            if re.search(subject, item, re.IGNORECASE):
                named.add(key)
        if re.fullmatch(r"(?:SSL|SSL/TLS)\b.*", item.strip()):
            named.add(("encryption", "implicit"))
    if any(re.fullmatch(r"none|off|no encryption", item.strip(), re.I) for item in items):
        kinds = {kind for kind, _ in named}
        if kinds == {"encryption"}:
            named.add(("encryption", "none"))
        elif kinds:
            named.add(("mechanisms", "NONE"))
    yield from (Statement(kind=kind, of=of, holds=True) for kind, of in sorted(named))
