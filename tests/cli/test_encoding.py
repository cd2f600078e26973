"""Results reach files and pipes whole, whatever code page the system has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONIOENCODING": "cp1252",
        "PYTHONUTF8": "0",
        "SENDWRIGHT_HOME": str(home),
    }


_EXPLAIN = (sys.executable, "-m", "app", "explain", "535 5.7.139 Authentication unsuccessful")


def test_marks_are_written_where_the_code_page_lacks_them(tmp_path: Path) -> None:
    ran = subprocess.run(_EXPLAIN, capture_output=True, env=_environment(tmp_path), check=False)
    assert ran.returncode in (0, 1), ran.stderr
    assert "✗" in ran.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals like these")
def test_a_terminal_without_our_marks_shows_the_rest(tmp_path: Path) -> None:
    """Windows takes NUL for such a terminal, too."""
    reader, terminal = os.openpty()
    ran = subprocess.run(
        _EXPLAIN, stdout=terminal, stderr=terminal, env=_environment(tmp_path), check=False
    )
    os.close(terminal)
    shown = b""
    try:
        while piece := os.read(reader, 65536):
            shown += piece
    except OSError:  # Linux says so at the end of what was written
        pass
    os.close(reader)
    assert ran.returncode in (0, 1)
    assert "5.7.139" in shown.decode("cp1252")
