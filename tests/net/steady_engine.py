"""An engine that hands over on a day of our choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.handover.contents import Handover
from app.domain.organisation.client import Client
from app.services.engine import Engine

MADE = date(2026, 11, 23)
REVIEW = date(2027, 5, 24)


class SteadyEngine(Engine):
    """All of it is the real one's but the two days that depend on the clock."""

    def handover(self, client: Client, *, language: str = "en") -> Handover:
        made = super().handover(client, language=language)
        return replace(made, made=MADE, review_on=REVIEW)
