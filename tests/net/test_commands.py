"""What commands say that have no situation to do with, as it was recorded."""

from __future__ import annotations

import sys

import pytest

from tests.net.comparing import compare

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="what the system says of a file differs"
)


@pytest.mark.parametrize("name", ["offline", "demo"])
def test_commands_say_what_was_recorded(name: str) -> None:
    compare(name)
