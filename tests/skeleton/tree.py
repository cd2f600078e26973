"""A copy of the checkout in which the helpers write and their results are judged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.skeleton.__main__ import ROOT

_HEAVY = ("recorded", "__snapshots__", "rfc7208", ".tools", "packages.txt", "fonts")
_PATIENCE_S = 110


def copy_tree(to: Path, *folders: str) -> Path:
    """Copy what the helpers read, and with it what the tests of their results need."""
    ignore = shutil.ignore_patterns(*_HEAVY)
    for folder in folders or ("app", "resources", "tests"):
        shutil.copytree(ROOT / folder, to / folder, ignore=ignore)
    shutil.copy2(ROOT / "pyproject.toml", to)
    return to


def run(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, which then is all that it knows of Sendwright."""
    path = os.pathsep.join(one for one in sys.path if one and Path(one).resolve() != ROOT)
    return subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tree), path))},
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )


def outcomes(tree: Path, *tests: str) -> Mapping[str, bool]:
    """Run tests of the copy; says of each by its name whether it passed."""
    report = tree / "report.xml"
    said = run(
        tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *tests
    )
    cases = list(ET.parse(report).iter("testcase")) if report.exists() else []
    assert cases, said.stdout + said.stderr
    faults = ("failure", "error", "skipped")
    return {
        str(case.get("name")): all(case.find(fault) is None for fault in faults) for case in cases
    }


def everything(tree: Path) -> Mapping[str, bytes]:
    """Give each folder, and each file with what is in it."""
    return {
        str(path.relative_to(tree)): path.read_bytes() if path.is_file() else b""
        for path in tree.rglob("*")
        if "__pycache__" not in path.parts
    }
