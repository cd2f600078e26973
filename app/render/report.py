"""The hand-over report as a PDF for the folder and as one HTML page for the mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

import msgspec
from msgspec import Struct

from app.catalogue.resources import I18N
from app.domain.admin_step import PreparedStep
from app.domain.finding import Finding
from app.domain.freshness import is_stale
from app.domain.handover import Handover
from app.domain.inventory import JudgedDevice
from app.domain.message import make_visible
from app.domain.path import SendingSettings
from app.render.templating import render_file
from app.render.typesetting import typeset

_LONGEST_EVIDENCE = 1200
Data = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What the last step hands over; holds no secret."""

    handover: Handover
    version: str
    settings: SendingSettings | None = None
    path_name: str = ""
    needs: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    ends: str = ""
    cost: str = ""
    doubt: str = ""
    """What about the path is not sure."""
    sources: tuple[str, ...] = ()
    """Of what is said of the path."""
    checked: date | None = None
    inventory: tuple[JudgedDevice, ...] = ()
    """Devices and senders, the most urgent first."""
    language: str = "en"


class ReportWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of the report in one language."""

    language: str
    page: dict[str, str]
    actors: dict[str, str]
    severities: dict[str, str]
    states: dict[str, str]
    security: dict[str, str]
    authentication: dict[str, str]
    verdicts: dict[str, str]


@cache
def load_words(language: str) -> ReportWords:
    """Read the words of a language, strictly."""
    return msgspec.toml.decode((I18N / f"report.{language}.toml").read_bytes(), type=ReportWords)


def render_report_pdf(context: ReportContext, paper: str = "a4") -> bytes:
    """Set the report as a tagged PDF."""
    return typeset("report/report.typ", {"paper": paper, **report_data(context)})


def render_report_html(context: ReportContext) -> str:
    """Write the report as one page without scripts and without anything from elsewhere."""
    return render_file("report/report.html.j2", "html", report_data(context))


def report_data(context: ReportContext) -> Data:
    """Everything that stands in the report; text from outside is made visible here, once."""
    words, handover = load_words(context.language), context.handover
    page = words.page
    return {
        "language": context.language,
        "words": page,
        "verdict": page["verdict_ready" if handover.is_ready else "verdict_open"],
        "is_ready": handover.is_ready,
        "facts": _facts(context, words),
        "settings": _settings(context.settings, words),
        "path": [
            {"title": page[title], "texts": [make_visible(text) for text in texts]}
            for title, texts in _about_path(context)
            if texts
        ],
        "open": [
            {
                "actor": words.actors[point.actor],
                "findings": _findings(point.findings, words),
                "steps": [make_visible(step.title) for step in point.steps],
            }
            for point in handover.open
        ],
        "to_do": [{**_step(step), "actor": words.actors[step.who_acts]} for step in handover.to_do],
        "proved": [make_visible(step.title) for step in handover.proved],
        "inventory": [_device(item, words) for item in context.inventory],
        "found": _findings(handover.found, words),
        "changed": [_step(step) for step in handover.changed],
        "undo": [_undo(step) for step in handover.undo],
        "checklist": [
            {
                "state": item.state.value,
                "state_word": words.states[item.state],
                "title": item.title,
                "why": item.why,
                "told_by": [make_visible(text) for text in item.told_by],
            }
            for item in handover.checklist
        ],
        "review": page["review"].format(date=handover.review_on.isoformat()),
        "sources": _sources(context, words),
        "made": page["made_by"].format(version=context.version, date=handover.made.isoformat()),
    }


def _about_path(context: ReportContext) -> tuple[tuple[str, tuple[str, ...]], ...]:
    chosen = context.handover.chosen
    return (
        ("reasons", chosen.reasons if chosen else ()),
        ("needs", context.needs),
        ("limits", context.limits),
        ("cost", (context.cost,) if context.cost else ()),
        ("ends", (context.ends,) if context.ends else ()),
        ("risks", _once((*(chosen.objections if chosen else ()), *context.risks), context.ends)),
        ("doubt", (context.doubt,) if context.doubt else ()),
    )


def _once(texts: tuple[str, ...], told: str) -> tuple[str, ...]:
    """Leave out what stands there already."""
    return tuple(text for text in dict.fromkeys(texts) if text != told)


def _device(item: JudgedDevice, words: ReportWords) -> Data:
    return {
        "verdict": item.verdict.value,
        "verdict_word": words.verdicts[item.verdict],
        "name": make_visible(item.name),
        "text": make_visible(item.remark.text),
        "told": make_visible(item.told),
    }


def _facts(context: ReportContext, words: ReportWords) -> list[list[str]]:
    handover, page = context.handover, words.page
    facts = [
        [page["client"], handover.client],
        [page["domain"], handover.domain],
        [page["cloud"], handover.cloud],
        [page["path"], context.path_name],
        [page["date"], handover.made.isoformat()],
    ]
    return [[name, make_visible(value)] for name, value in facts if value]


def _settings(settings: SendingSettings | None, words: ReportWords) -> list[list[str]]:
    if settings is None:
        return []
    page = words.page
    facts = [
        [page["server"], str(settings.server)],
        [page["security"], words.security[settings.security]],
        [page["authentication"], words.authentication[settings.authentication]],
        [page["username"], settings.username],
        [page["from_address"], settings.from_address],
        *_receiving(settings, words),
    ]
    return [[name, make_visible(value)] for name, value in facts if value]


def _receiving(settings: SendingSettings, words: ReportWords) -> list[list[str]]:
    """The other half of a mail program; what only sends does without."""
    page = words.page
    how = f"{words.security['implicit']}, {words.authentication['xoauth2']}"
    ends = ((page["imap"], settings.imap), (page["pop"], settings.pop))
    return [[name, f"{endpoint} ({how})"] for name, endpoint in ends if endpoint]


def _findings(findings: tuple[Finding, ...], words: ReportWords) -> list[Data]:
    return [
        {
            "severity": finding.severity.value,
            "severity_word": words.severities[finding.severity],
            "title": make_visible(finding.title),
            "subject": make_visible(finding.subject),
            "cause": make_visible(finding.cause),
            "actor": words.actors[finding.who_acts],
            "fix": [make_visible(step) for step in finding.fix],
            "evidence": _lines(finding.evidence),
            "code": finding.code,
        }
        for finding in findings
    ]


def _lines(text: str) -> list[str]:
    shortened = text if len(text) <= _LONGEST_EVIDENCE else f"{text[:_LONGEST_EVIDENCE]} …"
    return [make_visible(line) for line in shortened.splitlines() if line.strip()]


def _step(step: PreparedStep) -> Data:
    return {
        "title": make_visible(step.title),
        "why": make_visible(step.why),
        "clicks": [make_visible(click) for click in step.clicks],
        "powershell": _lines(step.powershell),
    }


def _undo(step: PreparedStep) -> Data:
    return {
        "title": make_visible(step.title),
        "why": "",
        "clicks": [make_visible(click) for click in step.undo_clicks],
        "powershell": _lines(step.undo),
    }


def _sources(context: ReportContext, words: ReportWords) -> list[Data]:
    """Every source once, those that were looked up on the same day together."""
    handover = context.handover
    chosen = handover.chosen
    remarks = (*chosen.grounds, *chosen.obstacles) if chosen else ()
    things: tuple[_Sourced, ...] = (
        *handover.found,
        *handover.changed,
        *handover.to_do,
        *handover.checklist,
        *remarks,
        *context.inventory,
        *(item.remark for item in context.inventory),
        context,
    )
    named: dict[str, date | None] = {}
    for thing in things:
        for source in thing.sources:
            if source.startswith("https://") and named.get(source) is None:
                named[source] = thing.checked
    groups: dict[str, list[str]] = {}
    for source, checked in named.items():
        groups.setdefault(_age(checked, handover.made, words), []).append(source)
    return [{"note": note, "urls": urls} for note, urls in groups.items()]


class _Sourced(Protocol):
    @property
    def sources(self) -> tuple[str, ...]: ...
    @property
    def checked(self) -> date | None: ...


def _age(checked: date | None, today: date, words: ReportWords) -> str:
    if checked is None:
        return ""
    said = words.page["looked_up"].format(date=checked.isoformat())
    text = f"{said}; {words.page['stale']}" if is_stale(checked, today) else said
    return text[:1].upper() + text[1:]
