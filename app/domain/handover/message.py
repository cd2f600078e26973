"""Writes what was found and what is to be done as plain text for whoever can act on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.finding import Actor, State
from app.domain.freshness import is_stale
from app.domain.visible import make_visible
from app.domain.worded import Worded

_LONGEST_EVIDENCE = 2000
"""Chosen: some thirty lines, so that the steps below stay in sight; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWords:
    """The sentences around what was found, in one language."""

    language: str = "en"
    name: str = "English"
    """As its speakers call it."""
    subject_one: str = "Mail from {domain}: one thing to do"
    subject_many: str = "Mail from {domain}: {count} things to do"
    about: str = "This is about sending mail from {who} through Microsoft 365."
    menus: str = ""
    """Said where menus are named, since their names are those of the English surface."""
    rest_in_english: str = ""
    """Said where something of what was found is not translated."""
    where: str = "Where: {subject}"
    untold: str = "This could not be told for certain."
    why: str = "Why: {cause}"
    seen: str = "What was seen:"
    more: str = "… and {count} more characters"
    to_do: str = "What to do:"
    proof: str = (
        "How to know that it worked: the same check, run again, no longer says “{title}” ({code})."
    )
    step: str = "To set up: {title}"
    powershell: str = "Or in PowerShell:"
    waits: str = "How long it takes: {waits}"
    undo: str = "How to take it back:"
    read_more: str = "Read more:"
    looked_up: str = "looked up on {date}"
    stale: str = "this is older than a year, look again before you rely on it"


ENGLISH = MessageWords()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A step that somebody takes before mail can flow, ready to be written down."""

    title: str
    why: str = ""
    clicks: tuple[str, ...] = ()
    powershell: str = ""
    undo: tuple[str, ...] = ()
    waits: str = ""
    sources: tuple[str, ...] = ()
    checked: date | None = None


def subject_for(
    actor: Actor,
    findings: Iterable[Worded],
    domain: str,
    *,
    tasks: tuple[Task, ...] = (),
    words: MessageWords = ENGLISH,
) -> str:
    """One line that says what the message is about."""
    count = len(_concerning(actor, findings)) + len(tasks)
    text = words.subject_one if count == 1 else words.subject_many
    return text.format(domain=make_visible(domain), count=count)


def message_for(
    actor: Actor,
    findings: Iterable[Worded],
    *,
    client: str,
    domain: str,
    tasks: tuple[Task, ...] = (),
    words: MessageWords = ENGLISH,
    today: date | None = None,
) -> str:
    """Write all that this actor can change, ready to be sent; empty where there is nothing.

    There is no greeting and no name of the sender: both belong to whoever sends it. `tasks` are
    steps of the path that this actor has yet to take.
    """
    concerning = _concerning(actor, findings)
    if not concerning and not tasks:
        return ""
    who = make_visible(domain if client in ("", domain) else f"{client} ({domain})")
    several = len(concerning) + len(tasks) > 1
    parts = [
        _write_finding(finding, number if several else 0, words)
        for number, finding in enumerate(concerning, start=1)
    ]
    parts += [
        _write_task(task, number if several else 0, words)
        for number, task in enumerate(tasks, start=len(concerning) + 1)
    ]
    menus = words.menus if _names_menus((*concerning, *tasks)) else ""
    head = " ".join(filter(None, (words.about.format(who=who), menus, words.rest_in_english)))
    sources = _sources((*concerning, *tasks), words, today)
    return "\n\n".join([head, *parts, sources]).rstrip() + "\n"


def _concerning(actor: Actor, findings: Iterable[Worded]) -> tuple[Worded, ...]:
    """Those that this actor must act on, each once."""
    own = (item for item in findings if item.who_acts is actor and not item.is_well)
    return tuple({(item.code, item.subject, item.evidence): item for item in own}.values())


def _names_menus(things: tuple[Worded | Task, ...]) -> bool:
    """Steps are clicks; of findings, those with a way through menus are."""
    return any(
        bool(thing.clicks) if isinstance(thing, Task) else any(" > " in step for step in thing.fix)
        for thing in things
    )


def _write_finding(finding: Worded, number: int, words: MessageWords) -> str:
    title = make_visible(finding.title)
    lines = [f"{number}. {title}" if number else title]
    if finding.subject:
        lines.append(words.where.format(subject=make_visible(finding.subject)))
    if finding.state is State.UNTOLD:
        lines.append(words.untold)
    if finding.cause:
        lines.append(words.why.format(cause=make_visible(finding.cause)))
    lines += _quote_evidence(finding.evidence, words)
    if finding.fix:
        lines.append(words.to_do)
        lines += _numbered(finding.fix)
        lines.append(words.proof.format(title=title, code=finding.code))
    return "\n".join(lines)


def _write_task(task: Task, number: int, words: MessageWords) -> str:
    title = words.step.format(title=make_visible(task.title))
    lines = [f"{number}. {title}" if number else title]
    if task.why:
        lines.append(words.why.format(cause=make_visible(task.why)))
    if task.clicks:
        lines += [words.to_do, *_numbered(task.clicks)]
    if task.powershell:
        lines += [words.powershell, *_code(task.powershell)]
    if task.waits:
        lines.append(words.waits.format(waits=make_visible(task.waits)))
    if task.undo:
        lines.append(words.undo)
        lines += [line for text in task.undo for line in _code(text)]
    return "\n".join(lines)


def _numbered(steps: tuple[str, ...]) -> list[str]:
    return [f"  {number}) {make_visible(step)}" for number, step in enumerate(steps, start=1)]


def _code(text: str) -> list[str]:
    return [f"    {make_visible(line)}" for line in _lines(text)]


def _quote_evidence(evidence: str, words: MessageWords) -> list[str]:
    if not evidence.strip():
        return []
    cut = evidence[:_LONGEST_EVIDENCE]
    quoted = [f"  > {make_visible(line)}" for line in _lines(cut) if line.strip()]
    rest = len(evidence) - len(cut)
    more = [f"  > {words.more.format(count=rest)}"] if rest else []
    return [words.seen, *quoted, *more]


def _lines(text: str) -> list[str]:
    """Split at line ends of the net only; other separators are shown, not obeyed."""
    return text.replace("\r\n", "\n").split("\n")


def _sources(things: tuple[Worded | Task, ...], words: MessageWords, today: date | None) -> str:
    named: dict[str, date | None] = {}
    for thing in things:
        for source in thing.sources:
            if named.get(source) is None:
                named[source] = thing.checked
    lines = [f"  {source}{_age(checked, words, today)}" for source, checked in named.items()]
    return "\n".join([words.read_more, *lines]) if lines else ""


def _age(checked: date | None, words: MessageWords, today: date | None) -> str:
    if checked is None:
        return ""
    said = words.looked_up.format(date=checked.isoformat())
    old = f"; {words.stale}" if today and is_stale(checked, today) else ""
    return f" ({said}{old})"
