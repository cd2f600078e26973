"""Advice, device checks and sheets of every family by every path, as they were recorded."""

from __future__ import annotations

import pytest

from tests.net.comparing import compare, quick


@pytest.mark.parametrize(
    "name", [name for word in ("sheets", "device", "advice") for name in quick(word)]
)
def test_catalogue_leads_to_what_was_recorded(name: str) -> None:
    compare(name)
