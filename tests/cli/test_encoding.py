"""Results reach files and pipes whole, whatever code page the system has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_marks_are_written_where_the_code_page_lacks_them(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONIOENCODING": "cp1252",
        "PYTHONUTF8": "0",
        "SENDWRIGHT_HOME": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "app", "explain", "535 5.7.139 Authentication unsuccessful"],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    assert "✗" in ran.stdout.decode("utf-8")
