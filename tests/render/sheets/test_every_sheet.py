"""Every device by every kind of path: each word is in the tagged PDF, and in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.path import SendingPath, SendingSettings
from app.render.sheets.sheet import render_sheet
from tests.render.sheets.every_sheet import changing_choices, find_losses
from tests.render.sheets.test_sheet import PLACE, sheet_of, squeezed, text_of

_PARTS = 16


@pytest.mark.parametrize("part", range(_PARTS))
def test_every_word_of_every_sheet_is_there_in_order(part: int) -> None:
    choices = list(changing_choices())[part::_PARTS]
    assert len(choices) > 20
    assert list(find_losses(choices)) == []


@pytest.mark.parametrize("more", [10, 40, 60])
def test_no_hyphen_is_repeated_where_a_line_ends(
    more: int, settings_of: dict[SendingPath, SendingSettings]
) -> None:
    """Spanish would say it again on the next line, which changes what is to be typed."""
    base = settings_of[SendingPath.RELAY_IP]
    host = f"contoso-{'ab-' * more}com.mail.protection.outlook.com"
    settings = replace(base, server=replace(base.server, host=host))
    place = replace(PLACE, notes="Use Session E-mail address " * 9)
    sheet = replace(sheet_of("proxmox-ve", settings, place), language="es")
    text = squeezed(text_of(render_sheet(sheet)))
    assert host in text
    assert squeezed(place.notes) in text
