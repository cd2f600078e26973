"""What was copied outlives the window, and does not crash the end of the program."""

from __future__ import annotations

import subprocess
import sys

_COPY = """
from PySide6.QtWidgets import QApplication
from app.gui.buttons import CopyButton
application = QApplication([])
button = CopyButton("Copy", "copy", lambda: "text")
button.click()
assert application.clipboard().text() == "text"
"""


def test_the_program_ends_well_after_something_was_copied() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _COPY], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
