"""A kill at any flush, rename, link or unlink of a writer loses nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kills.scenes import SCENES, is_lost
from tests.kills.writer import KILLED

_MOST = 40


@pytest.mark.parametrize("name", SCENES)
def test_a_kill_loses_nothing(name: str, tmp_path: Path) -> None:
    scene = SCENES[name]
    kills = 0
    for number in range(1, _MOST):
        folder = tmp_path / str(number)
        scene.prepare(folder)
        words = [sys.executable, "-m", "tests.kills.writer", name, str(folder), str(number)]
        code = subprocess.run(words, check=False).returncode
        assert is_lost(scene, folder) == "", f"killed before call {number}"
        if code == 0:
            break
        assert code == KILLED
        kills += 1
    assert 2 < kills < _MOST - 1
