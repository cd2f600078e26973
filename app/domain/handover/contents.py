"""Gathers what the last step hands over: found, chosen, changed, open, undo and what to keep up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.finding import Actor, Finding, Severity, State, sort_worst_first
from app.domain.freshness import TIME_TO_RENEW
from app.domain.handover.admin_step import PreparedStep, StepCondition
from app.domain.handover.message import message_for, subject_for
from app.domain.handover.speech import Speech
from app.domain.organisation.client import Client
from app.domain.path import SendingPath
from app.domain.paths.option import Option
from app.domain.worded import Worded

_NEEDED = (StepCondition.ALWAYS, StepCondition.FROM_DIFFERS, StepCondition.FILTER_IN_FRONT)
_SIGNED_IN = {
    "signin.completed",
    "signin.registration_known",
    "signin.return_address_known",
    "signin.consent_given",
}
"""What must all be so where a person has signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistText:
    """One point of the security checklist, and how to tell whether it is kept."""

    id: str
    title: str
    why: str
    paths: tuple[SendingPath, ...] = ()
    """None means all."""
    kept_on: tuple[SendingPath, ...] = ()
    """Taking one of these paths keeps it."""
    broken_on: tuple[SendingPath, ...] = ()
    """Taking one of these paths breaks it."""
    steps: tuple[str, ...] = ()
    """It is kept when all of these steps are done."""
    findings: tuple[str, ...] = ()
    """Beginnings of the finding codes that tell."""
    sources: tuple[str, ...] = ()
    checked: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One point of the checklist as it stands with a client."""

    id: str
    title: str
    why: str
    state: State
    """Found: it is kept; absent: it is not; untold: nobody has looked."""
    told_by: tuple[str, ...] = ()
    """What was seen, in the titles of the findings."""
    sources: tuple[str, ...] = ()
    checked: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoints:
    """What one actor has yet to do, and the message that tells them."""

    actor: Actor
    findings: tuple[Worded, ...]
    steps: tuple[PreparedStep, ...] = ()
    """Steps of the path that were not ticked and are this actor's."""
    subject: str = ""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """When somebody should look again."""

    every_days: int
    ends: tuple[tuple[SendingPath, date], ...] = ()
    """Days before which a path must be looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """All of it; the wizard's last step, the report and the printed page show the same."""

    client: str
    domain: str
    cloud: str
    made: date
    chosen: Option | None
    """The path and what speaks for it; None where none was chosen."""
    found: tuple[Worded, ...]
    """Worst first."""
    changed: tuple[PreparedStep, ...]
    to_do: tuple[PreparedStep, ...]
    """Steps of the path that are needed, were not ticked, and were not seen to be in place."""
    proved: tuple[PreparedStep, ...] = ()
    """Needed steps that nobody ticked and that the checks saw to be in place."""
    open: tuple[OpenPoints, ...]
    undo: tuple[PreparedStep, ...]
    """What can take the changes back, the last change first."""
    checklist: tuple[ChecklistItem, ...]
    review_on: date
    in_english: frozenset[str] = frozenset()
    """Codes of findings, ids of steps and of the checklist, that the language has no words for."""

    @property
    def is_ready(self) -> bool:
        """No error was found and no needed step is left."""
        return not self.to_do and all(item.severity is not Severity.ERROR for item in self.found)


def make_handover(
    client: Client,
    *,
    steps: tuple[PreparedStep, ...],
    chosen: Option | None,
    checklist: Iterable[ChecklistText],
    review: ReviewFacts,
    today: date,
    speech: Speech,
) -> Handover:
    """Gather everything; `steps` are those of the client's path, with its values."""
    found, english = speech.say(sort_worst_first(_all_findings(client)))
    asked = tuple(text for text in checklist if not text.paths or client.path in text.paths)
    names = {*(step.id for step in steps), *(text.id for text in asked)}
    english |= names & speech.left_in_english
    changed = tuple(step for step in steps if step.id in client.prepared)
    unticked = [step for step in steps if step.when in _NEEDED and step.id not in client.prepared]
    seen = _seen(client, found)
    to_do = tuple(step for step in unticked if step.proved_by not in seen)
    return Handover(
        client=client.name,
        domain=client.domain.ascii,
        cloud=client.cloud,
        made=today,
        chosen=chosen,
        found=found,
        changed=changed,
        to_do=to_do,
        proved=tuple(step for step in unticked if step.proved_by in seen),
        open=_open_points(client, found, to_do, speech, english, today),
        undo=tuple(step for step in reversed(changed) if step.can_be_undone),
        checklist=tuple(_look_at(text, client, found) for text in asked),
        review_on=_review_day(client, review, today),
        in_english=english,
    )


def _all_findings(client: Client) -> tuple[Finding, ...]:
    """Those of the last run, and those of the detection on what it did not look at again."""
    seen = {_area(finding) for finding in client.findings}
    detected = client.detection.findings if client.detection else ()
    return (*client.findings, *(item for item in detected if _area(item) not in seen))


def _seen(client: Client, found: tuple[Worded, ...]) -> set[str]:
    """Codes that prove a step: what the last run saw, and that somebody has signed in."""
    codes = {item.code for item in found if item.is_well}
    return codes | (_SIGNED_IN if client.sign_in.signed_in_at else set())


def _area(finding: Finding) -> str:
    """What a finding is about: `dns.spf` of `dns.spf.absent`."""
    return finding.code.rpartition(".")[0]


def _open_points(
    client: Client,
    found: tuple[Worded, ...],
    to_do: tuple[PreparedStep, ...],
    speech: Speech,
    english: frozenset[str],
    today: date,
) -> tuple[OpenPoints, ...]:
    points = []
    domain = client.domain.ascii
    for actor in Actor:
        own = tuple(item for item in found if item.who_acts is actor and not item.is_well)
        steps = tuple(step for step in to_do if step.who_acts is actor)
        tasks = tuple(speech.step(step).as_task() for step in steps)
        if own or steps:
            names = {*(item.code for item in own), *(step.id for step in steps)}
            words = speech.frame(has_english=not english.isdisjoint(names))
            message = message_for(
                actor, own, client=client.name, domain=domain, tasks=tasks, words=words, today=today
            )
            subject = subject_for(actor, own, domain, tasks=tasks, words=words)
            points.append(
                OpenPoints(actor=actor, findings=own, steps=steps, subject=subject, message=message)
            )
    return tuple(points)


def _look_at(text: ChecklistText, client: Client, found: tuple[Worded, ...]) -> ChecklistItem:
    telling = tuple(item for item in found if item.code.startswith(text.findings or ("\0",)))
    return ChecklistItem(
        id=text.id,
        title=text.title,
        why=text.why,
        state=_state_of(text, client, telling),
        told_by=tuple(dict.fromkeys(item.title for item in telling)),
        sources=text.sources,
        checked=text.checked,
    )


def _state_of(text: ChecklistText, client: Client, telling: tuple[Worded, ...]) -> State:
    if client.path in text.broken_on or any(_is_bad(item) for item in telling):
        return State.ABSENT
    if any(item.state is State.UNTOLD for item in telling):
        return State.UNTOLD
    if telling or client.path in text.kept_on:
        return State.FOUND
    if text.steps and set(text.steps) <= set(client.prepared):
        return State.FOUND
    return State.UNTOLD


def _is_bad(finding: Worded) -> bool:
    bad = finding.severity in (Severity.ERROR, Severity.WARNING)
    return bad and finding.state is not State.UNTOLD


def _review_day(client: Client, review: ReviewFacts, today: date) -> date:
    """Half a year from now, or sooner where path or certificate ends sooner; never in the past."""
    days = [today + timedelta(days=review.every_days)]
    days += [day for ending, day in review.ends if ending is client.path and day > today]
    if client.path is SendingPath.RELAY_CERTIFICATE and client.certificate_until:
        days.append(max(client.certificate_until, today + TIME_TO_RENEW) - TIME_TO_RENEW)
    return min(days)
