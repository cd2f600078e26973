"""Without a display the wizard says so in one sentence and names what works instead."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app.gui.display import find_missing, why_no_window
from app.gui.main import cloud_of, run


def test_without_display_one_sentence_names_the_way_out() -> None:
    reason = why_no_window("linux", {})
    assert "There is no display here" in reason
    assert "sendwright demo" in reason
    assert "--help" in reason
    assert "\n" not in reason


def test_offscreen_needs_no_display() -> None:
    assert why_no_window("linux", {"QT_QPA_PLATFORM": "offscreen"}) == ""


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_always_have_a_display(platform: str) -> None:
    assert why_no_window(platform, {}) == ""


def test_missing_library_is_named() -> None:
    assert find_missing(("libc.so.6", "libnosuch.so.99")) == ("libnosuch.so.99",)


def test_process_without_display_exits_with_1_and_imports_no_qt() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    code = (
        "import sys; from app.gui.main import run; code = run([]);"
        "print([name for name in sys.modules if 'PySide6' in name]); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    if sys.platform.startswith("linux"):
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert done.stdout.strip() == "[]"


def test_help_is_printed_without_a_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert "--cloud" in capsys.readouterr().out


def test_cloud_comes_from_arguments_before_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDWRIGHT_CLOUD", "from-environment")
    assert cloud_of(["--cloud", "a.toml"]) == "a.toml"
    assert cloud_of(["--cloud=b.toml"]) == "b.toml"
    assert cloud_of([]) == "from-environment"


def test_cloud_that_cannot_be_used_is_told_before_a_window_opens(
    qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--cloud", "/no/such/cloud.toml"]) == 2
    said = capsys.readouterr().err
    assert "The cloud file cannot be read" in said
    assert "Check the path after --cloud" in said
