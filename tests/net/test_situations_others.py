"""What every command says in situations without OAuth, as it was recorded."""

from __future__ import annotations

import sys

import pytest

from tests.net.comparing import compare, quick

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="what the system says of a port differs"
)


@pytest.mark.parametrize("name", [name for name in quick("commands.") if "oauth" not in name])
def test_commands_say_what_was_recorded(name: str) -> None:
    compare(name)
