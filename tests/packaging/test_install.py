"""The way through pip: a clean environment gets both commands, and data comes with the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from app.resources import HELP


def test_both_commands_are_declared() -> None:
    scripts = metadata.entry_points().select(name="sendwright")
    windows = metadata.entry_points().select(name="sendwright-gui")
    assert {entry.value for entry in scripts} == {"app.main:main"}
    assert {(entry.group, entry.value) for entry in windows} == {
        ("gui_scripts", "app.main:open_wizard")
    }


def test_both_commands_start(tmp_path: Path) -> None:
    environment = {**os.environ, "SENDWRIGHT_HOME": str(tmp_path)}
    for name in ("sendwright", "sendwright-gui"):
        program = Path(sys.executable).with_name(name)
        ran = subprocess.run(
            [program, "--help"], capture_output=True, text=True, env=environment, check=True
        )
        assert "Usage: sendwright" in ran.stdout


def test_help_for_administrators_comes_along() -> None:
    for page in ("administrators", "antivirus"):
        text = (HELP / f"{page}.md").read_text("utf-8")
        assert text.startswith("# ")
