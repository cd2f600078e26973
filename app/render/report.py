"""The hand-over report as a PDF for the folder and as one HTML page for the mail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec
from msgspec import Struct

from app.catalogue.resources import I18N
from app.domain.admin_step import PreparedStep
from app.domain.finding import Finding
from app.domain.handover import Handover
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
            {"actor": words.actors[point.actor], "findings": _findings(point.findings, words)}
            for point in handover.open
        ],
        "to_do": [_step(step) for step in handover.to_do],
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
        "sources": _sources(handover),
        "made": page["made_by"].format(version=context.version, date=handover.made.isoformat()),
    }


def _about_path(context: ReportContext) -> tuple[tuple[str, tuple[str, ...]], ...]:
    chosen = context.handover.chosen
    return (
        ("reasons", chosen.reasons if chosen else ()),
        ("needs", context.needs),
        ("limits", context.limits),
        ("risks", (*(chosen.objections if chosen else ()), *context.risks)),
    )


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
    ]
    return [[name, make_visible(value)] for name, value in facts if value]


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


def _sources(handover: Handover) -> list[str]:
    findings = (source for finding in handover.found for source in finding.sources)
    steps = (source for step in (*handover.changed, *handover.to_do) for source in step.sources)
    kept = (source for item in handover.checklist for source in item.sources)
    every = dict.fromkeys((*findings, *steps, *kept))
    return [source for source in every if source.startswith("https://")]
