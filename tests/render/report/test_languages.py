"""The hand-over report in the languages that messages have."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from app.catalogue.message_words import message_languages
from app.catalogue.translation import Translation
from app.domain.finding import Actor
from app.domain.handover.contents import Handover, OpenPoints
from app.render.report.document import (
    ReportContext,
    render_report_html,
    render_report_pdf,
)
from app.render.report.words import ReportWords, load_words
from tests.worded import worded
from tests.wording import ENGLISH

PLACES = re.compile(r"\{\w+\}")
FINDING = worded(
    "smtp.auth.disabled_for_tenant",
    subject="smtp.office365.com:587",
    title="SMTP AUTH is off for the whole organisation",
    fix=("Open the admin center.",),
)
REPORT = ReportContext(
    translation=ENGLISH,
    handover=Handover(
        client="Contoso",
        domain="contoso.com",
        cloud="worldwide",
        made=date(2026, 11, 23),
        chosen=None,
        found=(FINDING,),
        changed=(),
        to_do=(),
        open=(OpenPoints(actor=Actor.TENANT_ADMIN, findings=(FINDING,), message="…"),),
        undo=(),
        checklist=(),
        review_on=date(2027, 5, 1),
    ),
    version="0.1.0",
)


@pytest.mark.parametrize("language", message_languages())
def test_report_is_in_one_language_and_marks_what_is_left_in_english(language: str) -> None:
    translation = Translation(ENGLISH.catalogue, language)
    mixed = replace(REPORT.handover, in_english=frozenset({FINDING.code}))
    whole = render_report_html(replace(REPORT, translation=translation))
    partly = render_report_html(replace(REPORT, translation=translation, handover=mixed))
    page = load_words(language).page
    assert f'<html lang="{language}">' in whole
    assert page["title"] in whole
    assert page["rest_in_english"] not in whole or language == "en"
    assert page["rest_in_english"] in partly
    assert f'<div lang="{language}">\n<p><strong>{FINDING.title}' in whole
    assert f'<div lang="en">\n<p><strong>{FINDING.title}' in partly
    assert render_report_pdf(replace(REPORT, translation=translation, handover=mixed))


@pytest.mark.parametrize("language", message_languages())
def test_every_language_has_every_word_of_the_report(language: str) -> None:
    english, words = load_words("en"), load_words(language)
    for name in (one for one in ReportWords.__struct_fields__ if one != "language"):
        ours, theirs = getattr(english, name), getattr(words, name)
        assert ours.keys() == theirs.keys(), name
        for key, text in theirs.items():
            assert bool(text) or language == "en", (name, key)
            assert set(PLACES.findall(text)) == set(PLACES.findall(ours[key])), (name, key)
