"""The hand-over report as a PDF for the folder and as one HTML page for the mail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from app.catalogue.actors import title_actor
from app.catalogue.translation import Translation
from app.domain.finding import Severity, State
from app.domain.handover.contents import Handover
from app.domain.path import SendingSettings
from app.domain.paths.inventory import JudgedDevice
from app.domain.paths.remark import Remark
from app.domain.visible import make_visible
from app.domain.worded import Worded
from app.render.pdf.typesetting import typeset
from app.render.report.settings import show_settings
from app.render.report.sources import Sourced, list_sources
from app.render.report.steps import show_lines, show_step, show_undo
from app.render.report.words import ReportWords, load_words
from app.render.templating import render_file

_MOST_NAMES = 40
"""Chosen: a paragraph; the rest is counted, and the inventory has all of them."""
Data = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What the last step hands over; holds no secret."""

    handover: Handover
    translation: Translation
    """What says it in the language that it is read in."""
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
    groups: tuple[SenderGroup, ...] = ()
    """Empty where all of them can take the same path."""
    cloud_name: str = ""
    tested_at: datetime | None = None
    certificate: tuple[str, date] | None = None
    """Name and last day of the certificate that the connector knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderGroup:
    """Senders that can do the same, and the path that suits them."""

    names: tuple[str, ...]
    path_name: str
    reason: str = ""


def render_report_pdf(context: ReportContext, paper: str = "a4") -> bytes:
    """Set the report as a tagged PDF."""
    return typeset("report/report.typ", {"paper": paper, **report_data(context)})


def render_report_html(context: ReportContext) -> str:
    """Write the report as one page without scripts and without anything from elsewhere."""
    return render_file("report/report.html.j2", "html", report_data(context))


def report_data(context: ReportContext) -> Data:
    """Everything that stands in the report; text from outside is made visible here, once."""
    words, handover = load_words(context.translation.language), context.handover
    page, say = words.page, context.translation.step
    return {
        "language": words.language,
        "words": page,
        "notes": _notes(context, words),
        "verdict": page["verdict_ready" if handover.is_ready else "verdict_open"],
        "is_ready": handover.is_ready,
        "counts": _counts(handover.found, words),
        "facts": _facts(context, words),
        "settings": show_settings(context.settings, words),
        "path_title": make_visible(page["is"].format(name=page["path"], value=context.path_name)),
        "path": [
            {"title": page[title], "texts": [make_visible(text) for text in texts]}
            for title, texts in _about_path(context)
            if texts
        ],
        "open": _open(context, words),
        "to_do": [
            {
                **show_step(step, _language(step.id, context)),
                "actor": title_actor(step.who_acts, context.translation.language),
            }
            for step in map(say, handover.to_do)
        ],
        "proved": [make_visible(step.title) for step in map(say, handover.proved)],
        "inventory": [_device(item, context, words) for item in context.inventory],
        "groups": [_group(group, page) for group in context.groups],
        "found": _findings(
            tuple(item for item in handover.found if not _is_fine(item)), context, words
        ),
        "well": _findings(tuple(filter(_is_fine, handover.found)), context, words),
        "changed": [
            show_step(step, _language(step.id, context)) for step in map(say, handover.changed)
        ],
        "undo": [show_undo(step, _language(step.id, context)) for step in map(say, handover.undo)],
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
        "sources": list_sources(_sourced(context), handover.made, page),
        "made": page["made_by"].format(version=context.version, date=handover.made.isoformat()),
    }


def _open(context: ReportContext, words: ReportWords) -> list[Data]:
    """What is open, by who must act."""
    say = context.translation.step
    return [
        {
            "actor": title_actor(point.actor, context.translation.language),
            "findings": _findings(point.findings, context, words),
            "steps": [
                {"title": make_visible(step.title), "language": _language(step.id, context)}
                for step in map(say, point.steps)
            ],
        }
        for point in context.handover.open
    ]


def _notes(context: ReportContext, words: ReportWords) -> list[str]:
    """That menus are English, and that some of the rest is; nothing where all of it is."""
    rest = words.page["rest_in_english"] if context.handover.in_english else ""
    return [text for text in (words.page["menus"], rest) if text]


def _language(name: str, context: ReportContext) -> str:
    """What a finding or step is said in, so that it is read out in that language."""
    return "en" if name in context.handover.in_english else context.translation.language


def _about_path(context: ReportContext) -> tuple[tuple[str, tuple[str, ...]], ...]:
    chosen = context.handover.chosen
    against = _said(chosen.obstacles if chosen else (), context)
    return (
        ("reasons", _said(chosen.grounds if chosen else (), context)),
        ("needs", context.needs),
        ("limits", context.limits),
        ("cost", (context.cost,) if context.cost else ()),
        ("ends", (context.ends,) if context.ends else ()),
        ("risks", _once((*against, *context.risks), context.ends)),
        ("doubt", (context.doubt,) if context.doubt else ()),
    )


def _said(remarks: tuple[Remark, ...], context: ReportContext) -> tuple[str, ...]:
    return tuple(context.translation.remark(remark).text for remark in remarks)


def _once(texts: tuple[str, ...], told: str) -> tuple[str, ...]:
    """Leave out what stands there already."""
    return tuple(text for text in dict.fromkeys(texts) if text != told)


def _is_fine(finding: Worded) -> bool:
    """Say whether it only says that all is well; such lines stand by themselves, and briefly."""
    return finding.severity is Severity.OK and finding.state is not State.UNTOLD


def _counts(found: tuple[Worded, ...], words: ReportWords) -> str:
    """How many of each were found, the worst first."""
    counted = Counter(finding.severity for finding in found)
    return " · ".join(
        words.page["is"].format(name=words.severities[severity], value=counted[severity])
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.OK)
        if counted[severity]
    )


def _group(group: SenderGroup, page: dict[str, str]) -> Data:
    shown = group.names[:_MOST_NAMES]
    names = ", ".join(make_visible(name) for name in shown)
    more = len(group.names) - len(shown)
    return {
        "path": group.path_name or page["no_path"],
        "names": page["and_more"].format(names=names, count=more) if more else names,
        "reason": make_visible(group.reason),
    }


def _sourced(context: ReportContext) -> tuple[Sourced, ...]:
    """All that the report says and that has a source."""
    handover = context.handover
    chosen, word = handover.chosen, context.translation.remark
    return (
        *handover.found,
        *map(context.translation.step, (*handover.changed, *handover.to_do)),
        *handover.checklist,
        *(map(word, (*chosen.grounds, *chosen.obstacles)) if chosen else ()),
        *context.inventory,
        *(word(item.remark) for item in context.inventory),
        context,
    )


def _device(item: JudgedDevice, context: ReportContext, words: ReportWords) -> Data:
    return {
        "verdict": item.verdict.value,
        "verdict_word": words.verdicts[item.verdict],
        "name": make_visible(item.name),
        "text": make_visible(context.translation.remark(item.remark).text),
        "told": make_visible(item.told),
    }


def _facts(context: ReportContext, words: ReportWords) -> list[list[str]]:
    handover, page = context.handover, words.page
    facts = [
        [page["client"], handover.client],
        [page["domain"], handover.domain],
        [page["cloud"], context.cloud_name or handover.cloud],
        [page["path"], context.path_name],
        [page["certificate"], _certificate(context, page)],
        [page["date"], handover.made.isoformat()],
        [page["tested"], _tested(context)],
        [page["next_review"], handover.review_on.isoformat()],
    ]
    return [[name, make_visible(value)] for name, value in facts if value]


def _certificate(context: ReportContext, page: dict[str, str]) -> str:
    if context.certificate is None:
        return ""
    name, until = context.certificate
    return page["until"].format(name=name, date=until.isoformat())


def _tested(context: ReportContext) -> str:
    return f"{context.tested_at:%Y-%m-%d %H:%M} UTC" if context.tested_at else ""


def _findings(
    findings: tuple[Worded, ...], context: ReportContext, words: ReportWords
) -> list[Data]:
    return [
        {
            "severity": finding.severity.value,
            "severity_word": words.severities[finding.severity],
            "title": make_visible(finding.title),
            "subject": make_visible(finding.subject),
            "cause": make_visible(finding.cause),
            "actor": title_actor(finding.who_acts, context.translation.language),
            "fix": [make_visible(step) for step in finding.fix],
            "evidence": show_lines(finding.evidence),
            "code": finding.code,
            "language": _language(finding.code, context),
        }
        for finding in findings
    ]
