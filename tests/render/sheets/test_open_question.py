"""What nobody knows of a device stands on its sheet, with where to look for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.path import SendingPath
from app.render.sheets.sheet import render_sheet, sheet_data
from app.render.sheets.words import LANGUAGES, load_words
from tests.render.conftest import SETTINGS
from tests.render.sheets.test_sheet import needs_poppler, sheet_of, squeezed, text_of


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_knows_is_on_the_sheet_with_where_to_look(language: str) -> None:
    settings = SETTINGS[SendingPath.SMTP_AUTH_OAUTH]
    unsure = replace(sheet_of("hp-laserjet-pro-mfp", settings), language=language)
    text = text_of(render_sheet(unsure))
    label = load_words(language).page["open_question"].partition("{")[0]
    assert squeezed(label) in squeezed(text)
    assert "ish_13623350" in text
    assert ("HP's document" in text) == (language == "en")


def test_what_the_path_does_not_need_is_no_question() -> None:
    """Whether a Brother encrypts is known, and only a token asks for OAuth."""
    brother = "brother-web-based-management"
    asked = {
        path: bool(sheet_data(sheet_of(brother, SETTINGS[path]))["open_question"])
        for path in (SendingPath.SMTP_AUTH_OAUTH, SendingPath.SMTP_AUTH_BASIC, SendingPath.RELAY_IP)
    }
    assert list(asked.values()) == [True, False, False]
