"""The manual page and the completions are written from the command line, and name all of it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from common.manual import completion, manual_page

from app.cli.main import COMMANDS

_PAGE = manual_page(datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize("name", COMMANDS)
def test_manual_has_a_section_for_each_command(name: str) -> None:
    spelt = name.replace("-", "\\-")
    assert f"\n.SS {spelt} " in _PAGE


def test_manual_has_no_line_that_troff_would_take_for_its_own() -> None:
    known = (".TH", ".SH", ".SS", ".TP", ".B ")
    requests = [line for line in _PAGE.splitlines() if line.startswith((".", "'"))]
    assert all(line.startswith(known) for line in requests)
    assert _PAGE.isascii()


@pytest.mark.parametrize("name", ["sendwright.bash", "_sendwright", "sendwright.fish"])
def test_completion_asks_the_program(name: str) -> None:
    assert "_SENDWRIGHT_COMPLETE" in completion(name)


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_reads_its_completion(tmp_path: Path) -> None:
    script = tmp_path / "sendwright.bash"
    script.write_text(completion("sendwright.bash"), "utf-8")
    read = subprocess.run(
        ["bash", "-c", f'. "{script}"; complete -p sendwright'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_sendwright_completion" in read.stdout
