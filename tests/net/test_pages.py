"""What every page of the wizard tells assistive programs, as it was recorded."""

from __future__ import annotations

import sys

import pytest

from tests.net.comparing import compare

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="each system's style has names of its own"
)


def test_pages_tell_what_was_recorded(qapp: object) -> None:
    compare("pages")
