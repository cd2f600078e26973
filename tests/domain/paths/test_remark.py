"""A remark has no language: advice that was made once is read in any."""

from __future__ import annotations

import pytest

from app.catalogue import Catalogue
from app.catalogue.advice import advice_facts
from app.catalogue.message_words import message_languages
from app.catalogue.translation import Translation
from app.domain.address import DomainName
from app.domain.organisation.client import Client, ClientId, OAuthAbility, SenderAnswers
from app.domain.path import SendingPath
from app.domain.paths.advice import Advice, advise
from app.domain.paths.remark import Remark

CATALOGUE = Catalogue()
ENGLISH = Translation(CATALOGUE, "en")
SHUT = CATALOGUE.finding("direct_send.rejected", subject="h")
CLIENT = Client(
    id=ClientId("contoso"),
    name="Contoso",
    domain=DomainName("contoso.com"),
    sender=SenderAnswers(oauth=OAuthAbility.NO),
    findings=(SHUT,),
)


def remarks_of(advice: Advice) -> list[Remark]:
    by_option = ((*option.grounds, *option.obstacles) for option in advice.options)
    return [*advice.notes, *(remark for remarks in by_option for remark in remarks)]


@pytest.mark.parametrize("language", [one for one in message_languages() if one != "en"])
def test_advice_made_once_is_shown_in_two_languages(language: str) -> None:
    other = Translation(CATALOGUE, language)
    remarks = remarks_of(advise(CLIENT, (), advice_facts(CATALOGUE)))
    assert len(remarks) > len(SendingPath)
    for remark in remarks:
        ours, theirs = ENGLISH.remark(remark), other.remark(remark)
        assert (ours.text.language, theirs.text.language) == ("en", language)
        assert ours.text != theirs.text, remark.code
        assert (ours.sources, ours.checked) == (theirs.sources, theirs.checked)


def test_what_shuts_a_path_is_carried_as_what_was_seen() -> None:
    advice = advise(CLIENT, (), advice_facts(CATALOGUE))
    seen = [remark for remark in remarks_of(advice) if remark.seen is not None]
    assert {(one.code, one.path, one.seen) for one in seen} == {
        ("advice.shut", SendingPath.DIRECT_SEND, SHUT)
    }
