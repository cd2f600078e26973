"""The release workflow takes nothing that can change under its name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).parents[2]
_WORKFLOWS = sorted((_CHECKOUT / ".github" / "workflows").glob("*.yml"))
_ZIZMOR = Path(sys.executable).with_name("zizmor.exe" if sys.platform == "win32" else "zizmor")
_USES = re.compile(r"uses: *(\S+)(.*)")


def test_there_are_workflows() -> None:
    assert _WORKFLOWS


def test_every_action_is_pinned_by_commit_and_says_its_version() -> None:
    for workflow in _WORKFLOWS:
        for action, remark in _USES.findall(workflow.read_text("utf-8")):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), f"{workflow.name}: {action}"
            assert re.search(r"# v\d+\.\d+\.\d+", remark), f"{workflow.name}: {action}"


def test_what_the_workflow_calls_is_there() -> None:
    for workflow in _WORKFLOWS:
        for path in re.findall(r"packaging/[\w./-]+", workflow.read_text("utf-8")):
            if not path.endswith("README.md"):
                assert (_CHECKOUT / path).exists(), path


def test_nothing_is_permitted_by_default() -> None:
    for workflow in _WORKFLOWS:
        assert re.search(r"^permissions: \{\}$", workflow.read_text("utf-8"), re.MULTILINE)


@pytest.mark.skipif(not _ZIZMOR.exists(), reason="needs the development group")
def test_a_linter_of_workflows_finds_nothing() -> None:
    seen = subprocess.run(
        [_ZIZMOR, "--offline", "--no-progress", "--color=never", *_WORKFLOWS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert seen.returncode == 0, seen.stdout


def test_keys_are_in_reach_only_of_steps_that_sign() -> None:
    """Not of a whole job, where whatever is installed to build could read them."""
    for workflow in _WORKFLOWS:
        for line in workflow.read_text("utf-8").splitlines():
            if "secrets." in line:
                assert line.startswith(" " * 10), f"{workflow.name}: {line.strip()}"
