"""Writes what was found as plain text for the person or party who can act on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from app.domain.finding import Actor, Finding, State

_LONGEST_EVIDENCE = 2000
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = frozenset({"\u200c", "\u200d"})  # parts of words in Persian and Hindi, and of emoji


def make_visible(text: str) -> str:
    """Show characters that a screen would obey or hide, such as ESC, as their code."""
    return "".join(
        f"\\u{ord(char):04x}"
        if unicodedata.category(char) in _HIDDEN and char not in _JOINERS
        else char
        for char in text
    )


def subject_for(actor: Actor, findings: Iterable[Finding], domain: str) -> str:
    """One line that says what the message is about."""
    count = len(_concerning(actor, findings))
    things = "one thing" if count == 1 else f"{count} things"
    return f"Mail from {make_visible(domain)}: {things} to do"


def message_for(actor: Actor, findings: Iterable[Finding], *, client: str, domain: str) -> str:
    """Write all that this actor can change, ready to be sent; empty where there is nothing.

    There is no greeting and no name of the sender: both belong to whoever sends it.
    """
    concerning = _concerning(actor, findings)
    if not concerning:
        return ""
    who = make_visible(domain if client in ("", domain) else f"{client} ({domain})")
    head = f"This is about sending mail from {who} through Microsoft 365."
    parts = [
        _write_finding(finding, number if len(concerning) > 1 else 0)
        for number, finding in enumerate(concerning, start=1)
    ]
    return "\n\n".join([head, *parts, _sources(concerning)]).rstrip() + "\n"


def _concerning(actor: Actor, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that this actor must act on, each once."""
    own = (item for item in findings if item.who_acts is actor and not item.is_well)
    return tuple({(item.code, item.subject, item.evidence): item for item in own}.values())


def _write_finding(finding: Finding, number: int) -> str:
    title = make_visible(finding.title)
    lines = [f"{number}. {title}" if number else title]
    if finding.subject:
        lines.append(f"Where: {make_visible(finding.subject)}")
    if finding.state is State.UNTOLD:
        lines.append("This could not be told for certain.")
    if finding.cause:
        lines.append(f"Why: {make_visible(finding.cause)}")
    lines += _quote_evidence(finding.evidence)
    if finding.fix:
        lines.append("What to do:")
        lines += [f"  {i}) {make_visible(step)}" for i, step in enumerate(finding.fix, start=1)]
        lines.append(
            "How to know that it worked: the same check, run again, no longer says "
            f"“{title}” ({finding.code})."
        )
    return "\n".join(lines)


def _quote_evidence(evidence: str) -> list[str]:
    if not evidence.strip():
        return []
    cut = evidence[:_LONGEST_EVIDENCE]
    quoted = [f"  > {make_visible(line)}" for line in _lines(cut) if line.strip()]
    rest = len(evidence) - len(cut)
    return ["What was seen:", *quoted, *([f"  > … and {rest} more characters"] if rest else [])]


def _lines(text: str) -> list[str]:
    """Split at line ends of the net only; other separators are shown, not obeyed."""
    return text.replace("\r\n", "\n").split("\n")


def _sources(findings: tuple[Finding, ...]) -> str:
    named = dict.fromkeys(source for finding in findings for source in finding.sources)
    return "\n".join(["Read more:", *(f"  {source}" for source in named)]) if named else ""
