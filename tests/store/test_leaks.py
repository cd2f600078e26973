"""After the whole journey no token is anywhere but in the keyring, and then not there either."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.store.desktop import make_environment, run_in_session

SCENE = Path(__file__).with_name("leak_scene.py")


@pytest.mark.skipif(sys.platform != "linux", reason="the keyring of Linux desktops")
def test_no_token_is_left_anywhere(tmp_path: Path) -> None:
    seen = run_in_session(SCENE, "", make_environment(tmp_path))
    assert seen["found"] == []
    assert not seen["left"]
    assert seen["delivered"] >= 2
    assert seen["files"] > 20
    assert seen["log"] > 1000
    assert min(seen["lengths"]) > 500
