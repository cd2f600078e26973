"""Whoever must act has one name a language, within a sentence and alone."""

from __future__ import annotations

import pytest

from app.catalogue.actors import name_actor, title_actor
from app.domain.finding import Actor
from app.render.sheets.words import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_a_name_of_its_own(language: str) -> None:
    names = [name_actor(actor, language) for actor in Actor]
    assert all(names)
    assert len(set(names)) == len(Actor)


def test_a_name_that_stands_alone_begins_with_a_capital_and_stays_the_same() -> None:
    assert name_actor(Actor.DNS_HOST) == "whoever keeps the domain’s DNS"
    assert title_actor(Actor.DNS_HOST, "en") == "Whoever keeps the domain’s DNS"
    assert title_actor(Actor.MICROSOFT, "de") == "Microsoft"
