"""Every device by every kind of path: each word is in the tagged PDF, and in order."""

from __future__ import annotations

import pytest

from tests.render.every_sheet import changing_choices, find_losses

_PARTS = 16


@pytest.mark.parametrize("part", range(_PARTS))
def test_every_word_of_every_sheet_is_there_in_order(part: int) -> None:
    choices = list(changing_choices())[part::_PARTS]
    assert len(choices) > 20
    assert list(find_losses(choices)) == []
