"""The steps of a path, and raw text, as the report shows them."""

from __future__ import annotations

from app.domain.handover.admin_step import WordedStep
from app.domain.visible import make_visible

_LONGEST = 1200
"""Chosen: half a page; a script or an answer that is longer is not read on paper."""
Data = dict[str, object]


def show_step(step: WordedStep, language: str) -> Data:
    """What is to be done."""
    return {
        "language": language,
        "title": make_visible(step.title),
        "why": make_visible(step.why),
        "clicks": [make_visible(click) for click in step.clicks],
        "powershell": show_lines(step.powershell),
    }


def show_undo(step: WordedStep, language: str) -> Data:
    """How to take it back."""
    return {
        "language": language,
        "title": make_visible(step.title),
        "why": "",
        "clicks": [make_visible(click) for click in step.undo_clicks],
        "powershell": show_lines(step.undo),
    }


def show_lines(text: str) -> list[str]:
    """Split what was seen, or a script, into lines, of which there may be many."""
    shortened = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
    return [make_visible(line) for line in shortened.splitlines() if line.strip()]
