"""Ways past the sending paths: which of them volume or purpose speaks for, and in what order."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.organisation.client import Purpose
from app.domain.path import Service
from app.domain.paths.brief import Brief
from app.domain.paths.remark import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """A service that suits, and the remark that says why."""

    service: Service
    because: Remark


def rank_beyond(brief: Brief, notes: tuple[Remark, ...]) -> tuple[Beyond, ...]:
    """List the services that suit, the best first; `notes` are those of the advice."""
    wishes = (
        ("advice.note_cold", (Service.COLD_OUTREACH,)),
        ("advice.note_bulk", (Service.AMAZON_SES, Service.SENDGRID)),
        ("advice.note_graph", () if _is_too_much(brief) else (Service.GRAPH,)),
    )
    said = {note.code: note for note in notes}
    return tuple(
        Beyond(service=service, because=said[code])
        for code, services in wishes
        if code in said
        for service in services
    )


def _is_too_much(brief: Brief) -> bool:
    """Graph sends from a mailbox, within its limits and its rules."""
    return brief.is_bulk or brief.purpose is not Purpose.EVERYDAY
